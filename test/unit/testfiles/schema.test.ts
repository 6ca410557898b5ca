import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { readTestFile } from '../../../analysis/tests/testFile.ts'

const schema = JSON.parse(readFileSync(new URL('../../../schemas/test.schema.json', import.meta.url), 'utf8'))
const validate = new Ajv2020({ allErrors: true, strict: true, strictTypes: false }).compile(schema)

const word = fc.constantFrom('a', 'bash', 'deny', 'p.yaml')
const call = fc.record(
  {
    tool: word,
    args: fc.jsonValue(),
    agent: word,
    output: fc.jsonValue(),
    throws: word,
    principal: fc.jsonValue(),
    environment: word,
    surface: word,
    metadata: fc.jsonValue(),
    toolAlias: word,
    files: fc.jsonValue(),
  },
  { requiredKeys: ['tool'] },
)
const given = fc.record(
  {
    now: fc.constantFrom('2026-01-01T09:00:00Z', '2026-01-01'),
    cwd: word,
    env: fc.dictionary(fc.string(), word, { maxKeys: 2 }),
    session: word,
    mode: fc.constantFrom('enforce', 'observe'),
    level: fc.constantFrom('L1'),
  },
  { requiredKeys: [] },
)
const expectation = fc.record(
  {
    verdict: word,
    effect: word,
    rule: word,
    reason: fc.string(),
    applied: fc.constantFrom('proceed', 'sanitize', 'hold', 'block'),
    mode: fc.constantFrom('enforce', 'observe', 'disabled'),
  },
  { requiredKeys: ['verdict'] },
)
const each = fc.record(
  {
    name: fc.string(),
    call,
    before: fc.array(call, { maxLength: 2 }),
    counters: fc.jsonValue(),
    given,
    expect: fc.oneof(word, expectation),
  },
  { requiredKeys: ['call', 'expect'] },
)
const file = fc.record({
  policy: fc.oneof(word, fc.array(word, { minLength: 1, maxLength: 2 })),
  cases: fc.array(each, { maxLength: 3 }),
})

test('what the reader reads without a problem, the schema accepts', () => {
  fc.assert(
    fc.property(file, (made) => {
      const read = readTestFile(JSON.stringify(made))
      assert.deepEqual(read?.problems, [])
      assert.equal(read?.cases.length, made.cases.length)
      assert.equal(validate(made), true, JSON.stringify(validate.errors))
    }),
    { numRuns: 500 },
  )
})

const refused: [what: string, text: string][] = [
  ['a case without a call', '{"policy": "p", "cases": [{"expect": "deny"}]}'],
  ['a case that expects nothing', '{"policy": "p", "cases": [{"call": {"tool": "a"}}]}'],
  ['a call without a tool', '{"policy": "p", "cases": [{"call": {"args": {}}, "expect": "deny"}]}'],
  ['an expectation that is a list', '{"policy": "p", "cases": [{"call": {"tool": "a"}, "expect": ["deny"]}]}'],
  ['an expectation of nothing', '{"policy": "p", "cases": [{"call": {"tool": "a"}, "expect": {}}]}'],
  [
    'an expectation of a word that nobody reads',
    '{"policy": "p", "cases": [{"call": {"tool": "a"}, "expect": {"verdct": "deny"}}]}',
  ],
  [
    'a key of a case that nobody reads',
    '{"policy": "p", "cases": [{"call": {"tool": "a"}, "expect": "deny", "befor": []}]}',
  ],
  [
    'a mode that is none',
    '{"policy": "p", "cases": [{"call": {"tool": "a"}, "expect": "deny", "given": {"mode": "shadow"}}]}',
  ],
  ['a policy that is no path', '{"policy": 5, "cases": []}'],
]

for (const [what, text] of refused) {
  test(`the schema and the reader both refuse ${what}`, () => {
    assert.notDeepEqual(readTestFile(text)?.problems, [])
    assert.equal(validate(JSON.parse(text)), false)
  })
}
