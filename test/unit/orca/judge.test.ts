import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type AgentCall, type Call, nothingGiven } from '../../../evaluator/call.ts'
import { orca } from '../../../evaluator/dialects/orca/index.ts'
import { Float, type Json, Unknown } from '../../../evaluator/json/values.ts'
import { detectDialect } from '../../../evaluator/registry.ts'
import { coreYaml } from '../../../evaluator/yaml/core.ts'
import { readYaml } from '../../../evaluator/yaml/read.ts'

const text = `orca: 1
policies:
  - name: prod
    is_default: true
    rules:
      - priority: 10
        label: rm
        tool_name_glob: shell.*
        verdict: deny
        args_match: {clauses: [{path: $.command, op: contains, value: rm -rf}]}
      - {priority: 20, label: mail, tool_name_glob: mail.send, verdict: sanitize, sanitize: {presets: [email]}}
      - {priority: 30, label: cap, tool_name_glob: dear.*, verdict: cap_cost, cap_cost_cents: 5}
      - {priority: 40, label: out, stage: egress, verdict: deny, egress: {deny: [10.0.0.0/8]}}
  - name: trial
    shadow_mode: true
    rules:
      - {priority: 10, label: all, verdict: deny}
keys:
  - {name: bot, firewall_policy: trial}
tool_names:
  Bash: shell.exec
  mcp__mail__*: mail.*
`
const policy = orca.compile(orca.load({ path: 'p.yaml', text }, []))
const judge = (call: Call) => policy.evaluate(call, nothingGiven, null)

test('a plain call is judged with its arguments, by the default policy', () => {
  assert.equal(judge({ tool: 'shell.exec', args: { command: 'rm -rf /' } }).rule, 'prod/rm')
  assert.equal(judge({ tool: 'Bash', args: { command: 'rm -rf /' } }).rule, 'prod/rm')
  const quiet = judge({ tool: 'shell.exec', args: { command: 'ls' } })
  assert.deepEqual([quiet.verdict, quiet.effect, quiet.rule, quiet.reason], ['audit', 'allow', null, 'default verdict'])
})

test('on inbound there are no arguments, and cleaning blocks', () => {
  assert.equal(judge({ tool: 'shell.exec', args: { command: 'rm -rf /' }, surface: 'inbound' }).rule, null)
  const mail = judge({ tool: 'mail.send', args: {}, surface: 'inbound' })
  assert.deepEqual([mail.verdict, mail.applied], ['deny', 'block'])
  assert.match(mail.reason ?? '', /escalates/)
})

test('the agent is the key, and its policy in shadow mode stops nothing', () => {
  const decision = judge({ tool: 'x', args: {}, agent: 'bot' })
  assert.deepEqual(
    [decision.verdict, decision.effect, decision.mode, decision.applied, decision.dryRun],
    ['audit', 'deny', 'observe', 'proceed', true],
  )
  assert.equal(decision.reason, '[shadow] would deny — all')
})

test('a mode from outside wins over shadow mode', () => {
  const call: Call = { tool: 'x', args: {}, agent: 'bot' }
  assert.equal(policy.evaluate(call, { ...nothingGiven, modeOverride: 'enforce' }, null).applied, 'block')
  const rm: Call = { tool: 'Bash', args: { command: 'rm -rf /' } }
  assert.equal(policy.evaluate(rm, { ...nothingGiven, modeOverride: 'observe' }, null).applied, 'proceed')
  assert.equal(policy.evaluate(rm, { ...nothingGiven, modeOverride: 'disabled' }, null).effect, 'allow')
})

test('cleaning gives the arguments back without what was found', () => {
  const call: Call = { tool: 'mail.send', args: { to: ['a@b.example', 'c'], 'x@y.zz': 1 } }
  const { answer } = policy.native(call, nothingGiven, null)
  assert.deepEqual((answer as { redacted: Json }).redacted, {
    args: { to: ['[redacted:email]', 'c'], 'x@y.zz': 1 },
    hits: 1,
  })
})

test('a cap counts the cost so far and the estimate', () => {
  const at = (run_cost_cents: number, estimate_cents: number) =>
    judge({ tool: 'dear.x', args: {}, extra: { run_cost_cents, estimate_cents } })
  assert.deepEqual([at(2, 3).verdict, at(2, 3).reason], ['allow', 'run cost 5 within cap 5 cents'])
  assert.deepEqual([at(2, 4).verdict, at(2, 4).reason], ['deny', 'run cost 6 exceeds cap 5 cents'])
})

test('a value that was not stored leaves a rule undecided', () => {
  const hidden = new Unknown('redacted')
  const match = (index: number, call: Call) => policy.match(index, call, nothingGiven)
  assert.equal(match(0, { tool: 'shell.exec', args: { command: hidden } }), 'unknown')
  assert.equal(match(0, { tool: 'shell.exec', args: hidden }), 'unknown')
  assert.equal(match(0, { tool: 'other', args: hidden }), false)
  assert.equal(match(3, { tool: 'x', args: { url: hidden, host: '10.0.0.1' }, surface: 'egress' }), 'unknown')
})

test('a request for what is not there is an error, and is not let through', () => {
  const failed = judge({ tool: 'x', args: {}, extra: { policy_id: 'nope' } })
  assert.deepEqual([failed.effect, failed.applied], ['error', 'block'])
  assert.deepEqual(policy.native({ tool: 'x', args: {}, surface: 'X' }, nothingGiven, null).answer, {
    error: 'surface',
  })
})

test('the trace shows the rules in run order, and those of other policies as not looked at', () => {
  const trace = policy.explain({ tool: 'shell.exec', args: { command: 'rm -rf /' } }, nothingGiven, null)
  assert.deepEqual(
    trace.rules.map(({ label, matched }) => [label, matched]),
    [
      ['prod/rm', true],
      ['prod/mail', 'skipped'],
      ['prod/cap', 'skipped'],
      ['prod/out', 'skipped'],
      ['trial/all', 'skipped'],
    ],
  )
  assert.deepEqual(
    trace.rules[0]?.clauses.map(({ text, saw }) => [text, saw]),
    [
      ['tool_name_glob shell.*', 'shell.exec'],
      ['$.command contains "rm -rf"', 'rm -rf /'],
    ],
  )
})

const agents: [from: AgentCall['agent'], tool: string, name: string, surface: string][] = [
  ['claude-code', 'Bash', 'shell.exec', 'response'],
  ['codex', 'apply_patch', 'file.edit', 'response'],
  ['gemini-cli', 'google_web_search', 'web_search', 'response'],
  ['claude-code', 'mcp__github__create_issue', 'github.create_issue', 'response'],
  ['mcp', 'list', 'list', 'mcp'],
  ['sdk', 'mine', 'my.tool', 'mcp'],
]

for (const [agent, tool, name, surface] of agents) {
  test(`the ${tool} of ${agent} is ${name}, on ${surface}`, () => {
    const call = orca.fromAgent({ agent, agentLabel: 'x', tool, args: {} }, { mine: 'my.tool' })
    assert.deepEqual([call.tool, call.surface], [name, surface])
  })
}

test('a document with tool names of its own judges the agent’s own name', () => {
  const other = orca.compile(orca.load({ path: 'p', text: text.replace('Bash: shell.exec', 'Bash: other') }, []))
  const call = orca.fromAgent({ agent: 'claude-code', agentLabel: 'x', tool: 'Bash', args: { command: 'rm -rf' } }, {})
  assert.equal(other.evaluate(call, nothingGiven, null).rule, null)
  assert.equal(judge(call).rule, 'prod/rm')
})

const others: [what: string, text: string][] = [
  ['a Compose file', 'services: {orca: {image: x}}\n'],
  ['Kubernetes', 'apiVersion: v1\nkind: List\npolicies: [{name: p}]'],
  ['policies of another kind', 'policies: [{name: p, rules: [{effect: allow}]}]'],
  ['a word', 'orca'],
]

for (const [what, other] of others) {
  test(`does not claim ${what}`, () => assert.equal(orca.detect(readYaml(other, coreYaml).root).level, 'none'))
}

test('claims its own, and what was pasted from the service', () => {
  const pasted = 'policies: [{name: p, rules: [{priority: 1, tool_name_glob: a, verdict: deny}]}]'
  for (const own of [text, 'orca: 1', pasted]) {
    assert.equal(detectDialect(readYaml(own, coreYaml).root)?.dialect.name, 'orca')
  }
})

test('a policy is asked for by its name or by the number that is its id, and by nothing else', () => {
  const document = 'orca: 1\npolicies:\n  - {name: a, id: 8}\n'
  const { native } = orca.compile(orca.load({ path: 'p.yaml', text: document }, []))
  const asked = (policy_id: Json) => native({ tool: 'x', args: {}, extra: { policy_id } }, nothingGiven, null).answer
  for (const id of ['a', 8, 8n, new Float(8)]) assert.equal((asked(id) as { policy_name: Json }).policy_name, 'a')
  for (const id of ['8', 9, true, [8], { toString: [] }]) assert.deepEqual(asked(id), { error: 'policy_id' })
})
