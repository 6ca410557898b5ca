import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { LspClient } from './lspClient.ts'

const uri = 'file:///w/long.yaml'
const rules = 3_000
/** Every 50th rule has a mistake; more than one part is needed to read them all. */
const text = `name: long\nenforcement_mode: observe\nrules:\n${Array.from({ length: rules }, (_, i) => {
  return `  - name: rule-${i}\n    action: ${i % 50 === 25 ? 'dney' : 'deny'}\n    match: {command_pattern: "rm +/srv/${i}(/|$)"}\n`
}).join('')}`
const mistakes = rules / 50

let client: LspClient
before(() => {
  client = new LspClient()
})
after(() => client.stop())

/** How many diagnostics each push for a version held, once the last one holds `expected`. */
async function pushed(version: number, expected: number): Promise<readonly number[]> {
  for (let tries = 0; tries < 100; tries++) {
    const pushes = client.published.filter((each) => each.uri === uri && each.version === version)
    const counts = pushes.map(({ diagnostics }) => diagnostics.length)
    if (counts.at(-1) === expected) return counts
    await new Promise((wait) => setTimeout(wait, 100))
  }
  throw new Error(`version ${version} never had ${expected} diagnostics`)
}

test('a long document shows its first screenful before all of it is read', async () => {
  await client.open(uri, text)
  const [first = 0, ...more] = await pushed(1, mistakes)
  assert.ok(first > 0 && first < mistakes, String(first))
  assert.equal(more.at(-1), mistakes)
})

test('edits and questions while it is being read are answered for the newest version', async () => {
  await client.connection.sendNotification('textDocument/didClose', { textDocument: { uri } })
  await client.open(uri, text)
  const version = await client.change(uri, text.replaceAll('dney', 'denyy'))
  const hover = client.request<{ contents: { value: string } }>('textDocument/hover', {
    textDocument: { uri },
    position: { line: 3, character: 14 },
  })
  assert.match((await hover).contents.value, /rule\\-0/)
  await pushed(version, mistakes)
  const mended = await client.change(uri, text.replaceAll('dney', 'deny'))
  const diagnostics = await client.diagnostics(uri, mended)
  assert.equal(diagnostics.filter(({ severity }) => severity === 1).length, 0)
})
