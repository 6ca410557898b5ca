import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DocumentSymbol, SelectionRange } from 'vscode-languageserver'
import { provideFolding } from '../../../server/folding.ts'
import { provideSelectionRanges } from '../../../server/selectionRanges.ts'
import { flatSymbols, provideDocumentSymbols, provideWorkspaceSymbols } from '../../../server/symbols.ts'
import { opened, policies, textAt } from '../../support/opened.ts'

const other = 'services:\n  web:\n    image: nginx\n'

const outline = (symbols: readonly DocumentSymbol[]): unknown[] =>
  symbols.map(({ name, children = [] }) => (children.length > 0 ? [name, outline(children)] : name))

test('symbols: the policy, its rules, their tests', () => {
  const { document } = opened('/w/policy.yaml', policies.sandbox)
  const symbols = provideDocumentSymbols(document) ?? []
  assert.deepEqual(outline(symbols), [['team', [['no-rm', ['bash {command: rm -rf /} => deny by no-rm']]]]])
  assert.deepEqual(
    flatSymbols(document.uri, symbols).map(({ containerName }) => containerName),
    [undefined, 'team', 'no-rm'],
  )
})

for (const [name, text] of Object.entries(policies)) {
  test(`symbols: every selection lies in its range (${name})`, () => {
    const { document } = opened('/w/policy.yaml', text)
    const check = ({ range, selectionRange, children = [] }: DocumentSymbol) => {
      const offsets = [range.start, selectionRange.start, selectionRange.end, range.end].map((at) =>
        document.text.offsetAt(at),
      )
      assert.deepEqual(
        offsets,
        offsets.toSorted((a, b) => a - b),
      )
      children.forEach(check)
    }
    const symbols = provideDocumentSymbols(document)
    assert.ok(symbols && symbols.length > 0)
    symbols.forEach(check)
  })
}

test('symbols: they stay while the text is broken', () => {
  const { document, documents } = opened('/w/policy.yaml', policies.sandbox)
  const before = outline(provideDocumentSymbols(document) ?? [])
  const text = { ...document.text, uri: document.uri, version: 2, getText: () => `${policies.sandbox}  - [{` }
  const broken = documents.update(text as typeof document.text)
  assert.deepEqual(outline(provideDocumentSymbols(broken) ?? []), before)
})

test('symbols: the workspace is searched by letters in order', () => {
  const files = [policies.sandbox, policies.safeclaw].map((text, index) => opened(`/w/${index}.yaml`, text).document)
  assert.deepEqual(
    provideWorkspaceSymbols(files, 'ndot').map(({ name }) => name),
    ['no-dotenv'],
  )
})

test('folding: entries, items and comments', () => {
  const { document } = opened(
    '/w/p.yaml',
    '# a\n# b\nname: t\nrules:\n- name: a\n  match:\n    tool_name: x\n\n- name: b\nenforcement_mode: observe\n',
  )
  const folds = (provideFolding(document) ?? []).map(({ startLine, endLine, kind }) => [startLine, endLine, kind ?? ''])
  assert.deepEqual(folds, [
    [0, 1, 'comment'],
    [3, 8, ''],
    [4, 6, ''],
    [5, 6, ''],
  ])
})

test('folding and the rest answer null for another kind of document', () => {
  const { document, position } = opened('/w/compose.yaml', other)
  assert.equal(provideFolding(document), null)
  assert.equal(provideDocumentSymbols(document), null)
  assert.equal(provideSelectionRanges(document, [position]), null)
})

function selections(fixture: string): string[] {
  const { document, position } = opened('/w/p.yaml', fixture)
  const texts: string[] = []
  const [innermost] = provideSelectionRanges(document, [position]) ?? []
  for (let at: SelectionRange | undefined = innermost; at; at = at.parent) texts.push(textAt(document, at.range))
  return texts
}

test('selection grows from the word to the document', () => {
  const rule = 'name: a\n    match:\n      tool_name: bash'
  const text = `enforcement_mode: observe\nrules:\n  - ${rule.replace('bash', 'ba‸sh')}\n  - name: b\n`
  assert.deepEqual(selections(text), [
    'bash',
    'tool_name: bash',
    'match:\n      tool_name: bash',
    `- ${rule}`,
    `rules:\n  - ${rule}\n  - name: b`,
    text.replace('‸', ''),
  ])
})

test('selection grows through flow collections', () => {
  const grown = selections('enforcement_mode: observe\nrules:\n  - match: {tool_name: [a, b‸c]}\n')
  assert.deepEqual(grown.slice(0, 4), ['bc', '[a, bc]', '{tool_name: [a, bc]}', 'match: {tool_name: [a, bc]}'])
})
