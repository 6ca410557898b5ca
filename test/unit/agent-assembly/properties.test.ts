import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Call, type Given, nothingGiven } from '../../../evaluator/call.ts'
import { agentAssembly } from '../../../evaluator/dialects/agent-assembly/index.ts'
import type { Json } from '../../../evaluator/json/values.ts'

const tools = fc.constantFrom('bash', 'Read', '*', 'message', '')
const operators = fc.constantFrom('==', '!=', '>', '>=', '<', 'contains', 'starts_with', 'in', 'not_in')
const fields = fc.constantFrom(
  'tool',
  'path',
  'args.a',
  'args.a.0',
  'agent.depth',
  'agent.team_id',
  'governance_level',
  'source.team_id',
  'tool_result',
)
const literals = fc.constantFrom('"a"', '""', '5', 'L2', 'High', '["a", "b"]', 'NaN', '1e400')
const clause = fc.tuple(fields, operators, literals).map((parts) => parts.join(' '))
const expression = fc
  .array(fc.oneof(clause, fc.constantFrom('AND', 'OR', '(', 'tool')), { maxLength: 5 })
  .map((parts) => parts.join(' '))
const entry = fc.record(
  { allow: fc.boolean(), limit_per_hour: fc.nat(3), requires_approval_if: expression },
  { requiredKeys: [] },
)
const capabilities = fc.array(fc.constantFrom('file_read', 'file_write', 'mcp_tool:bash', 'terminal_exec', 'model:x'), {
  maxLength: 3,
})
const body = fc.record(
  {
    tools: fc.dictionary(tools, entry, { maxKeys: 4 }),
    network: fc.record({ allowlist: fc.array(fc.constantFrom('*', 'a.com', '*.b.com'), { maxLength: 3 }) }),
    capabilities: fc.record({ allow: capabilities, deny: capabilities }),
    data: fc.record({
      credential_action: fc.constantFrom('block', 'redact_only', 'alert_only', 'alert_and_redact'),
      locale_packs: fc.array(fc.constantFrom('zh-TW', 'xx'), { maxLength: 1 }),
      sensitive_patterns: fc.array(fc.constantFrom('a+', '', '\\d{3}', '(?i)x'), { maxLength: 2 }),
    }),
    schedule: fc.record({ active_hours: fc.constant({ start: '09:00', end: '17:00', timezone: 'UTC' }) }),
    budget: fc.record({ daily_limit_usd: fc.constant(5) }),
  },
  { requiredKeys: [] },
)
const odd = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.json(),
  body.map((value) => JSON.stringify(value)),
)
const texts = fc.oneof(
  { weight: 3, arbitrary: body.map((value) => JSON.stringify(value)) },
  { weight: 1, arbitrary: odd },
)
const payload = fc.oneof(
  fc.json(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('{"a":"b"}', '{"a":[5]}', 'AKIAIOSFODNN7EXAMPLE', 'a@b.org 123-45-6789', '統編12345675'),
)
const calls: fc.Arbitrary<Call> = fc.oneof(
  fc.record({ tool: tools, args: payload }),
  fc.record({ tool: tools, args: fc.object() as fc.Arbitrary<Json> }),
  fc
    .oneof(
      fc.record({ FileAccess: fc.record({ path: payload, mode: fc.constantFrom('Read', 'Write', 'Delete', 'x') }) }),
      fc.record({
        NetworkRequest: fc.record({
          url: fc.constantFrom('https://a.com:1/x', 'x', '://'),
          method: fc.constant('GET'),
        }),
      }),
      fc.record({ ToolResult: fc.record({ tool_name: tools, result: payload }) }),
      fc.record({ SendMessage: fc.record({ source_team_id: fc.constantFrom('a', null) }) }),
    )
    .map((extra) => ({ tool: '', args: null, extra: extra as Record<string, Json> })),
)
const givens: fc.Arbitrary<Given> = fc
  .record({
    now: fc.oneof(fc.nat(2_000_000_000_000), fc.double()),
    modeOverride: fc.constantFrom('enforce', 'observe', 'disabled'),
    extra: fc.record({ level: fc.constantFrom('L0', 'L3', 'x'), cascade: fc.boolean() }),
  })
  .map((given) => ({ ...nothingGiven, ...given }))
const counters = fc.oneof(
  fc.constant(null),
  fc.json().map((text) => JSON.parse(text) as Json),
)

test('random documents and calls never throw; explain, decide and evaluate agree', () => {
  fc.assert(
    fc.property(
      texts,
      fc.array(texts, { maxLength: 2 }),
      calls,
      givens,
      counters,
      (text, more, call, given, before) => {
        const further = more.map((one, i) => ({ path: `${i}.yaml`, text: one }))
        const model = agentAssembly.load({ path: 'p.yaml', text }, further)
        for (const { range } of model.problems)
          assert.ok(range.start >= 0 && range.start <= range.end && range.end <= text.length)
        const policy = agentAssembly.compile(model)
        const labels = policy.rules.map(({ label }) => label)
        assert.equal(new Set(labels).size, labels.length)
        const decision = policy.evaluate(call, given, before)
        const matches = policy.rules.map((_, rule) => policy.match(rule, call, given))
        assert.deepEqual(policy.decide(matches, call, given, before), decision)
        assert.deepEqual(policy.explain(call, given, before).decision, decision)
        policy.native(call, given, before)
        policy.judgeOutput({ ...call, output: call.args }, given, before)
      },
    ),
    { numRuns: 1500 },
  )
})
