import assert from 'node:assert/strict'
import path from 'node:path'
import { after, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { ensureMcp } from './install.mjs'
import { makeStage } from './stage.ts'

/** The client as far as these tests use it. */
interface Client {
  connect(transport: unknown): Promise<void>
  listTools(): Promise<{ tools: { name: string }[] }>
  callTool(params: object, schema?: undefined, options?: object): Promise<Record<string, unknown>>
  close(): Promise<void>
}

const packages = ensureMcp()
assert.ok(packages, 'the real servers and client can be installed')
const load = (file: string) => import(pathToFileURL(path.join(packages, 'sdk/dist/esm/client', file)).href)
const { Client: RealClient } = await load('index.js')
const { StdioClientTransport } = await load('stdio.js')
const stage = makeStage()
after(() => stage.remove())

const rules = `rules:
  - name: no-sum
    action: deny
    reason: no sums here
    match:
      tool_name: everything.get-sum
  - name: no-secrets
    action: deny
    reason: keys stay here
    match:
      tool_name: files.read_text_file
`
const observing = stage.write('observe.yaml', `name: team\nenforcement_mode: observe\n${rules}`)
const enforcing = stage.write('enforce.yaml', `name: team\nenforcement_mode: enforce\n${rules}`)

async function connect(policy: string, server: string, name: string, ...args: string[]): Promise<Client> {
  const program = path.join(packages as string, server, 'dist', 'index.js')
  const own = [stage.cli, 'mcp', '--policy', policy, '--audit', stage.audit, '--server', name]
  const client: Client = new RealClient({ name: 'suite', version: '1.0.0' }, { capabilities: {} })
  const command = [...own, '--', process.execPath, program, ...args]
  await client.connect(
    new StdioClientTransport({ command: process.execPath, args: command, cwd: stage.folder, stderr: 'ignore' }),
  )
  return client
}

for (const [mode, policy] of Object.entries({ observe: observing, enforce: enforcing })) {
  test(`server-everything, ${mode}: tools are listed, calls answered, a call cancelled`, async () => {
    const client = await connect(policy, 'server-everything', 'everything')
    try {
      assert.ok((await client.listTools()).tools.some(({ name }) => name === 'get-sum'))
      const echoed = await client.callTool({ name: 'echo', arguments: { message: 'hi' } })
      assert.deepEqual(echoed.content, [{ type: 'text', text: 'Echo: hi' }])
      const sum = await client.callTool({ name: 'get-sum', arguments: { a: 1, b: 2 } })
      assert.equal(sum.isError ?? false, mode === 'enforce')
      assert.match(JSON.stringify(sum.content), mode === 'enforce' ? /Blocked by team \(no-sum\)/ : /is 3/)
      const slow = { name: 'trigger-long-running-operation', arguments: { duration: 20, steps: 20 } }
      await assert.rejects(client.callTool(slow, undefined, { signal: AbortSignal.timeout(300) }))
      const again = await client.callTool({ name: 'echo', arguments: { message: 'still here' } })
      assert.deepEqual(again.content, [{ type: 'text', text: 'Echo: still here' }])
    } finally {
      await client.close()
    }
  })

  test(`server-filesystem, ${mode}: a file is read, or not`, async () => {
    const file = stage.write('note.txt', 'a note')
    const client = await connect(policy, 'server-filesystem', 'files', stage.folder)
    try {
      const read = await client.callTool({ name: 'read_text_file', arguments: { path: file } })
      assert.match(JSON.stringify(read), mode === 'enforce' ? /keys stay here/ : /a note/)
      const listed = await client.callTool({ name: 'list_directory', arguments: { path: stage.folder } })
      assert.match(JSON.stringify(listed.content), /note\.txt/)
    } finally {
      await client.close()
    }
  })
}

test('what was observed stands in the log', () => {
  const tools = stage.list('--dry-run-only').map(({ tool_raw: tool }) => tool)
  assert.deepEqual(tools.sort(), ['mcp__everything__get-sum', 'mcp__files__read_text_file'])
})
