import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DiagnosticSeverity, type TextEdit } from 'vscode-languageserver'
import { TextDocument } from 'vscode-languageserver-textdocument'
import { provideCodeActions } from '../../../server/codeActions.ts'
import { pagesBeside, plainDiagnostics, provideDiagnostics } from '../../../server/diagnostics.ts'
import { Documents } from '../../../server/documents.ts'
import { Lints } from '../../../server/lints.ts'
import { readSettings } from '../../../server/settings.ts'

const uri = 'file:///w/policy.yaml'
const text = `name: p
enforcement_mode: enforce
rules:
  - name: a
    action: allow
    match: {tool_name: bash}
agent_overrides:
  - {agent_glob: b, enforcement_mode: observe}
  - {agent_glob: c, enforcement_mode: enforce}
`
const whole = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } }
const document = (content = text, version = 1) =>
  new Documents().update(TextDocument.create(uri, 'yaml', version, content))

async function thoughtAbout(opened = document()) {
  const lints = new Lints()
  assert.equal(await lints.refresh(opened, () => true), true)
  return lints
}

test('a version is thought about once', async () => {
  const lints = await thoughtAbout()
  assert.equal(await lints.refresh(document(), () => true), false)
  assert.ok(lints.of(document()).some(({ code }) => code === 'sandbox-allow-rule'))
  lints.forget(uri)
  assert.deepEqual(lints.of(document()), [])
})

test('until the next result the last one moves along with edits', async () => {
  const edited = text.replace('rules:', 'rules: # of the house')
  const [before, after] = [(await thoughtAbout()).of(document()), (await thoughtAbout()).of(document(edited, 2))]
  assert.deepEqual(
    after.map(({ code, range }) => [code, edited.slice(range.start, range.end)]),
    before.map(({ code, range }) => [code, text.slice(range.start, range.end)]),
  )
  const lints = await thoughtAbout()
  const moved = lints.of(document(edited, 2))
  assert.deepEqual(
    moved.filter(({ code }) => code !== 'sandbox-gateway-refuses').map(({ code, range }) => [code, range]),
    after.filter(({ code }) => code !== 'sandbox-gateway-refuses').map(({ code, range }) => [code, range]),
  )
})

test('a setting changes the weight of a code, or switches it off', async () => {
  const severity = readSettings({
    diagnostics: { severity: { 'sandbox-allow-rule': 'error', 'sandbox-gateway-refuses': 'off', schema: 'loud' } },
  }).diagnostics.severity
  assert.deepEqual(severity, { 'sandbox-allow-rule': 'error', 'sandbox-gateway-refuses': 'off' })
  const opened = document()
  const told =
    provideDiagnostics(opened, (await thoughtAbout(opened)).of(opened), { ...plainDiagnostics, severity }) ?? []
  assert.equal(told.find(({ code }) => code === 'sandbox-allow-rule')?.severity, DiagnosticSeverity.Error)
  assert.equal(
    told.some(({ code }) => code === 'sandbox-gateway-refuses'),
    false,
  )
})

test('a finding links to its page where the pages came along', async () => {
  const pages = pagesBeside('server/main.ts')
  assert.match(pages ?? '', /^file:.*\/docs\/diagnostics\/$/)
  assert.equal(pagesBeside('/nowhere/dist/server.cjs'), null)
  const opened = document()
  const told = provideDiagnostics(opened, (await thoughtAbout(opened)).of(opened), { ...plainDiagnostics, pages }) ?? []
  for (const { code, codeDescription } of told) assert.equal(codeDescription?.href, `${pages}${code}.md`)
})

test('fix-all comes when it is asked for by its kind, and alone', async () => {
  const opened = document()
  const thought = (await thoughtAbout(opened)).of(opened)
  const asked = (only?: string[]) =>
    provideCodeActions(opened, { range: whole, ...(only && { context: { only } }) }, thought) ?? []
  assert.ok(asked().every(({ kind }) => kind !== 'source.fixAll.rehearsal'))
  assert.ok(asked(['quickfix']).every(({ kind }) => kind === 'quickfix'))
  for (const only of ['source.fixAll.rehearsal', 'source.fixAll', 'source']) {
    const [action, ...more] = asked([only])
    assert.deepEqual(more, [])
    const edits = action?.edit?.changes?.[uri] as TextEdit[]
    assert.equal(TextDocument.applyEdits(opened.text, edits), text.replace(/.*glob: c.*\n/, ''))
  }
})

test('null for what is not ours', () => {
  assert.equal(provideCodeActions(document('a: 1\n'), { range: whole }), null)
  assert.equal(provideDiagnostics(document('a: 1\n')), null)
})
