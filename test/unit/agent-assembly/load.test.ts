import assert from 'node:assert/strict'
import { test } from 'node:test'
import { agentAssembly } from '../../../evaluator/dialects/agent-assembly/index.ts'
import { isObject } from '../../../evaluator/json/values.ts'

const load = (text: string) => agentAssembly.load({ path: 'p.yaml', text }, [])

/** Document, category, and the words that the first message of that category marks. */
const refusals: readonly (readonly [string, string, string])[] = [
  ['null', 'document', 'null'],
  ['- a', 'document', '- a'],
  ['rules: []', 'rules', 'rules'],
  ['capabilties: {}', 'unknown-key', 'capabilties'],
  ['network: {blocklist: []}', 'unknown-key', 'blocklist'],
  ['tools: {bash: {allow: yes}}', 'document', 'yes'],
  ['tools:\n  bash: {allow: true, allow: false}', 'document', 'allow'],
  ['tools: {b: {limit_per_hour: 1_000}}', 'document', '1_000'],
  ['tools: {b: ~}', 'document', '~'],
  ['spec: {version: 1}', 'document', '1'],
  ['scope: Global', 'document', 'Global'],
  ['tools: {b: {requires_approval_if: "agent.age < 24h"}}', 'expression', '24h'],
  ['tools: {b: {requires_approval_if: "tol == \\"x\\""}}', 'expression', '"tol == \\"x\\""'],
  ['tools: {b: {requires_approval_if: \'args.x == "HTML5"\'}}', 'expression', 'L5'],
  ['tools: {b: {requires_approval_if: "args.x > 1 and args.y > 1"}}', 'expression', 'and'],
  ['schedule: {active_hours: {start: "9:00", end: "17:00", timezone: UTC}}', 'value', '"9:00"'],
  ['schedule: {active_hours: {start: "09:00", end: "17:00", timezone: utc}}', 'value', 'utc'],
  ['budget: {daily_limit_usd: 0}', 'value', '0'],
  ['budget: {daily_limit_usd: 5, monthly_limit_usd: 4}', 'value', '4'],
  ['budget: {window: soon}', 'value', 'soon'],
  ['data: {credential_action: blok}', 'value', 'blok'],
  ['data: {sensitive_patterns: ["(?=a)b"]}', 'value', '"(?=a)b"'],
  ['capabilities: {allow: [file_raed]}', 'value', 'file_raed'],
  ['filesystem: {read: {allow: [src]}}', 'value', 'src'],
  ['syscalls: {allow: [raed]}', 'value', 'raed'],
  ['approval_timeout_secs: 0', 'value', '0'],
  ['\uFEFFversion: "1"\nscope: global\n', 'document', 'scope'],
  ['{version: \'1\'}\nversion: "2"', 'document', 'version'],
  ['%FOO bar\n---\nversion: "1"', 'document', '%FOO'],
  ['version: "\\ud83d\\ude00"', 'document', '\\ude00'],
  ['spec: {approval_timeout_secs: !x }', 'document', ''],
  ['zz: 18446744073709551616', 'document', '18446744073709551616'],
  [`zz: ${2n ** 128n}`, 'unknown-key', 'zz'],
]

for (const [text, category, marked] of refusals) {
  test(`refuses ${JSON.stringify(text)}`, () => {
    const model = load(text)
    assert.equal(model.refused?.category, category)
    const problem = model.problems.find((one) => one.category === category)
    assert.ok(problem)
    assert.equal(text.slice(problem.range.start, problem.range.end).slice(0, marked.length), marked)
  })
}

const loads: readonly string[] = [
  '',
  '# nothing',
  '{}',
  'network:',
  'tools: {b: }',
  'spec: {tools: {b: null}}',
  'spec: {tools: {}}\nenforcement_mode: observe',
  'version: 1',
  '\uFEFF{version: "1", scope: global}',
  'tools: {b: {limit_per_hour: 0x10}}',
  'tools: {b: {requires_approval_if: \'(tool == "b")\'}}',
  'budget: {daily_limit_usd: .nan, window: 1h 30m}',
  `budget: {daily_limit_usd: ${2n ** 128n}}`,
  `spec: {budget: {daily_limit_usd: ${2n ** 128n}}}`,
  'scope: global\n\uFEFF',
  'scope: global\n\uFEFF# a note\n',
  'network: {allowlist: !x }',
  'tools: !x\nscope: global',
  'spec: !x\nkind: Policy',
]

for (const text of loads) test(`loads ${JSON.stringify(text)}`, () => assert.equal(load(text).refused, null))

test('one mistake makes one message, with the closest word', () => {
  const { problems } = load('capabilties: {}\ndata: {credential_action: blok}')
  assert.equal(problems.length, 2)
  assert.match(problems[0]?.message ?? '', /Did you mean `capabilities`\?/)
  assert.match(problems[1]?.message ?? '', /Did you mean `block`\?/)
  assert.equal(problems[1]?.fixes?.[0]?.edits[0]?.newText, 'block')
})

test('an inert capability is a warning only', () => {
  const { refused, problems } = load('capabilities: {deny: ["model:x"]}')
  assert.equal(refused, null)
  assert.equal(problems[0]?.severity, 'warning')
})

test('a document is named by its content', () => {
  const { nativeLoad } = load('{}')
  assert.ok(isObject(nativeLoad))
  assert.deepEqual(nativeLoad.digests, ['sha256:de06aa7c084a8de77bc4d1157be6935482f4c04506cd5ff1307f8d450a7c7810'])
})

test('a broken part leaves the rest in the model', () => {
  const { documents } = load('tools: {a: {allow: maybe}, b: {allow: true}}\nnetwork: {allowlist: [x.com]}')
  assert.equal(documents[0]?.tools.get('b')?.allow, true)
  assert.equal(documents[0]?.network?.allowlist.length, 1)
})

/** What stands beside a lone `"*": {allow: true}`, and what `aasm run` says of it. */
const beside: readonly (readonly [string, string])[] = [
  ['', 'permissive'],
  ['data: {credential_action: block}', 'permissive'],
  ['data: {sensitive_patterns: [x]}', 'enforced'],
  ['filesystem: {read: {}}\nsyscalls: {}', 'permissive'],
  ['schedule: {}', 'enforced'],
  ['schedule:', 'permissive'],
  ['budget: {}', 'enforced'],
  ['network: {}', 'enforced'],
]

for (const [text, state] of beside) {
  test(`a policy that allows every tool, with ${text || 'nothing'}, is ${state}`, () => {
    const { nativeLoad } = load(`tools: {"*": {allow: true}}\n${text}`)
    assert.equal(isObject(nativeLoad) && nativeLoad.run_state, state)
  })
}
