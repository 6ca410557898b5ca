import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { after, beforeEach, before as beforeTests, test } from 'node:test'
import { parse } from 'yaml'
import { before, buildCommandLine, makePlace, type Place, sandboxPolicy } from '../../unit/gate/place.ts'

/** What the action runs, in an environment as GitHub makes it; `gh` is a program that notes what it is asked. */
const root = join(import.meta.dirname, '..', '..', '..')
const built = buildCommandLine()
let place: Place
let sha: string

beforeTests(() => {
  place = makePlace(built.cli)
  mkdirSync(join(place.project, 'policies'))
  place.write('policies/team.yaml', withCase(sandboxPolicy('observe')))
  git('init', '-q')
  git('add', '.')
  git('-c', 'user.name=t', '-c', 'user.email=t@t.example', 'commit', '-qm', 'base')
  sha = git('rev-parse', 'HEAD').trim()
  for (const [index, command] of ['rm -rf build', 'ls', 'ls'].entries()) {
    place.hook(before(command, `c${index}`), '--policy', join(place.project, 'policies', 'team.yaml'))
  }
  place.write('policies/team.yaml', withCase(sandboxPolicy('observe').replace('rm -rf', 'rm -rf|ls')))
  place.write('policies/new.yaml', sandboxPolicy('observe').replace('name: ', 'name: new-'))
  place.write('event.json', JSON.stringify({ pull_request: { number: 7, base: { sha } } }))
  place.write(
    'bin/gh',
    `#!/bin/sh\n{ printf '%s\\n' "$*"; cat; printf '\\n'; } >> "$GH_NOTES"\n[ -n "$GH_FAILS" ] && { echo denied >&2; exit 1; }\ncase "$*" in *--jq*) printf '%s' "$GH_LISTS";; esac\n`,
  )
  chmodSync(join(place.project, 'bin', 'gh'), 0o755)
})
beforeEach(() => {
  for (const name of ['output', 'summary', 'notes']) place.write(name, '')
})
after(() => {
  place.remove()
  built.remove()
})

/** Gives the policy a test case that passes. */
function withCase(policy: string): string {
  return policy.replace('    action: deny', '    # test: bash {command: rm -rf x} => deny\n    action: deny')
}

function git(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync('git', args, { cwd: place.project, env: place.env, encoding: 'utf8' })
  assert.equal(status, 0, stderr)
  return stdout
}

function action(step: 'check' | 'comment', inputs: Record<string, string>) {
  const at = (name: string) => join(place.project, name)
  const { PATH = '' } = place.env
  const env = {
    ...place.env,
    PATH: [at('bin'), PATH].join(delimiter),
    REHEARSAL_CLI: built.cli,
    GITHUB_REPOSITORY: 'o/r',
    GITHUB_EVENT_PATH: at('event.json'),
    GITHUB_OUTPUT: at('output'),
    GITHUB_STEP_SUMMARY: at('summary'),
    GH_NOTES: at('notes'),
    INPUT_REPORTS: at('reports'),
    ...inputs,
  }
  return spawnSync(process.execPath, [join(root, 'scripts', 'action.mjs'), step], {
    cwd: place.project,
    env,
    encoding: 'utf8',
  })
}

const written = (name: string) => readFileSync(join(place.project, name), 'utf8')

test('check: reports, outputs and summary; the replay is held against the base of the pull request', () => {
  const { status, stdout } = action('check', { INPUT_POLICIES: ' policies \n\n', INPUT_AUDIT: place.audit })
  assert.equal(status, 0, stdout)
  const outputs = Object.fromEntries(
    written('output')
      .trim()
      .split('\n')
      .map((line) => line.split('=')),
  )
  assert.deepEqual(Object.keys(outputs), ['sarif', 'junit', 'report'])
  for (const file of Object.values(outputs)) assert.ok(existsSync(String(file)), String(file))
  assert.match(written('summary'), /## Policy tests\n\n```\n[\s\S]*1 passed, 0 failed/)
  assert.match(written('reports/replay.md'), /policies\/team.yaml/)
  assert.match(written('reports/replay.md'), /policies\/new.yaml/)
  assert.match(written('reports/base/policies/team.yaml'), /"rm -rf"|rm -rf/)
  assert.ok(!existsSync(join(place.project, 'reports', 'base', 'policies', 'new.yaml')))
  assert.match(stdout, /^::warning file=policies\/team.yaml,.*title=replay-changes::/m)
})

test('check ends with 1 where something is found: an error, few covered rules, a call that would be denied', () => {
  const policies = { INPUT_POLICIES: 'policies' }
  assert.equal(action('check', { ...policies, INPUT_MIN_COVERAGE: '90' }).status, 1)
  assert.equal(action('check', { ...policies, INPUT_AUDIT: place.audit, INPUT_FAIL_ON: 'deny' }).status, 1)
  assert.equal(action('check', { ...policies, INPUT_AUDIT: place.audit, INPUT_FAIL_ON: 'deny:100' }).status, 0)
  place.write('odd.yaml', sandboxPolicy('obsrve'))
  const odd = action('check', { INPUT_POLICIES: 'odd.yaml' })
  assert.equal(odd.status, 1)
  assert.match(odd.stdout, /^::error file=odd.yaml,line=/m)
})

test('check ends with 2 and an annotation where it cannot look: no such file, no such log', () => {
  const gone = action('check', { INPUT_POLICIES: 'gone.yaml' })
  assert.deepEqual([gone.status, /^::error title=rehearsal::check: /m.test(gone.stdout)], [2, true])
  const log = action('check', { INPUT_POLICIES: 'policies', INPUT_AUDIT: 'gone.db' })
  assert.deepEqual([log.status, /there is no log at gone.db/.test(log.stdout)], [2, true])
})

test('inputs are never part of a shell: what looks like commands is a name', () => {
  const { status } = action('check', { INPUT_POLICIES: '$(touch pwned)\n; touch pwned\n`touch pwned`' })
  assert.deepEqual([status, existsSync(join(place.project, 'pwned'))], [2, false])
})

test('what a policy says cannot be a workflow command', () => {
  place.write(
    'forged.yaml',
    sandboxPolicy('observe').replace('    action: deny', '    # test: "::error::forged" => deny\n    action: deny'),
  )
  const { stdout } = action('check', { INPUT_POLICIES: 'forged.yaml' })
  const start = stdout.indexOf('::stop-commands::')
  assert.ok(start >= 0 && start < stdout.indexOf('::error::forged'), stdout)
})

test('comment: a new one, then the same one again', () => {
  action('check', { INPUT_POLICIES: 'policies', INPUT_AUDIT: place.audit })
  assert.equal(action('comment', {}).status, 0)
  const [, , posted, body] = written('notes').split('\n')
  assert.equal(posted, 'api --method POST repos/o/r/issues/7/comments --input -')
  assert.ok(JSON.parse(body ?? '').body.startsWith('<!-- rehearsal-replay -->\n'))
  place.write('notes', '')
  action('comment', { GH_LISTS: '41\n42' })
  assert.match(written('notes'), /^api --method PATCH repos\/o\/r\/issues\/comments\/41 --input -$/m)
})

test('comment: a token that may not, or no pull request, is no fault of the policy', () => {
  const refused = action('comment', { GH_FAILS: '1' })
  assert.deepEqual([refused.status, /^::warning title=rehearsal::/m.test(refused.stdout)], [0, true])
  place.write('notes', '')
  const push = action('comment', { GITHUB_EVENT_PATH: '/nowhere' })
  assert.deepEqual([push.status, written('notes')], [0, ''])
})

test('the steps of action.yml hand inputs over by the environment alone', () => {
  const { runs } = parse(readFileSync(join(root, 'action.yml'), 'utf8'))
  const scripts: string[] = runs.steps.flatMap(({ run }: { run?: string }) => run ?? [])
  assert.equal(scripts.length, 3)
  for (const script of scripts) {
    assert.doesNotMatch(script, /\$\{\{/)
    assert.equal(spawnSync('bash', ['-n'], { input: script }).status, 0, script)
  }
})
