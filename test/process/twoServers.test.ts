import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import type { Diagnostic } from 'vscode-languageserver'
import { yamlLanguageServer } from '../../bench/peers/yaml-server.ts'
import { LspClient } from './lspClient.ts'

const policy = `name: team
enforcement_mode: observe
rules:
  - name: no-rm
    # test: bash {command: rm -rf /} => deny by no-rm
    action: deny
    match:
      tool_name: ba*
      command_pattern: rm -rf
`
const broken = policy.replace('ba*', '[{ba')
const typo = policy.replace('observe', 'obesrve')
const uri = 'file:///w/policy.yaml'
const peer = yamlLanguageServer()

/** What an editor announces that merges the answers of several servers. */
const capabilities = {
  textDocument: {
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
    foldingRange: { lineFoldingOnly: true },
    publishDiagnostics: { versionSupport: true },
  },
}
const position = { line: 7, character: 8 }
const range = { start: { line: 0, character: 0 }, end: { line: 8, character: 0 } }
const requests = {
  documentSymbol: {},
  foldingRange: {},
  selectionRange: { positions: [position] },
  documentLink: {},
  codeLens: {},
  hover: { position },
  definition: { position },
  completion: { position: { line: 1, character: 18 } },
  codeAction: { range, context: { diagnostics: [] } },
}

describe('beside yaml-language-server on one document', {
  skip: peer === null && 'the peer cannot be installed',
}, () => {
  const yaml = new LspClient({ command: peer ?? [], capabilities, answers: peerSettings })
  const ours = new LspClient({ capabilities, start: { redHatYaml: true } })
  const alone = new LspClient({ capabilities })
  after(() => Promise.all([yaml, ours, alone].map((client) => client.stop())))

  test('nothing that the other shows is shown again, and without it we show it', async () => {
    for (const client of [yaml, ours, alone]) await client.open(uri, policy)
    const both: string[] = []
    const byUs: string[] = []
    for (const [method, params] of Object.entries(requests)) {
      const [theirs, mine, own] = await Promise.all([yaml, ours, alone].map((client) => ask(client, method, params)))
      if (labelsOf(theirs).some((label) => labelsOf(mine).includes(label))) both.push(method)
      if (labelsOf(mine).length === 0 && labelsOf(own).length > 0) byUs.push(method)
    }
    assert.deepEqual(both, [])
    assert.deepEqual(byUs, ['documentSymbol', 'foldingRange', 'selectionRange'])
  })

  test('the other tells what is broken, and we do not', async () => {
    const [theirs, mine, own] = await Promise.all([yaml, ours, alone].map((client) => changed(client, broken)))
    assert.ok(theirs && theirs.length > 0)
    assert.ok(own && own.length > 0)
    assert.deepEqual(mine, [])
  })

  test('what only we know is told once', async () => {
    const [theirs, mine] = await Promise.all([yaml, ours].map((client) => changed(client, typo)))
    assert.deepEqual(theirs, [])
    assert.deepEqual(
      mine?.map(({ code }) => code),
      ['sandbox-unknown-value'],
    )
  })
})

/** No schemas from the network, as in an editor that is offline. */
function peerSettings(section: string): object {
  return section === 'yaml' ? { validate: true, hover: true, completion: true, schemaStore: { enable: false } } : {}
}

/** The answer; null where the server does not offer the feature. */
async function ask(client: LspClient, method: string, params: object): Promise<unknown> {
  return client.request(`textDocument/${method}`, { textDocument: { uri }, ...params }).catch(() => null)
}

/** What a person would see of an answer, one text a thing. */
function labelsOf(answer: unknown): string[] {
  if (answer === null || answer === undefined) return []
  const items = (answer as { items?: unknown[] }).items ?? (Array.isArray(answer) ? answer : [answer])
  return items.map((item) => {
    const { label, name, title, startLine, range: at } = item as Record<string, unknown>
    return JSON.stringify(label ?? name ?? title ?? startLine ?? at ?? item)
  })
}

/** What is pushed for the document after it was changed; the peer tells no version. */
async function changed(client: LspClient, text: string): Promise<readonly Diagnostic[]> {
  const about = () => client.published.filter((each) => each.uri === uri)
  const before = about().length
  await client.change(uri, text)
  const deadline = Date.now() + 10_000
  while (Date.now() < deadline && about().length === before) await new Promise((wait) => setTimeout(wait, 50))
  return about().at(-1)?.diagnostics ?? []
}
