import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, describe, test } from 'node:test'
import type { DocumentDiagnosticReport } from 'vscode-languageserver'
import { hostileTexts, noPolicies, uriOfHostile } from './hostileCorpus.ts'
import { LspClient } from './lspClient.ts'

/** No answer in this time counts as none at all; how long answers really take is told, not asserted. */
const hangs = 30_000
const pulls = { textDocument: { diagnostic: {} } }
const client = new LspClient({ capabilities: pulls })
const slowest: { what: string; ms: number }[] = []
after(() => client.stop())

const everything = { start: { line: 0, character: 0 }, end: { line: 100_000, character: 0 } }
/** What an editor asks of a document that it has just opened, and what a hand soon asks. */
const requests = {
  documentSymbol: {},
  foldingRange: {},
  'semanticTokens/full': {},
  codeLens: {},
  inlayHint: { range: everything },
  documentLink: {},
  codeAction: { range: { ...everything, end: { line: 20, character: 0 } }, context: { diagnostics: [] } },
  completion: { position: { line: 3, character: 4 } },
  hover: { position: { line: 1, character: 3 } },
  definition: { position: { line: 3, character: 12 } },
  references: { position: { line: 3, character: 12 }, context: { includeDeclaration: true } },
  selectionRange: { positions: [{ line: 1, character: 3 }] },
}

describe('a hostile text is answered in words, and the server lives on', { concurrency: false }, () => {
  let count = 0
  for (const [name, text] of hostileTexts()) {
    test(name, async () => {
      const uri = uriOfHostile(name, text, count++)
      await client.open(uri, text)
      const report = await asked<DocumentDiagnosticReport>(name, 'diagnostic', { textDocument: { uri } })
      const items = report.kind === 'full' ? report.items : []
      assert.equal(items.length === 0, noPolicies.has(name), 'said in words')
      for (const item of items) {
        const message = String(item.message)
        assert.doesNotMatch(message, /call stack|out of memory|undefined|\[object/i)
        assert.ok(message.length < 2_000, `a message of ${message.length} characters`)
      }
      for (const [method, params] of Object.entries(requests)) {
        await asked(name, method, { textDocument: { uri }, ...params })
      }
      await client.connection.sendNotification('textDocument/didClose', { textDocument: { uri } })
    })
  }

  test('and a plain policy is judged as ever', async (t) => {
    const uri = 'file:///w/plain.yaml'
    await client.open(uri, 'name: p\nenforcement_mode: obesrve\nrules: []\n')
    const report = await asked<DocumentDiagnosticReport>('plain', 'diagnostic', { textDocument: { uri } })
    assert.match(JSON.stringify(report), /Did you mean `observe`/)
    for (const { what, ms } of slowest.sort((a, b) => b.ms - a.ms).slice(0, 8))
      t.diagnostic(`${Math.round(ms)} ms: ${what}`)
    t.diagnostic(`memory at its highest: ${peakMegabytes()} MB`)
  })
})

async function asked<R>(name: string, method: string, params: object): Promise<R> {
  const start = performance.now()
  const silence = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error(`${method}: no answer in ${hangs} ms`)), hangs).unref()
  })
  const answer = await Promise.race([client.request<R>(`textDocument/${method}`, params), silence])
  slowest.push({ what: `${method} on ${name}`, ms: performance.now() - start })
  return answer
}

/** The server's highest memory so far, where the system tells. */
function peakMegabytes(): number | string {
  try {
    const status = readFileSync(`/proc/${client.pid}/status`, 'utf8')
    return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024)
  } catch {
    return 'not told here'
  }
}
