import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ambiguity, oneLine } from '../../../gate/mcp/ambiguity.ts'

const table: readonly [string, RegExp | null][] = [
  ['{"id":1,"method":"tools/call","params":{"name":"a","arguments":{"name":"b","Name":"c"}}}', null],
  ['{"a":"{\\"a\\":1,\\"a\\":2}","b":"\\\\"}', null],
  ['[{"id":1},{"id":2}]', null],
  ['{"id":1,"id":1}', /"id" stands twice/],
  ['{"x":{"\\u0061":1,"a":2}}', /"a" stands twice/],
  ['[{"x":[{"k":1, "k" : 2}]}]', /"k" stands twice/],
  ['{"ID":1}', /"ID" can be taken for "id"/],
  ['[{"Params":1}]', /"Params" can be taken for "params"/],
  ['{"params":{"argumentſ":1}}', /can be taken for "arguments"/],
  ['{"result":{"Name":1}}', null],
]
for (const [text, expected] of table) {
  test(`two readings of ${text}`, () => {
    const found = ambiguity(text)
    if (expected === null) assert.equal(found, null)
    else assert.match(found ?? '', expected)
  })
}

test('what JSON.stringify writes has one reading, unless a telling key stands in other letters', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => assert.equal(ambiguity(JSON.stringify({ result: value })), null)))
})

test('one line is the same JSON', () => {
  const text = '{"a":\r"x\u2028y\u2029z\u0085"}'
  assert.equal(oneLine(text), '{"a": "x\\u2028y\\u2029z\\u0085"}')
  assert.deepEqual(JSON.parse(oneLine(text)), JSON.parse(text))
})
