import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'

const root = join(import.meta.dirname, '..', '..', '..')
const folder = mkdtempSync(join(tmpdir(), 'rehearsal-call-'))
after(() => rmSync(folder, { recursive: true, force: true }))

function rehearsal(...args: string[]) {
  const cli = join(root, 'dist', 'cli.cjs')
  return spawnSync(process.execPath, [cli, ...args], { cwd: folder, encoding: 'utf8' })
}

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text)
  return name
}

const limits = file(
  'limits.yaml',
  `apiVersion: edictum/v1
kind: ContractBundle
metadata: {name: limits}
defaults: {mode: enforce}
contracts:
  - id: twice
    type: session
    limits: {max_calls_per_tool: {deploy: 1}}
    then: {effect: deny, message: "one deployment a session"}
`,
)

test('an allowed call ends with 0, a denied one with 1, and JSON stands alone on stdout', () => {
  const sandbox = file(
    'p.yaml',
    'name: p\nenforcement_mode: observe\nrules: [{name: no-rm, action: deny, match: {command_pattern: rm}}]\n',
  )
  assert.equal(rehearsal('call', sandbox, '--tool', 'bash', '--args', '{"command":"ls"}').status, 0)
  const denied = rehearsal('call', sandbox, '--tool', 'bash', '--args', '{"command":"rm x"}', '--format', 'json')
  assert.equal(denied.status, 1)
  assert.equal(denied.stderr, '')
  const [{ effect, rule, applied, dry_run, shadow_decision }] = JSON.parse(denied.stdout)
  assert.deepEqual([effect, rule, applied, dry_run, shadow_decision], ['deny', 'no-rm', 'proceed', true, 'deny'])
})

test('earlier calls count', () => {
  const earlier = file('earlier.json', '[{"tool": "deploy", "args": {}}]')
  assert.equal(rehearsal('call', limits, '--tool', 'deploy').status, 0)
  const second = rehearsal('call', limits, '--tool', 'deploy', '--before', earlier)
  assert.equal(second.status, 1)
  assert.match(second.stdout, /max_calls_per_tool:deploy/)
})

test('a level is a policy, and can be written out and asked as a file', () => {
  const asked = rehearsal('call', '--level', 'tight', '--tool', 'shell.exec', '--args', '{}', '--format', 'json')
  const written = file('tight.yaml', rehearsal('level', 'tight').stdout)
  const again = rehearsal('call', written, '--tool', 'shell.exec', '--args', '{}', '--format', 'json')
  const told = ({ stdout }: { stdout: string }) =>
    JSON.parse(stdout).map(({ verdict, rule }: { verdict: string; rule: string }) => [verdict, rule])
  assert.deepEqual(told(asked), told(again))
  assert.equal(asked.status, 1)
})

const misused: [what: string, args: string[], words: RegExp][] = [
  ['no policy', ['call', '--tool', 'x'], /name a policy, or give --level/],
  ['arguments that are no JSON', ['call', limits, '--tool', 'x', '--args', '{'], /--args takes JSON/],
  ['a list of no calls', ['call', limits, '--tool', 'x', '--before', file('n.json', '[1]')], /each with `tool`/],
  ['a policy that is not there', ['call', 'nowhere.yaml', '--tool', 'x'], /there is no such file/],
  ['no tool', ['call', limits], /--tool/],
]

for (const [what, args, words] of misused) {
  test(`wrong usage ends with 2: ${what}`, () => {
    const { status, stderr } = rehearsal(...args)
    assert.equal(status, 2)
    assert.match(stderr, words)
  })
}

const teamed = `name: p
enforcement_mode: enforce
rules: [{name: no-rm, action: deny, match: {tool_name: bash, command_pattern: rm}}]
`

test("an agent's own name for a tool is asked as it stands, and told, with the words that ask as the hook does", () => {
  const policy = file('teamed.yaml', teamed)
  const { status, stdout, stderr } = rehearsal('call', policy, '--tool', 'Bash', '--args', '{"command":"rm -rf /"}')
  assert.equal(status, 0)
  assert.match(stdout, /: allow$/m)
  assert.equal(
    stderr,
    "rehearsal: Claude Code's `Bash` is `bash` in this policy; a hook's call is judged as that: --tool bash --tool-alias Bash asks so\n",
  )
  const asked = rehearsal('call', policy, '--tool', 'bash', '--tool-alias', 'Bash', '--args', '{"command":"rm -rf /"}')
  assert.deepEqual([asked.status, asked.stderr], [1, ''])
})

test('no word of it where the policy names the tool as the agent does, or would answer alike', () => {
  const own = file('own-name.yaml', teamed.replace('tool_name: bash', 'tool_name: Bash'))
  assert.equal(rehearsal('call', own, '--tool', 'Bash', '--args', '{"command":"rm"}').stderr, '')
  assert.equal(rehearsal('call', 'teamed.yaml', '--tool', 'Bash', '--args', '{"command":"ls"}').stderr, '')
  assert.equal(rehearsal('call', limits, '--tool', 'Bash').stderr, '')
})

for (const [args, kind] of [
  ['"rm -rf /"', 'a text'],
  ['[1]', 'a list'],
  ['5', 'a number'],
  ['null', 'null'],
  ['true', 'a boolean'],
] as const) {
  test(`--args takes an object, not ${kind}`, () => {
    const { status, stderr } = rehearsal('call', limits, '--tool', 'Bash', '--args', args)
    assert.equal(status, 2)
    assert.equal(stderr, `rehearsal: --args takes a JSON object, as in {"command": "ls"}; this is ${kind}\n`)
  })
}

test('a document that the engine refuses is a finding, with its reason', () => {
  const broken = file('broken.yaml', 'name: p\nenforcement_mode: obesrve\nrules: []\n')
  const { status, stderr } = rehearsal('call', broken, '--tool', 'x')
  assert.equal(status, 1)
  assert.match(stderr, /the engine refuses it: .*Did you mean `observe`\?/)
})

test('what a postcondition says of the output stands under the verdict on the call, and counts', () => {
  const post = file(
    'post.yaml',
    `apiVersion: edictum/v1
kind: ContractBundle
metadata: {name: post}
defaults: {mode: enforce}
tools: {read: {side_effect: read}}
contracts:
  - {id: no-rm, type: pre, tool: read, when: {args.command: {contains: rm}}, then: {effect: deny, message: stop}}
  - {id: ssn, type: post, tool: read, when: {output.text: {matches: '[0-9]{3}-[0-9]{2}'}}, then: {effect: redact, message: an ssn}}
`,
  )
  const ask = (...more: string[]) => rehearsal('call', post, '--tool', 'read', ...more)
  const json = ask('--output', 'id 123-45', '--format', 'json')
  const [answer] = JSON.parse(json.stdout)
  assert.deepEqual([json.status, answer.effect, answer.rule], [1, 'allow', null])
  assert.deepEqual([answer.after.rule, answer.after.applied, answer.after.output], ['ssn', 'sanitize', 'id [REDACTED]'])
  assert.match(ask('--output', 'id 123-45').stdout, /its output: redact\n {4}rule: {4}ssn/)
  assert.equal(ask('--output', 'nothing').status, 0)
  const stopped = ask('--args', '{"command":"rm"}', '--output', 'id 123-45', '--format', 'json')
  assert.equal(JSON.parse(stopped.stdout)[0].after, undefined)
})

test('a key of --given that nothing reads is an error that names the known ones', () => {
  const call = (given: unknown) => rehearsal('call', limits, '--tool', 'deploy', '--given', JSON.stringify(given))
  assert.equal(call({ now: '2026-11-20T10:00:00Z', cwd: '/w', env: {}, session: 's', mode: 'observe' }).status, 0)
  assert.equal(call({ approval: 'granted' }).status, 0)
  const unknown = call({ worspace: '/w' })
  assert.equal(unknown.status, 2)
  assert.equal(
    unknown.stderr,
    'rehearsal: --given knows no key "worspace"; it knows now, cwd, env, session, mode, approval\n',
  )
  for (const odd of [{ now: 'tomorrow' }, { mode: 'strict' }, { env: [] }, { cwd: 7 }]) {
    const { status, stderr } = call(odd)
    assert.equal(status, 2)
    assert.match(stderr, /^rehearsal: --given takes .* for "\w+"\n$/)
  }
})
