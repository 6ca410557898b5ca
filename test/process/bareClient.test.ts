import assert from 'node:assert/strict'
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import type {
  CompletionItem,
  Diagnostic,
  DocumentDiagnosticReport,
  FoldingRange,
  Hover,
  InlayHint,
  Location,
  SymbolInformation,
  TextEdit,
  WorkspaceEdit,
  WorkspaceSymbol,
} from 'vscode-languageserver'
import type { TestDocument } from '../../server/protocol.ts'
import { LspClient, type LspClientOptions } from './lspClient.ts'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'rehearsal-editors-')))
after(() => rmSync(folder, { recursive: true }))

const policy = `name: team
enforcement_mode: obesrve
rules:
  - name: no-rm
    # test: bash {command: rm -rf /} => deny by no-rm
    action: deny
    match: {command_pattern: rm -rf}
`
const sound = policy.replace('obesrve', 'observe')
const cases = 'policy: policy.yaml\ncases:\n  - name: closed\n    call: {tool: bash}\n    expect: {rule: no-rm}\n'
const other = 'services:\n  web:\n    image: nginx\n'
writeFileSync(join(folder, 'policy.yaml'), sound)
writeFileSync(join(folder, 'policy.test.yaml'), cases)
const uriOf = (name: string) => pathToFileURL(join(folder, name)).href

/** Every position request at one place, in the order of a keyboard's day. */
const everywhere = {
  'textDocument/completion': {},
  'textDocument/hover': {},
  'textDocument/definition': {},
  'textDocument/references': { context: { includeDeclaration: true } },
  'textDocument/prepareRename': {},
  'textDocument/rename': { newName: 'x' },
  'textDocument/documentSymbol': {},
  'textDocument/foldingRange': {},
  'textDocument/selectionRange': { positions: [{ line: 1, character: 3 }] },
  'textDocument/semanticTokens/full': {},
  'textDocument/semanticTokens/range': { range: { start: { line: 0, character: 0 }, end: { line: 2, character: 0 } } },
  'textDocument/inlayHint': { range: { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } } },
  'textDocument/documentLink': {},
  'textDocument/codeLens': {},
  'textDocument/codeAction': {
    range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
    context: { diagnostics: [] },
  },
}

async function withClient(options: LspClientOptions, use: (client: LspClient) => Promise<void>): Promise<void> {
  const client = new LspClient({ folder, ...options })
  try {
    await client.initialized
    await use(client)
  } finally {
    await client.stop()
  }
}

const at = (name: string, line: number, character: number) => {
  return { textDocument: { uri: uriOf(name) }, position: { line, character } }
}

test('diagnostics are pushed to a client that cannot pull, and pulled by one that can; never both', async () => {
  const uri = uriOf('policy.yaml')
  await withClient({}, async (client) => {
    assert.equal((await client.initialized).capabilities.diagnosticProvider, undefined)
    await client.open(uri, policy)
    const [pushed] = await client.diagnostics(uri)
    assert.match(String(pushed?.message), /observe/)
  })
  await withClient({ capabilities: { textDocument: { diagnostic: {} } } }, async (client) => {
    await client.open(uri, policy)
    const report = await client.request<DocumentDiagnosticReport>('textDocument/diagnostic', { textDocument: { uri } })
    const items: Diagnostic[] = report.kind === 'full' ? report.items : []
    assert.match(String(items[0]?.message), /observe/)
    assert.deepEqual(client.published, [])
  })
})

test('a client that announces nothing gets every feature', async () => {
  await withClient({}, async (client) => {
    await client.open(uriOf('policy.yaml'), sound)
    const completion = await client.request<CompletionItem[]>('textDocument/completion', at('policy.yaml', 1, 18))
    assert.deepEqual(
      completion.map(({ label }) => label),
      ['enforce', 'observe', 'disabled'],
    )
    assert.ok(completion.every(({ textEdit }) => !/\$/.test((textEdit as TextEdit).newText)))
    const hover = await client.request<Hover>('textDocument/hover', at('policy.yaml', 1, 3))
    assert.match(JSON.stringify(hover.contents), /Whether verdicts are applied/)
    const range = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } }
    const hints = await client.request<InlayHint[]>('textDocument/inlayHint', { ...at('policy.yaml', 0, 0), range })
    assert.deepEqual(
      hints.map(({ label }) => label),
      ['✓ deny · no-rm (observed)'],
    )
    const symbols = await client.request<SymbolInformation[]>('textDocument/documentSymbol', at('policy.yaml', 0, 0))
    assert.deepEqual(symbols.map(({ name, location }) => [name, location.range.start.line])[1], ['no-rm', 3])
    const folds = await client.request<FoldingRange[]>('textDocument/foldingRange', at('policy.yaml', 0, 0))
    assert.deepEqual(
      folds.map(({ startLine }) => startLine),
      [2, 3],
    )
    const tokens = await client.request<{ data: number[] }>('textDocument/semanticTokens/full', at('policy.yaml', 0, 0))
    assert.ok(tokens.data.length > 0)
  })
})

test('rules are followed and renamed into test files that nobody has open', async () => {
  await withClient({}, async (client) => {
    await client.open(uriOf('policy.yaml'), sound)
    const found = async () => client.request<TestDocument[]>('rehearsal/testDocuments', {})
    while ((await found()).length < 2) await new Promise((wait) => setTimeout(wait, 50))
    assert.deepEqual((await found()).map(({ name }) => name).sort(), ['policy.test.yaml', 'team'])
    const place = at('policy.yaml', 3, 12)
    const references = await client.request<Location[]>('textDocument/references', {
      ...place,
      context: { includeDeclaration: false },
    })
    assert.deepEqual(
      references.map(({ uri }) => uri),
      [uriOf('policy.yaml'), uriOf('policy.test.yaml')],
    )
    const edit = await client.request<WorkspaceEdit>('textDocument/rename', { ...place, newName: 'keep' })
    assert.deepEqual(
      Object.values(edit.changes ?? {}).map((edits) => edits.length),
      [2, 1],
    )
    await assert.rejects(client.request('textDocument/rename', { ...place, newName: ' ' }), /name on one line/)
    const symbols = await client.request<WorkspaceSymbol[]>('workspace/symbol', { query: 'closed' })
    assert.deepEqual(
      symbols.map(({ name }) => name),
      ['closed'],
    )
  })
})

test('a document that is not ours gets null from every provider', async () => {
  await withClient({}, async (client) => {
    await client.open(uriOf('compose.yaml'), other)
    for (const [method, params] of Object.entries(everywhere)) {
      assert.equal(await client.request(method, { ...at('compose.yaml', 1, 3), ...params }), null, method)
    }
  })
})

test("beside Red Hat's YAML extension what both would show is withheld", async () => {
  await withClient({ start: { redHatYaml: true } }, async (client) => {
    const { capabilities } = await client.initialized
    const own = [
      capabilities.documentSymbolProvider,
      capabilities.foldingRangeProvider,
      capabilities.selectionRangeProvider,
    ]
    assert.deepEqual(own, [undefined, undefined, undefined])
    const uri = uriOf('policy.yaml')
    await client.open(uri, sound)
    for (const method of ['documentSymbol', 'foldingRange']) {
      assert.equal(await client.request(`textDocument/${method}`, at('policy.yaml', 0, 0)), null)
    }
    const version = await client.change(uri, sound.replace('{command_pattern', '{{{[command_pattern'))
    assert.deepEqual(await client.diagnostics(uri, version), [])
  })
})
