import assert from 'node:assert/strict'
import { after as afterTests, test } from 'node:test'
import { type CallFlags, callFlagWords, readCallSettings } from '../../../gate/call-settings.ts'
import { readHookCommand } from '../../../gate/hook-command.ts'
import { before, buildCommandLine, makePlace, type Place } from './place.ts'

const built = buildCommandLine()
const places: Place[] = []
afterTests(() => {
  built.remove()
  for (const place of places) place.remove()
})

const wrong: readonly [flags: CallFlags, said: RegExp][] = [
  [{ principal: 'alice' }, /--principal takes a JSON object/],
  [{ principal: '[1]' }, /--principal takes a JSON object/],
  [{ storeArguments: 'plain' }, /plain is none of redacted, hash, none/],
  [{ toolName: ['Bash=sh'] }, /not of the form DIALECT:TOOL=NAME/],
  [{ toolName: ['nowhere:Bash=sh'] }, /names no dialect/],
]
for (const [flags, said] of wrong) {
  test(`settings that mean nothing are a sentence: ${JSON.stringify(flags)}`, () => {
    assert.match(readCallSettings(flags).problem ?? '', said)
    assert.match(readHookCommand(['claude', ...callFlagWords(flags)]).problem?.message ?? '', said)
  })
}

test('what nobody understands stores nothing more than was meant', () => {
  assert.equal(readCallSettings({ storeArguments: 'nothing' }).settings.storeArguments, 'none')
})

test('words and settings say the same, in one order', () => {
  const flags = {
    environment: 'staging',
    principal: '{"user_id":"ann"}',
    toolName: ['capfence:Bash=shell.run', 'capfence:MCP:fetch=web.get', 'edictum:Read=read_file'],
    storeArguments: 'hash',
  }
  const { settings } = readHookCommand(['codex', ...callFlagWords(flags)])
  assert.deepEqual(settings, {
    environment: 'staging',
    principal: { user_id: 'ann' },
    toolNames: { capfence: { Bash: 'shell.run', 'MCP:fetch': 'web.get' }, edictum: { Read: 'read_file' } },
    storeArguments: 'hash',
  })
})

const contracts = `apiVersion: edictum/v1
kind: ContractBundle
metadata:
  name: team
defaults:
  mode: enforce
contracts:
  - id: ann-only
    type: pre
    tool: run_command
    when:
      all:
        - environment:
            equals: staging
        - principal.role:
            not_equals: admin
    then:
      effect: deny
      message: "{principal.user_id} is no admin in {environment}"
`
const flags = ['--environment', 'staging', '--tool-name', 'edictum:Bash=run_command', '--principal']
const ann = '{"user_id":"ann","role":"dev"}'

/** A call through the entrance `how`, under a policy that asks for environment, principal and the user's own tool name. */
const entrances: Record<string, (place: Place, policy: string) => string> = {
  hook: (place, policy) => place.hook(before('ls', 't1'), '--policy', policy, ...flags, ann).stdout,
  'what init writes': (place, policy) => {
    const init = place.run('init', 'claude', '--yes', '--policy', policy, '--audit', place.audit, ...flags, ann)
    assert.equal(init.status, 0, init.stderr)
    const [hook] = JSON.parse(place.run('doctor', '--format', 'json').stdout).hooks
    return place.shell(hook.command, before('ls', 't1')).stdout
  },
  'what run passes on': (place, policy) => {
    const shown = place.run(
      'run',
      '--dry-run',
      '--format',
      'json',
      '--policy',
      policy,
      '--audit',
      place.audit,
      ...flags,
      ann,
      'claude',
    )
    assert.equal(shown.status, 0, shown.stderr)
    place.run('init', 'claude', '--yes', '--policy', policy)
    const { settings } = JSON.parse(shown.stdout)
    return place.shell(settings.hooks.PreToolUse[0].hooks[0].command, before('ls', 't1')).stdout
  },
}
for (const [how, ask] of Object.entries(entrances)) {
  test(`environment, principal and tool names reach the policy and the log: ${how}`, () => {
    const place = makePlace(built.cli)
    places.push(place)
    const policy = place.write('team.yaml', contracts)
    assert.match(ask(place, policy), /ann is no admin in staging/)
    const [row] = place.list()
    assert.deepEqual(row.context, { environment: 'staging', principal: JSON.parse(ann) })
    assert.deepEqual([row.tool, row.tool_raw, row.rule], ['run_command', 'Bash', 'ann-only'])
  })
}

test('a setting that cannot be read is a doubt, on every command', () => {
  const place = makePlace(built.cli)
  places.push(place)
  const policy = place.write('team.yaml', contracts)
  assert.match(place.hook(before('ls'), '--policy', policy, '--principal', '{').stdout, /"deny"/)
  const odd = ['--tool-name', 'x']
  for (const words of [
    ['init', 'claude', ...odd],
    ['run', ...odd, 'claude'],
    ['mcp', ...odd, '--', 'true'],
  ]) {
    const { status, stderr } = place.run(...words)
    assert.equal(status, 2, words[0])
    assert.match(stderr, /DIALECT:TOOL=NAME/)
  }
  assert.equal(place.run('mcp', '--store-arguments', 'plain', '--', 'true').status, 2)
})
