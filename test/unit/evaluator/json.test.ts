import assert from 'node:assert/strict'
import { test } from 'node:test'
import { policyTexts } from '../../../bench/support/policies.ts'
import { nothingGiven } from '../../../evaluator/call.ts'
import { deepestJson, JsonTooDeep, parseJson } from '../../../evaluator/json/parse.ts'
import type { Json } from '../../../evaluator/json/values.ts'
import { isObject } from '../../../evaluator/json/values.ts'
import { dialectNamed, dialects } from '../../../evaluator/registry.ts'

test('a long text beside a key that is a number is read', () => {
  const text = `\\"${'a'.repeat(16_000_000)}`
  const read = parseJson(`{"b": "x", "1" : "${text}", "k": {"\\"2": "\\\\"}}`)
  assert.ok(isObject(read))
  assert.equal(String(read[1]).length, 16_000_001)
  assert.deepEqual(read.k, { '"2': '\\' })
})

const nested = (depth: number, [open, close]: readonly [string, string]) =>
  `${open.repeat(depth)}1${close.repeat(depth)}`

for (const brackets of [
  ['[', ']'],
  ['{"a":', '}'],
  ['{"1":', '}'],
] as const) {
  test(`JSON as deep as we write it is read, and what is deeper is an error in words: ${brackets[0]}`, () => {
    assert.equal(typeof parseJson(nested(deepestJson, brackets)), 'object')
    for (const depth of [deepestJson + 1, 20_000, 200_000]) {
      assert.throws(
        () => parseJson(nested(depth, brackets)),
        (error) => error instanceof JsonTooDeep && error instanceof SyntaxError,
      )
    }
  })
}

test('brackets in strings are no depth', () => {
  const texts = ['['.repeat(5_000), `\\"${'{'.repeat(5_000)}`, '\\\\']
  for (const text of texts) assert.equal(parseJson(`["${text}", 1]`)?.constructor, Array)
  assert.throws(() => parseJson(`["${'x'.repeat(4_000)}`), SyntaxError)
})

for (const { name } of dialects) {
  test(`${name}: a call or a document that is nested without end is answered in words`, () => {
    const dialect = dialectNamed(name)
    assert.ok(dialect)
    const policy = dialect.compile(dialect.load({ path: 'p.yaml', text: policyTexts[name]?.(20, 0) ?? '' }, []))
    let deep: Json = 1
    for (let i = 0; i < 50_000; i++) deep = i % 2 === 0 ? [deep] : { a: deep }
    for (const call of [
      { tool: 'bash', args: deep },
      { tool: 'bash', args: { command: deep }, output: deep },
      { tool: 'bash', args: {}, extra: { args_json: nested(5_000, ['{"a":', '}']) } },
    ]) {
      const decision = policy.evaluate(call, nothingGiven, null)
      assert.deepEqual(policy.explain(call, nothingGiven, null).decision, decision)
      policy.native(call, nothingGiven, null)
      policy.judgeOutput(call, nothingGiven, null)
    }
    for (const text of [nested(50_000, ['[', ']']), nested(50_000, ['{"a": ', '}']), '- '.repeat(20_000)]) {
      const model = dialect.load({ path: 'p.yaml', text }, [])
      assert.equal(
        typeof dialect.compile(model).evaluate({ tool: 'bash', args: {} }, nothingGiven, null).effect,
        'string',
      )
    }
  })
}
