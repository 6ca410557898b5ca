import assert from 'node:assert/strict'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { after as afterTests, test } from 'node:test'
import { buildCommandLine, makePlace, sandboxPolicy } from './place.ts'

const built = buildCommandLine()
afterTests(() => built.remove())

const files: Record<string, readonly string[]> = {
  claude: ['.claude', 'settings.json'],
  codex: ['.codex', 'hooks.json'],
  gemini: ['.gemini', 'settings.json'],
}

for (const [agent, words] of Object.entries(files)) {
  test(`init ${agent}: by the launcher, the same text each time; doctor tells when it is taken away`, () => {
    const place = makePlace(built.cli)
    try {
      place.write('team.policy.yaml', sandboxPolicy('observe'))
      const file = path.join(place.home, ...words)
      assert.equal(place.run('init', agent, '--dry-run').status, 0)
      assert.equal(existsSync(file), false)
      assert.equal(place.run('init', agent, '--yes').status, 0)
      const installed = readFileSync(file, 'utf8')
      assert.match(installed, /rehearsal\/bin\/rehearsal'? hook /)
      assert.match(place.run('init', agent, '--yes').stderr, /holds these hooks already/)
      assert.equal(readFileSync(file, 'utf8'), installed)

      const found = () => JSON.parse(place.run('doctor', '--format', 'json').stdout).hook_problems
      assert.deepEqual(found(), [])
      writeFileSync(file, '{}')
      assert.match(found()[0], /Hook settings changed/)
      assert.equal(place.run('doctor').status, 1)
      writeFileSync(file, installed.replaceAll('team.policy', 'other.policy'))
      const [changed, passedOver] = found()
      assert.match(changed, /have another command line.*as they were: `rehearsal init \w+ --policy '[^']*team\.policy/)
      assert.match(passedOver, /^No installed hook uses .*team\.policy\.yaml/)
      writeFileSync(file, installed)
      assert.deepEqual(found(), [])

      assert.equal(place.run('init', agent, '--remove', '--yes').status, 0)
      assert.equal(existsSync(file), false)
      assert.deepEqual(found(), [])
      place.run('init', agent, '--yes')
      rmSync(file)
      assert.equal(found().length, 1)
      place.run('init', agent, '--remove', '--yes')
      assert.deepEqual(found(), [])
    } finally {
      place.remove()
    }
  })
}

const odd: readonly (readonly [what: string, agent: string, bytes: string | Buffer, said: RegExp])[] = [
  ['no JSON', 'claude', '{\n  "model": }', /is not a JSON object as Claude Code reads it \(line 2\); mend it first/],
  ['a list', 'gemini', '[]', /is not a JSON object as Gemini CLI reads it/],
  ['hooks of another shape', 'codex', '{"hooks": [1]}', /has "hooks" of a shape that Codex does not read/],
  ['not UTF-8', 'claude', Buffer.from('{"model": "caf\xe9"}', 'latin1'), /cannot be read \(it is not UTF-8\)/],
  ['a mark that Codex does not read', 'codex', '\ufeff{}', /begins with a byte order mark, which Codex does not read/],
]
for (const [what, agent, bytes, said] of odd) {
  test(`init leaves settings alone that it cannot change: ${what}`, () => {
    const place = makePlace(built.cli)
    try {
      place.write('team.policy.yaml', sandboxPolicy('observe'))
      const file = path.join(place.home, ...(files[agent] ?? []))
      mkdirSync(path.dirname(file))
      writeFileSync(file, bytes)
      const { status, stderr } = place.run('init', agent, '--yes')
      assert.equal(status, 1)
      assert.match(stderr, said)
      place.run('init', agent, '--remove', '--yes')
      assert.deepEqual(readFileSync(file), Buffer.from(bytes))
    } finally {
      place.remove()
    }
  })
}

for (const target of [null, '', '{"model": "x"}\n']) {
  test(`init writes behind a symbolic link, which stays: ${target === null ? 'to nothing yet' : `to ${JSON.stringify(target)}`}`, () => {
    const place = makePlace(built.cli)
    try {
      place.write('team.policy.yaml', sandboxPolicy('observe'))
      const file = path.join(place.home, '.claude', 'settings.json')
      const real = path.join(place.home, 'dotfiles', 'settings.json')
      for (const each of [file, real]) mkdirSync(path.dirname(each))
      symlinkSync(path.join('..', 'dotfiles', 'settings.json'), file)
      if (target !== null) writeFileSync(real, target)
      assert.equal(place.run('init', 'claude', '--yes').status, 0)
      assert.match(readFileSync(real, 'utf8'), /hook claude/)
      assert.equal(place.run('init', 'claude', '--remove', '--yes').status, 0)
      assert.equal(lstatSync(file).isSymbolicLink(), true)
      assert.equal(readFileSync(real, 'utf8'), target || '{}\n')
    } finally {
      place.remove()
    }
  })
}

test('init says so where settings cannot be written, and leaves nothing beside them', () => {
  const place = makePlace(built.cli)
  try {
    place.write('team.policy.yaml', sandboxPolicy('observe'))
    const folder = path.join(place.home, '.claude')
    writeFileSync(folder, 'a file where the folder should be')
    const { status, stderr } = place.run('init', 'claude', '--yes')
    assert.equal(status, 1)
    assert.match(stderr, /settings\.json cannot be (read|written) \(/)
    assert.doesNotMatch(stderr, /\n {4}at /)
  } finally {
    place.remove()
  }
})

test('init does not replace a file that its owner made read-only', { skip: process.getuid?.() === 0 }, () => {
  const place = makePlace(built.cli)
  try {
    place.write('team.policy.yaml', sandboxPolicy('observe'))
    const file = path.join(place.home, '.claude', 'settings.json')
    mkdirSync(path.dirname(file))
    writeFileSync(file, '{}\n')
    chmodSync(file, 0o444)
    const { status, stderr } = place.run('init', 'claude', '--yes')
    assert.equal(status, 1)
    assert.match(stderr, /settings\.json cannot be written \(.*; it was left as it is/)
    assert.equal(readFileSync(file, 'utf8'), '{}\n')
    assert.deepEqual(readdirSync(path.dirname(file)), ['settings.json'])
  } finally {
    place.remove()
  }
})

test('init --managed prints what a fleet gets, and writes nothing', () => {
  const place = makePlace(built.cli)
  try {
    const printed = (agent: string, ...args: string[]) => {
      const { status, stdout } = place.run('init', agent, '--managed', ...args)
      assert.equal(status, 0)
      return stdout
    }
    for (const agent of ['claude', 'gemini']) {
      const { hooks } = JSON.parse(printed(agent, '--enforcement-mode', 'observe'))
      const commands = Object.values(hooks as object).map(([{ hooks: handlers }]) => handlers[0].command)
      assert.deepEqual(new Set(commands), new Set([`rehearsal hook ${agent} --enforcement-mode observe`]))
    }
    const codex = printed('codex', '--policy', '/etc/rehearsal/team.policy.yaml')
    assert.match(
      codex,
      /^\[\[hooks\.PreToolUse\]\]\n\[\[hooks\.PreToolUse\.hooks\]\]\ntype = "command"\ncommand = "rehearsal hook codex --policy \/etc\/rehearsal\/team\.policy\.yaml"\n/,
    )
    assert.deepEqual(readdirSync(place.home), [])
  } finally {
    place.remove()
  }
})
