import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { CodeAction, CodeLens, Hover, TextEdit } from 'vscode-languageserver'
import type { FlipAnswer, TestCases, TestResult } from '../../server/protocol.ts'
import { LspClient } from './lspClient.ts'

const client = new LspClient()
after(() => client.stop())

const policy = `name: team
enforcement_mode: observe  # on trial
rules:
  - name: no-rm
    # test: bash {command: rm -rf /} => deny by no-rm
    # test: bash {command: ls} => deny
    action: deny
    match: {command_pattern: rm -rf}
`

test('a mode typo is underlined at its place, and its fix mends it', async () => {
  const uri = 'file:///w/typo.yaml'
  await client.open(uri, policy.replace('observe ', 'obesrve '))
  const [diagnostic, ...rest] = await client.diagnostics(uri)
  assert.equal(rest.length, 0)
  assert.match(String(diagnostic?.message), /Did you mean `observe`\?/)
  assert.deepEqual(diagnostic?.range, { start: { line: 1, character: 18 }, end: { line: 1, character: 25 } })
  const actions = await client.request<CodeAction[]>('textDocument/codeAction', {
    textDocument: { uri },
    range: diagnostic?.range,
    context: { diagnostics: [diagnostic] },
  })
  const fix = actions.find(({ kind }) => kind === 'quickfix')
  const edits: TextEdit[] = fix?.edit?.changes?.[uri] ?? []
  assert.deepEqual(edits, [{ range: diagnostic?.range, newText: 'observe' }])
})

test('every test comment has its lens, and runs to its verdict', async () => {
  const uri = 'file:///w/tests.yaml'
  await client.open(uri, policy)
  assert.deepEqual(await client.diagnostics(uri), [])
  const lenses = await client.request<CodeLens[]>('textDocument/codeLens', { textDocument: { uri } })
  const titles = lenses.map(({ command, range }) => [range.start.line, command?.title])
  assert.deepEqual(titles, [
    [1, '$(shield) Flip to enforce'],
    [4, '▶ Dry-run this call'],
    [5, '▶ Dry-run this call'],
  ])
  const { cases } = await client.request<TestCases>('rehearsal/testCases', { uri })
  const results = await client.request<TestResult[]>('rehearsal/runTests', { uri })
  assert.deepEqual(
    cases.map(({ id }) => id),
    results.map(({ id }) => id),
  )
  assert.deepEqual(
    results.map(({ outcome, summary, message }) => ({ outcome, summary, message })),
    [
      { outcome: 'passed', summary: 'deny · no-rm (observed)', message: undefined },
      { outcome: 'failed', summary: 'allow', message: 'expected deny, got allow · no rule matched' },
    ],
  )
})

test('the hover over a case shows every rule and what it saw', async () => {
  const uri = 'file:///w/hover.yaml'
  await client.open(uri, policy)
  const hover = await client.request<Hover>('textDocument/hover', {
    textDocument: { uri },
    position: { line: 4, character: 10 },
  })
  const { value } = hover.contents as { value: string }
  assert.match(value, /no\\-rm/)
  assert.match(value, /saw "rm \\-rf \/"/)
})

test('a flip is one word, and the answer names the version it is for', async () => {
  const uri = 'file:///w/flip.yaml'
  await client.open(uri, policy)
  const answer = await client.request<FlipAnswer>('rehearsal/flip', { uri, kind: 'policy', to: 'enforce' })
  assert.deepEqual(answer.edits, [
    { range: { start: { line: 1, character: 18 }, end: { line: 1, character: 25 } }, newText: 'enforce' },
  ])
  assert.equal(answer.version, 1)
})

test('broken YAML is one syntax error, and the last good lenses stay', async () => {
  const uri = 'file:///w/broken.yaml'
  await client.open(uri, policy)
  const before = await client.request<CodeLens[]>('textDocument/codeLens', { textDocument: { uri } })
  const version = await client.change(uri, policy.replace('match: {', 'match: {{{['))
  const diagnostics = await client.diagnostics(uri, version)
  assert.equal(diagnostics.length, 1)
  const after = await client.request<CodeLens[]>('textDocument/codeLens', { textDocument: { uri } })
  assert.deepEqual(after, before)
})

test('a document of another kind gets null from every provider, and no diagnostics', async () => {
  const uri = 'file:///w/compose.yaml'
  await client.open(uri, 'services:\n  web:\n    image: nginx\n')
  const at = { textDocument: { uri }, position: { line: 0, character: 0 } }
  assert.equal(await client.request('textDocument/codeLens', at), null)
  assert.equal(await client.request('textDocument/hover', at), null)
  const range = { start: at.position, end: at.position }
  const asked = { textDocument: { uri }, range, context: { diagnostics: [] } }
  assert.equal(await client.request('textDocument/codeAction', asked), null)
  assert.ok(!client.published.some((each) => each.uri === uri))
})

test('fifty edits end with the diagnostics of the last version, after few computations', async () => {
  const uri = 'file:///w/fast.yaml'
  await client.open(uri, policy)
  await client.diagnostics(uri)
  const before = client.published.length
  let version = 1
  for (let edit = 0; edit < 50; edit++) version = await client.change(uri, `${policy}# ${edit}\n`)
  await client.diagnostics(uri, version)
  assert.ok(client.published.length - before <= 3, `${client.published.length - before} computations`)
})
