import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Call, type Given, nothingGiven } from '../../../evaluator/call.ts'
import { isRefusal } from '../../../evaluator/dialect.ts'
import { agentAssembly } from '../../../evaluator/dialects/agent-assembly/index.ts'
import { Unknown } from '../../../evaluator/json/values.ts'

const policyOf = (text: string, ...further: string[]) =>
  agentAssembly.compile(
    agentAssembly.load(
      { path: 'p.yaml', text },
      further.map((more, i) => ({ path: `${i}.yaml`, text: more })),
    ),
  )
const toolCall = (tool: string, args: unknown = {}): Call => ({ tool, args: JSON.stringify(args) })
const decide = (text: string, call: Call, given: Given = nothingGiven) => policyOf(text).evaluate(call, given, null)

/** Policy, call, effect, deciding rule. */
const table: readonly (readonly [string, Call, string, string | null])[] = [
  ['{}', toolCall('bash'), 'allow', null],
  ['tools: {bash: {allow: false}}', toolCall('bash'), 'deny', 'tools.bash'],
  ['tools: {bash: {allow: false}}', toolCall('Bash'), 'allow', null],
  ['tools: {"*": {allow: false}, read: {allow: true}}', toolCall('read'), 'allow', null],
  ['tools: {"*": {allow: false}, read: {allow: true}}', toolCall('x'), 'deny', 'tools.*'],
  ['tools: {b: {limit_per_hour: 5}}', toolCall('b'), 'deny', 'tools.b'],
  ['tools: {b: {allow: true, limit_per_hour: 0}}', toolCall('b'), 'deny', 'tools.b.limit_per_hour'],
  ['capabilities: {deny: ["mcp_tool:b"]}', toolCall('b'), 'deny', 'capabilities.deny'],
  ['capabilities: {allow: [file_read]}', toolCall('b'), 'deny', 'capabilities.allow'],
  [
    "tools: {b: {allow: true, requires_approval_if: 'args.n > 5'}}",
    toolCall('b', { n: 6 }),
    'require_approval',
    'tools.b.requires_approval_if',
  ],
  ["tools: {b: {allow: true, requires_approval_if: 'args.n > 5'}}", toolCall('b', { n: '6' }), 'allow', null],
  ['{}', toolCall('b', { k: 'AKIAIOSFODNN7EXAMPLE' }), 'redact', 'data.builtin'],
  ['data: {credential_action: block}', toolCall('b', { k: 'AKIAIOSFODNN7EXAMPLE' }), 'deny', 'data.builtin'],
  ['data: {credential_action: alert_only}', toolCall('b', { k: 'AKIAIOSFODNN7EXAMPLE' }), 'warn', 'data.builtin'],
  ['data: {sensitive_patterns: [corp]}', toolCall('b', { k: 'corp' }), 'redact', 'data.sensitive_patterns[0]'],
  ['data: {locale_packs: [xx]}', toolCall('b'), 'deny', 'data.locale_packs[0]'],
  [
    'network: {}',
    { tool: '', args: null, extra: { NetworkRequest: { url: 'https://x.com', method: 'GET' } } },
    'deny',
    'network.allowlist',
  ],
]

for (const [text, call, effect, rule] of table) {
  test(`${text}: ${call.tool || 'a request'} ${String(call.args)} → ${effect}`, () => {
    const decision = decide(text, call)
    assert.deepEqual([decision.effect, decision.rule], [effect, rule])
  })
}

test('a limit counts calls, and time gives them back', () => {
  const policy = policyOf('tools: {b: {allow: true, limit_per_hour: 2}}')
  const call = toolCall('b')
  let counters = policy.evaluate(call, nothingGiven, null).counters ?? null
  counters = policy.evaluate(call, nothingGiven, counters).counters ?? null
  assert.equal(policy.evaluate(call, nothingGiven, counters).reason, 'rate limit exceeded')
  assert.equal(policy.evaluate(call, { ...nothingGiven, now: 1_800_000 }, counters).effect, 'allow')
})

test('money that is spent denies', () => {
  const policy = policyOf('budget: {daily_limit_usd: 5}')
  assert.equal(
    policy.evaluate(toolCall('b'), nothingGiven, { spend: { daily: 5, monthly: 5 } }).reason,
    'daily budget exceeded',
  )
  assert.equal(policy.evaluate(toolCall('b'), nothingGiven, null).effect, 'allow')
})

test('hours end before their last minute', () => {
  const text = 'schedule: {active_hours: {start: "09:00", end: "17:00", timezone: Europe/Berlin}}'
  const at = (time: string) => decide(text, toolCall('b'), { ...nothingGiven, now: Date.parse(time) }).effect
  assert.deepEqual(
    ['07:59', '08:00', '15:59', '16:00'].map((time) => at(`2026-01-15T${time}Z`)),
    ['deny', 'allow', 'allow', 'deny'],
  )
})

test('observe applies nothing; disabled enforces as the gateway does', () => {
  const observed = decide('tools: {b: {}}', toolCall('b'), { ...nothingGiven, modeOverride: 'observe' })
  assert.deepEqual([observed.effect, observed.applied, observed.dryRun], ['deny', 'proceed', true])
  const disabled = decide('tools: {b: {}}', toolCall('b'), { ...nothingGiven, modeOverride: 'disabled' })
  assert.deepEqual([disabled.applied, disabled.dryRun], ['block', false])
})

test('the strictest document of a cascade decides', () => {
  const policy = policyOf('tools: {p: {}}', 'tools: {p: {allow: true}}')
  assert.equal(policy.evaluate(toolCall('p'), nothingGiven, null).rule, 'tools.p')
  assert.deepEqual(
    policy.rules.map(({ label }) => label),
    ['tools.p', 'data.builtin'],
  )
})

test('a value that was not stored makes a condition neither true nor false', () => {
  const policy = policyOf('tools: {b: {allow: true, requires_approval_if: \'args.a.b == "x"\'}}')
  const call: Call = { tool: 'b', args: { a: new Unknown('redacted'), c: 1 } }
  const truths = policy.rules.map((_, rule) => policy.match(rule, call, nothingGiven))
  assert.deepEqual(truths, ['unknown', 'unknown'])
  assert.equal(policy.evaluate(call, nothingGiven, null).effect, 'allow')
})

test('a result is scanned, and shown without what was found', () => {
  const policy = policyOf('{}')
  const decision = policy.judgeOutput({ ...toolCall('b'), output: 'mail a@b.org now' }, nothingGiven, null)
  assert.equal(decision?.output, 'mail [REDACTED:EmailAddress] now')
  assert.equal(policy.judgeOutput({ ...toolCall('b'), output: 'fine' }, nothingGiven, null), null)
})

test('an agent’s arguments become JSON text', () => {
  const call = agentAssembly.fromAgent(
    { agent: 'claude-code', agentLabel: 'c', tool: 'Bash', args: { command: 'ls' } },
    {},
  )
  assert.deepEqual([call.tool, call.args], ['Bash', '{"command":"ls"}'])
})

test('nothing can be flipped: a document has no mode', () => {
  const model = agentAssembly.load({ path: 'p.yaml', text: 'tools: {b: {allow: true}}' }, [])
  for (const kind of ['policy', 'rule', 'override'] as const) {
    for (const to of ['enforce', 'observe'] as const) {
      const answer = agentAssembly.flip(model, { kind, label: 'tools.b', to })
      assert.ok(isRefusal(answer))
      assert.equal(answer.code, 'no-mode-in-document')
    }
  }
})
