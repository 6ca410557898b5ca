import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import type { Diagnostic, DocumentDiagnosticReport, DocumentLink, Location } from 'vscode-languageserver'
import { LspClient, type LspClientOptions } from './lspClient.ts'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'rehearsal-extends-')))
after(() => rmSync(folder, { recursive: true }))
mkdirSync(join(folder, 'policies'))
const uriOf = (name: string) => pathToFileURL(join(folder, name)).href
const [child, parent] = ['policies/team.yaml', 'base.yaml'].map(uriOf) as [string, string]
const text = 'extends: base.yaml\nallow: [shell.execute]\n'

async function withServer(options: LspClientOptions, use: (client: LspClient) => Promise<void>): Promise<void> {
  const client = new LspClient({ folder, ...options })
  try {
    await use(client)
  } finally {
    await client.stop()
  }
}

/** The newest diagnostics pushed for the child, once they are as wanted. */
async function pushed(
  client: LspClient,
  wanted: (codes: readonly string[]) => boolean,
): Promise<readonly Diagnostic[]> {
  const deadline = Date.now() + 10_000
  for (;;) {
    const found = client.published.findLast(({ uri }) => uri === child)?.diagnostics ?? []
    if (client.published.some(({ uri }) => uri === child) && wanted(codesOf(found))) return found
    if (Date.now() > deadline) throw new Error(`still ${codesOf(found).join(', ')}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

const codesOf = (found: readonly Diagnostic[]) => found.map(({ code }) => String(code))
const missing = (codes: readonly string[]) => codes.includes('capfence-file-not-found')
const fine = (codes: readonly string[]) => !missing(codes) && codes.includes('capfence-extends-folder')

test('a parent that comes, breaks and goes on the disk is noticed by the child that is open', async () => {
  rmSync(join(folder, 'base.yaml'), { force: true })
  await withServer({}, async (client) => {
    await client.open(child, text)
    const [problem] = await pushed(client, missing)
    assert.match(String(problem?.message), /in `.*`, the workspace folder/)
    assert.deepEqual(problem?.range.start, { line: 0, character: 9 })
    writeFileSync(join(folder, 'base.yaml'), 'deny: [a.b]\n')
    await pushed(client, fine)
    writeFileSync(join(folder, 'base.yaml'), '\nalow: [a.b]\n')
    const [broken] = await pushed(client, (codes) => codes.includes('capfence-unknown-top-level-key'))
    assert.match(String(broken?.message), /^In `base\.yaml`, line 2: .*no key `alow`/)
    rmSync(join(folder, 'base.yaml'))
    await pushed(client, missing)
  })
})

test('a parent that is edited counts before it is saved, and the disk again when it is closed', async () => {
  writeFileSync(join(folder, 'base.yaml'), 'deny: [a.b]\n')
  await withServer({}, async (client) => {
    await client.open(child, text)
    await pushed(client, fine)
    await client.open(parent, 'deny: [a.b]\n')
    await client.change(parent, 'deny:\n')
    await pushed(client, (codes) => codes.includes('capfence-engine-crash'))
    await client.connection.sendNotification('textDocument/didClose', { textDocument: { uri: parent } })
    await pushed(client, fine)
  })
})

test('an editor that pulls is told to pull again', async () => {
  writeFileSync(join(folder, 'base.yaml'), 'deny: [a.b]\n')
  const capabilities = { textDocument: { diagnostic: {} }, workspace: { diagnostics: { refreshSupport: true } } }
  await withServer({ capabilities }, async (client) => {
    let asked = 0
    client.connection.onRequest('workspace/diagnostic/refresh', () => {
      asked++
      return null
    })
    const pull = async () => {
      const report = await client.request<DocumentDiagnosticReport>('textDocument/diagnostic', {
        textDocument: { uri: child },
      })
      return report.kind === 'full' ? codesOf(report.items) : []
    }
    await client.open(child, text)
    assert.equal(missing(await pull()), false)
    await client.open(parent, 'deny: [a.b]\n')
    const before = asked
    await client.change(parent, 'deny:\n')
    assert.ok((await pull()).includes('capfence-engine-crash'))
    const deadline = Date.now() + 5_000
    while (asked === before && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 50))
    assert.notEqual(asked, before)
  })
})

test('links and definitions lead to the parent; out of a folder that is not trusted nothing does', async () => {
  writeFileSync(join(folder, 'base.yaml'), 'deny: [a.b]\n')
  await withServer({}, async (client) => {
    await client.open(child, text)
    const textDocument = { uri: child }
    const at = { textDocument, position: { line: 0, character: 12 } }
    const definition = await client.request<Location[]>('textDocument/definition', at)
    assert.deepEqual(
      definition.map(({ uri }) => uri),
      [parent],
    )
    const links = await client.request<DocumentLink[]>('textDocument/documentLink', { textDocument })
    assert.deepEqual(
      links.map(({ target }) => target),
      [parent],
    )
    await client.change(child, `extends: ../secret.yaml\nallow: [shell.execute]\n`)
    const found = await pushed(client, (codes) => codes.includes('capfence-extends-cannot-reproduce'))
    assert.match(String(found[0]?.message), /leads out of a folder that is not trusted/)
  })
})
