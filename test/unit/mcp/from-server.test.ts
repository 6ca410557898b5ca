import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { Calls } from '../../../gate/mcp/calls.ts'
import { FromServer } from '../../../gate/mcp/from-server.ts'
import { gateWith } from './place.ts'

const policy = (mode: string) => `name: team
enforcement_mode: ${mode}
rules:
  - name: hide
    action: redact
    match:
      output_contains_pattern: "SECRET[0-9]+"
`
const deep = `${'['.repeat(100_000)}"SECRET1"${']'.repeat(100_000)}`
const lines: readonly [string, Buffer][] = [
  ['so deep that it cannot be judged', Buffer.from(`{"id":1,"result":{"content":${deep}}}\n`)],
  [
    'not UTF-8',
    Buffer.concat([
      Buffer.from('{"id":1,"result":{"content":[{"type":"text","text":"SECRET1 '),
      Buffer.from([0xff]),
      Buffer.from('"}]}}\n'),
    ]),
  ],
]
for (const [name, line] of lines) {
  test(`a response that is ${name} is an error under enforce, and passes under observe`, async () => {
    for (const mode of ['enforce', 'observe']) {
      const { gate, remove } = gateWith(policy(mode))
      after(remove)
      const calls = new Calls(gate, 's')
      calls.ask({ id: 1, method: 'tools/call', params: { name: 'read' } }).settle()
      const shown: Buffer[] = []
      new FromServer(gate, calls, (bytes) => void shown.push(bytes)).take({ bytes: line, whole: true })
      if (mode === 'observe') assert.ok(shown[0]?.equals(line))
      else {
        assert.equal(JSON.parse(String(shown[0])).error.code, -32603)
        assert.doesNotMatch(String(shown[0]), /SECRET/)
      }
      await gate.close()
    }
  })
}
