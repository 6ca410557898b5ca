import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Call, type Given, nothingGiven } from '../../../evaluator/call.ts'
import { agentAssemblySandbox } from '../../../evaluator/dialects/agent-assembly-sandbox/index.ts'
import type { Json } from '../../../evaluator/json/values.ts'

const word = fc.constantFrom(
  'bash',
  'read_file',
  'web',
  'Bash',
  '',
  'ba?h',
  '*',
  'b*',
  'rm -rf',
  'a.b',
  '[0-9]+',
  '(?i)RM',
)
const rule = fc.record(
  {
    name: fc.string(),
    action: fc.constantFrom('allow', 'deny', 'redact', 'require_approval', 'nope'),
    reason: fc.string(),
    match: fc.record(
      { tool_name: fc.oneof(word, fc.array(word)), command_pattern: word, output_contains_pattern: word },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ['action', 'match'] },
)
const mode = fc.constantFrom('enforce', 'observe', 'disabled')
const policyText = fc
  .record(
    {
      name: fc.constant('p'),
      enforcement_mode: mode,
      rules: fc.array(rule, { maxLength: 6 }),
      agent_overrides: fc.array(fc.record({ agent_glob: word, enforcement_mode: mode }), { maxLength: 2 }),
    },
    { requiredKeys: ['name', 'rules'] },
  )
  .map((policy) => JSON.stringify(policy))

const call: fc.Arbitrary<Call> = fc
  .record(
    {
      tool: word,
      args: fc.oneof(fc.record({ command: fc.oneof(word, fc.array(word)) }), fc.jsonValue()),
      toolAlias: word,
      agent: word,
      output: fc.jsonValue(),
    },
    { requiredKeys: ['tool', 'args'] },
  )
  .map((value) => value as Call)

const given: fc.Arbitrary<Given> = fc
  .option(mode, { nil: undefined })
  .map((modeOverride) => (modeOverride ? { ...nothingGiven, modeOverride } : nothingGiven))

test('evaluate, decide over every match, and explain say the same', () => {
  fc.assert(
    fc.property(policyText, call, given, (text, each, from) => {
      const policy = agentAssemblySandbox.compile(agentAssemblySandbox.load({ path: 'p', text }, []))
      const decision = policy.evaluate(each, from, null)
      const matches = policy.rules.map((_, index) => policy.match(index, each, from))
      assert.deepEqual(policy.decide(matches, each, from, null), decision)
      assert.deepEqual(policy.explain(each, from, null).decision, decision)
    }),
  )
})

test('no document and no call makes loading or judging throw', () => {
  const anything = fc.oneof(policyText, fc.string(), fc.string({ unit: 'binary' }))
  const anyCall = fc.record({ tool: fc.string(), args: fc.jsonValue() as fc.Arbitrary<Json> })
  fc.assert(
    fc.property(anything, anyCall, (text, each) => {
      const policy = agentAssemblySandbox.compile(agentAssemblySandbox.load({ path: 'p', text }, []))
      policy.explain(each, nothingGiven, null)
      policy.native(each, nothingGiven, null)
    }),
  )
})
