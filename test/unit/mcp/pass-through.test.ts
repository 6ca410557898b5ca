import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { after, test } from 'node:test'
import fc from 'fast-check'
import type { Mode } from '../../../evaluator/effect.ts'
import { Lines } from '../../../gate/mcp/lines.ts'
import { runProxy } from '../../../gate/mcp/proxy.ts'
import { gateWith } from './place.ts'

const policy = `name: team
enforcement_mode: observe
rules:
  - name: no
    action: deny
    match:
      tool_name: s.echo
`
const call = '{"jsonrpc":"2.0", "id":1,"method":"tools/call","params":{"name":"echo","arguments":{}}}\n'
const response = '{"jsonrpc":"2.0","id":1 ,"result":{"content":[{"type":"text","text":"x"}]}}\r\n'
const piece = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc
    .constantFrom(call, response, `[${call.trim()}]\n`, '\n', '\r', '{"id":1,"id":2}\n', '\u2028')
    .map((text) => Buffer.from(text)),
)

for (const mode of ['observe', undefined] as const) {
  test(`every byte passes through, ${mode ?? "in the document's own observe mode"}`, async () => {
    const { gate, remove } = gateWith(policy, mode)
    after(remove)
    const property = fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (chunks) => {
      const got = await through(gate, chunks, mode)
      assert.ok(got.equals(Buffer.concat(chunks)))
    })
    await fc.assert(property, { numRuns: 25 })
    await gate.close()
  })
}

/** What comes out when the server sends back all that it gets. */
async function through(gate: ReturnType<typeof gateWith>['gate'], chunks: Buffer[], mode: Mode | undefined) {
  const [input, output] = [new PassThrough(), new PassThrough()]
  const got: Buffer[] = []
  output.on('data', (chunk) => got.push(chunk))
  const server = { command: process.execPath, args: ['-e', 'process.stdin.pipe(process.stdout)'] }
  const ended = runProxy({ gate, server: 's', ...server, mode, client: { input, output } })
  for (const chunk of chunks) input.write(chunk)
  input.end()
  assert.equal(await ended, 0)
  return Buffer.concat(got)
}

test('lines are cut at line feeds whatever the chunks are, and nothing is lost of a long one', () => {
  const property = fc.property(fc.array(piece), fc.integer({ min: 1, max: 300 }), (chunks, longest) => {
    const lines = new Lines(longest)
    const pieces = [...chunks.flatMap((chunk) => lines.push(chunk)), ...lines.end()]
    const whole = Buffer.concat(chunks)
    assert.ok(Buffer.concat(pieces.map(({ bytes }) => bytes)).equals(whole))
    for (const { bytes, whole: isWhole } of pieces) {
      if (isWhole) assert.ok(!bytes.subarray(0, -1).includes(10))
    }
  })
  fc.assert(property)
})
