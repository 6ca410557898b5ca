import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { after, before, test } from 'node:test'
import type { Log } from 'sarif'
import { buildCommandLine, makePlace, type Place } from '../gate/place.ts'

const built = buildCommandLine()
let place: Place

const mistaken = `name: team
enforcement_mode: obsrve
rules:
  - name: block-rm
    action: deny
    match:
      tool_name: bash
      command_pattern: "rm -rf"
`

before(() => {
  place = makePlace(built.cli)
  mkdirSync(path.join(place.project, '.git'))
  mkdirSync(path.join(place.project, 'my policies'))
  place.write('my policies/team.yaml', mistaken)
  place.write('my policies/fine.yaml', mistaken.replace('obsrve', 'observe'))
  place.write('my policies/fine.test.yaml', 'policy: fine.yaml\ncases: []\n')
  place.write('my policies/compose.yaml', 'services:\n  web: {image: x}\n')
})
after(() => {
  place.remove()
  built.remove()
})

function sarif(...args: string[]): { status: number | null; run: Log['runs'][number] } {
  const { status, stdout } = place.run('check', ...args, '--format', 'sarif')
  return { status, run: (JSON.parse(stdout) as Log).runs[0] as Log['runs'][number] }
}

test('check of a folder looks at the policies and test files below it, and at nothing else', () => {
  const { status, stdout } = place.run('check', 'my policies', '--format', 'json')
  assert.equal(status, 1)
  assert.deepEqual(
    JSON.parse(stdout).map(({ file, dialect }: { file: string; dialect: string }) => [file, dialect]),
    [
      ['my policies/fine.test.yaml', 'test'],
      ['my policies/fine.yaml', 'agent-assembly-sandbox'],
      ['my policies/team.yaml', 'agent-assembly-sandbox'],
    ],
  )
})

test('check and test of a folder say which files are nobody’s', () => {
  for (const command of ['check', 'test']) {
    const { stderr } = place.run(command, 'my policies')
    assert.match(stderr, /^rehearsal: 1 YAML or JSON file is no policy of any system: my policies\/compose\.yaml$/m)
  }
})

test('a policy with a misspelt key is not passed over in silence', () => {
  place.write('slip/team.yaml', mistaken.replace('obsrve', 'observe').replace('rules:', 'rule:'))
  const checked = place.run('check', 'slip')
  assert.equal(checked.status, 1)
  assert.match(checked.stdout, /^slip\/team\.yaml:3:1: error: .*Did you mean `rules`\?/m)
  const tested = place.run('test', 'slip')
  assert.equal(tested.status, 1)
  assert.match(tested.stdout, /`rule` stands where `rules` should/)
})

test('a file of a folder that a test file or a hook names as its policy has to be one', () => {
  place.write('named/gone.yaml', 'nothing: here\n')
  place.write('named/gone.test.yaml', 'policy: gone.yaml\ncases:\n  - call: {tool: a}\n    expect: {verdict: deny}\n')
  const checked = place.run('check', 'named')
  assert.equal(checked.status, 1)
  assert.match(checked.stdout, /^named\/gone\.yaml:1:1: error: .*although named\/gone\.test\.yaml names it/m)
  place.write('hooked/other.yaml', 'nothing: here\n')
  const command = `rehearsal hook claude --policy '${path.join(place.project, 'hooked/other.yaml')}'`
  const hooks = { PreToolUse: [{ hooks: [{ type: 'command', command }] }] }
  place.write('.claude/settings.json', JSON.stringify({ hooks }))
  for (const word of ['check', 'test']) {
    const { status, stdout } = place.run(word, 'hooked')
    assert.equal(status, 1)
    assert.match(stdout, /hooked\/other\.yaml.*although the hook in .*settings\.json names it/)
  }
})

test('check --format sarif: rule, place and fix of every finding', () => {
  const { status, run } = sarif('my policies/team.yaml')
  assert.equal(status, 1)
  const found = run.results?.find(({ level }) => level === 'error')
  const rule = run.tool.driver.rules?.[found?.ruleIndex ?? -1]
  assert.equal(rule?.id, found?.ruleId)
  assert.match(rule?.help?.markdown ?? '', new RegExp(`\`${found?.ruleId}\` · error`))
  const at = found?.locations?.[0]?.physicalLocation
  assert.equal(at?.artifactLocation?.uri, 'my%20policies/team.yaml')
  assert.deepEqual(at?.region, { startLine: 2, startColumn: 19, endLine: 2, endColumn: 25 })
  const change = found?.fixes?.[0]?.artifactChanges[0]?.replacements[0]
  assert.deepEqual(change?.deletedRegion, at?.region)
  assert.deepEqual(change?.insertedContent, { text: 'observe' })
})

test('reports name files from the root of the repository, from whatever folder the command runs', () => {
  const cwd = path.join(place.project, 'my policies')
  const run = (format: string) =>
    spawnSync(process.execPath, [built.cli, 'check', 'team.yaml', '--format', format], {
      cwd,
      env: place.env,
      encoding: 'utf8',
    })
  assert.match(run('sarif').stdout, /"uri": "my%20policies\/team.yaml"/)
  assert.match(run('github').stdout, /^::error file=my policies\/team.yaml,line=2,endLine=2,col=19,/m)
})

test('a fingerprint stays when lines come above', () => {
  const print = () => sarif('my policies/moved.yaml').run.results?.map(({ partialFingerprints }) => partialFingerprints)
  place.write('my policies/moved.yaml', mistaken)
  const first = print()
  place.write('my policies/moved.yaml', `# a comment\n\n${mistaken}`)
  assert.deepEqual(print(), first)
  assert.ok(first?.length)
})

test('check --format junit: one case a file, failed where there is an error', () => {
  const { status, stdout } = place.run('check', 'my policies/team.yaml', 'my policies/fine.yaml', '--format', 'junit')
  assert.equal(status, 1)
  assert.match(stdout, /<testsuites tests="2" failures="1" errors="0" skipped="0">/)
  assert.match(
    stdout,
    /<failure message="[^"]*Did you mean `observe`\?" type="failure"><!\[CDATA\[my policies\/team.yaml:2\n/,
  )
})

test('a file that cannot be read ends with 2, and every report says so', () => {
  const text = place.run('check', 'gone.yaml', 'my policies/fine.yaml')
  assert.deepEqual([text.status, text.stderr], [2, 'rehearsal: cannot read gone.yaml: there is no such file\n'])
  assert.match(text.stdout, /^my policies\/fine.yaml:/)
  const { status, run } = sarif('gone.yaml', 'my policies/fine.yaml')
  assert.deepEqual([status, run.invocations?.[0]?.executionSuccessful], [2, false])
  const junit = place.run('check', 'gone.yaml', '--format', 'junit')
  assert.deepEqual([junit.status, /errors="1"/.test(junit.stdout)], [2, true])
})

test('a folder without policies is said so', () => {
  mkdirSync(path.join(place.project, 'empty'))
  const { status, stdout, stderr } = place.run('check', 'empty')
  assert.deepEqual([status, stdout, stderr], [2, '', 'rehearsal: no policy and no test file in empty\n'])
})

test('thousands of findings are reported in no time that anybody would notice', () => {
  const rules = Array.from(
    { length: 4000 },
    (_, index) => `  - { name: r${index}, action: deny, match: { tool_name: x, tol: y } }`,
  )
  const file = path.join(place.project, 'large.yaml')
  writeFileSync(file, `name: large\nenforcement_mode: observe\nrules:\n${rules.join('\n')}\n`)
  const options = { cwd: place.project, env: place.env, encoding: 'utf8' as const, maxBuffer: 1 << 28 }
  const { stdout } = spawnSync(process.execPath, [built.cli, 'check', 'large.yaml', '--format', 'sarif'], options)
  const results = (JSON.parse(stdout) as Log).runs[0]?.results ?? []
  assert.ok(results.length >= 4000, `${results.length}`)
  assert.ok(results.some(({ locations }) => locations?.[0]?.physicalLocation?.region?.startLine === 4003))
})
