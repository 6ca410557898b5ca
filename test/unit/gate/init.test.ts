import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
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
      writeFileSync(file, installed.replace('team.policy', 'other.policy'))
      assert.equal(found().length, 1)
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
