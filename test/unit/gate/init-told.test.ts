import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { after as afterTests, test } from 'node:test'
import { before, buildCommandLine, makePlace, type Place, sandboxPolicy } from './place.ts'

const built = buildCommandLine()
afterTests(() => built.remove())

/** A policy of a system whose policies cannot state that they observe. */
const capfence = /^```yaml\r?\n([\s\S]*?)^```/m.exec(readFileSync('docs/dialects/capfence.md', 'utf8'))?.[1] ?? ''

/** Runs the command line in another folder of the same home. */
function runIn(place: Place, folder: string, ...args: string[]) {
  return spawnSync(process.execPath, [built.cli, ...args], { cwd: folder, env: place.env, encoding: 'utf8' })
}

function inPlace(act: (place: Place, userSettings: string) => void): void {
  const place = makePlace(built.cli)
  try {
    act(place, path.join(place.home, '.claude', 'settings.json'))
  } finally {
    place.remove()
  }
}

/** What the hook in these settings answers before a command. */
function answerOf(place: Place, settings: string, command: string): string {
  const { hooks } = JSON.parse(readFileSync(settings, 'utf8'))
  return place.shell(hooks.PreToolUse[0].hooks[0].command, before(command)).stdout
}

test("init in one project says that it takes another project's policy out, and doctor there finds it", () => {
  inPlace((place, settings) => {
    const team = place.write('policies/team.yaml', sandboxPolicy('enforce'))
    assert.equal(place.run('init', 'claude', '--policy', team, '--yes').status, 0)
    assert.match(answerOf(place, settings, 'rm -rf /'), /"deny"/)
    assert.doesNotMatch(place.run('doctor').stdout, /No installed hook/)

    const other = path.join(place.home, 'other')
    mkdirSync(path.join(other, 'policies'), { recursive: true })
    const theirs = path.join(other, 'policies', 'theirs.yaml')
    writeFileSync(theirs, sandboxPolicy('observe', 'theirs'))
    const shown = runIn(place, other, 'init', 'claude', '--dry-run')
    const told = `Warning: ${settings} has a hook of Rehearsal for other policies already, which this one replaces.
  No longer judged: ${team} (it enforces)
  Judged instead:   ${theirs}
To have both, leave this hook alone and add --project`
    assert.ok(shown.stderr.includes(told), shown.stderr)
    const json = JSON.parse(runIn(place, other, 'init', 'claude', '--dry-run', '--format', 'json').stdout)
    assert.deepEqual(
      json.replaced.policies.map((each: { policy_files: unknown; mode: unknown }) => [each.policy_files, each.mode]),
      [[[team], 'enforce']],
    )

    const done = runIn(place, other, 'init', 'claude', '--yes')
    assert.ok(done.stderr.includes(told), done.stderr)
    assert.match(done.stderr, /comes back with `rehearsal init claude --policy '[^']*team\.yaml' --audit /)

    const doctor = place.run('doctor')
    assert.equal(doctor.status, 1)
    assert.match(
      doctor.stdout,
      /No installed hook uses \S*.*team\.yaml, so it stops nothing: .* judges by .*theirs\.yaml/,
    )
    assert.match(doctor.stdout, /Policy {4}.*team\.yaml.*; no installed hook uses it/)

    // What both of them propose.
    assert.equal(place.run('init', 'claude', '--project', '--policy', team, '--yes').status, 0)
    assert.doesNotMatch(place.run('doctor').stdout, /[Nn]o installed hook/)
    assert.equal(runIn(place, other, 'doctor').status, 0)
  })
})

test('a project whose hook takes some of its policies is no finding', () => {
  inPlace((place) => {
    const team = place.write('policies/team.yaml', sandboxPolicy('enforce'))
    place.write('policies/draft.yaml', sandboxPolicy('observe', 'draft'))
    place.run('init', 'claude', '--policy', team, '--yes')
    const doctor = place.run('doctor')
    assert.equal(doctor.status, 0, doctor.stdout)
    assert.match(doctor.stdout, /draft.*; no installed hook uses it/)
  })
})

test('init says in words which policies enforce, and how to have them observe', () => {
  inPlace((place, settings) => {
    const cap = place.write('policies/cap.yaml', capfence)
    const team = place.write('policies/team.yaml', sandboxPolicy('observe'))
    const { stderr } = place.run('init', 'claude', '--dry-run')
    assert.ok(stderr.includes(`  Enforces  ${cap} (capfence)\n  Observes  ${team} (agent-assembly-sandbox)\n`), stderr)
    assert.match(stderr, /What that one denies is blocked; --enforcement-mode observe has all of them only observe\./)
    const modes = (...args: string[]) =>
      JSON.parse(place.run('init', 'claude', ...args, '--dry-run', '--format', 'json').stdout).policies.map(
        ({ mode }: { mode: string }) => mode,
      )
    assert.deepEqual(modes(), ['enforce', 'observe'])
    assert.deepEqual(modes('--enforcement-mode', 'observe'), ['observe', 'observe'])
    assert.equal(existsSync(settings), false)
  })
})

test('what doctor says of changed settings brings back the same hook', () => {
  inPlace((place, settings) => {
    const team = place.write('policies/team.yaml', sandboxPolicy('enforce'))
    place.write('policies/draft.yaml', sandboxPolicy('enforce', 'draft'))
    const own = path.join(place.project, '.claude', 'settings.json')
    const remedy = (file: string) => {
      const { hook_problems } = JSON.parse(place.run('doctor', '--format', 'json').stdout)
      const said = hook_problems.find((each: string) => each.startsWith('Hook settings changed') && each.includes(file))
      return /To have them as they were: `(?<line>[^`]*)`/.exec(said)?.groups?.line ?? ''
    }
    for (const [file, more] of [
      [settings, []],
      [own, ['--project']],
    ] as const) {
      place.run('init', 'claude', '--policy', team, '--enforcement-mode', 'observe', ...more, '--yes')
      const installed = readFileSync(file, 'utf8')
      writeFileSync(file, '{}')
      const line = remedy(file).replace(/\brehearsal init/, `'${process.execPath}' '${built.cli}' init`)
      assert.equal(place.shell(`${line} --yes`, '').status, 0, line)
      assert.deepEqual(JSON.parse(readFileSync(file, 'utf8')), JSON.parse(installed))
      writeFileSync(file, '{}')
      assert.notEqual(remedy(file), '')
    }
  })
})

test('init --project says how to undo just that, and where it holds', () => {
  inPlace((place) => {
    place.write('team.policy.yaml', sandboxPolicy('observe'))
    const { stderr } = place.run('init', 'claude', '--project', '--yes')
    assert.match(
      stderr,
      /Every new session of Claude Code in \S.* is judged from now on; `rehearsal init claude --project --remove` undoes it\./,
    )
    assert.match(
      place.run('init', 'claude', '--yes').stderr,
      /in any folder is judged .*`rehearsal init claude --remove` undoes it\./,
    )
  })
})

test('init that nobody can be asked about writes nothing, no launcher either', () => {
  inPlace((place) => {
    place.write('team.policy.yaml', sandboxPolicy('observe'))
    for (const args of [['claude'], ['codex', '--format', 'json'], ['gemini', '--project']]) {
      const { status, stderr } = place.run('init', ...args)
      assert.deepEqual([status, /say --yes to write this change\.\n$/.test(stderr)], [2, true])
    }
    assert.deepEqual(
      [existsSync(path.join(place.home, '.claude')), existsSync(path.join(place.home, '.local'))],
      [false, false],
    )
    place.run('init', 'claude', '--yes')
    assert.equal(place.run('init', 'claude').status, 0, 'there is nothing to ask about')
    assert.equal(place.run('init', 'claude', '--remove').status, 2)
  })
})

test('a hook is awaited only by the log that it names', () => {
  inPlace((place) => {
    place.write('team.policy.yaml', sandboxPolicy('observe'))
    place.run('init', 'claude', '--yes')
    assert.match(place.run('doctor').stdout, /Hook {6}not seen: claude-code/)
    const elsewhere = path.join(place.home, 'elsewhere')
    mkdirSync(elsewhere)
    const { status, stdout } = runIn(place, elsewhere, 'doctor')
    assert.deepEqual([status, /not seen/.test(stdout)], [0, false])
  })
})
