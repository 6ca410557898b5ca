import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CancellationTokenSource } from 'vscode-languageserver'
import { TextDocument } from 'vscode-languageserver-textdocument'
import { Documents } from '../../../server/documents.ts'
import { testDocument } from '../../../server/policies.ts'
import { TestRuns } from '../../../server/testRuns.ts'
import { provideTestCases } from '../../../server/tests.ts'
import { teamPolicy as policy } from '../../support/team.ts'

function opened(texts: Readonly<Record<string, string>>) {
  const documents = new Documents()
  const open = Object.entries(texts).map(([name, text]) =>
    documents.update(TextDocument.create(`file:///w/${name}`, 'yaml', 1, text)),
  )
  return { documents, runs: new TestRuns(documents), open }
}

const many = (count: number) =>
  `policy: team.yaml\ncases:\n${Array.from({ length: count }, (_, index) => `  - {name: c${index}, call: {tool: bash, args: {command: rm -rf ${index}}}, expect: deny}`).join('\n')}\n`

test('a run over several documents is covered together, with places of rules and clauses', async () => {
  const { runs, open } = opened({
    'team.yaml': policy,
    'team.test.yaml':
      'policy: team.yaml\ncases:\n  - {call: {tool: bash, args: {command: git push}}, expect: require_approval}\n',
  })
  const uri = 'file:///w/team.yaml'
  const [own, file] = open
  assert.ok(own && file)
  assert.equal((await runs.run(own, { uri, coverage: 'one' })).length, 2)
  assert.deepEqual(runs.coverage('one'), [
    { uri, rules: { covered: 1, total: 2 }, statements: { covered: 2, total: 4 } },
  ])
  await runs.run(file, { uri: file.uri, coverage: 'one' })
  assert.deepEqual(runs.coverage('one')[0]?.rules, { covered: 2, total: 2 })
  const details = runs.coverageDetails('one', uri)
  assert.deepEqual(
    details.map(({ label, decided, range }) => [label, decided, range.start]),
    [
      ['block-rm', 1, { line: 3, character: 10 }],
      ['ask-push', 1, { line: 8, character: 10 }],
    ],
  )
  assert.deepEqual(
    details[0]?.statements.map(({ decided, range }) => [decided, range.start.line]),
    [
      [1, 7],
      [1, 7],
    ],
  )
})

test('what a run covered is forgotten when three later ones were made; an unknown run covers nothing', async () => {
  const { runs, open } = opened({ 'team.yaml': policy })
  const [document] = open
  assert.ok(document)
  for (const name of ['1', '2', '3', '4']) await runs.run(document, { uri: document.uri, coverage: name })
  assert.deepEqual([runs.coverage('1'), runs.coverageDetails('1', document.uri)], [[], []])
  assert.equal(runs.coverage('4').length, 1)
})

test('ten thousand cases run without traces and let other work in between', async () => {
  const { runs, open } = opened({ 'team.yaml': policy, 'many.test.yaml': many(10_000) })
  const document = open[1]
  assert.ok(document)
  assert.equal(provideTestCases(document)?.cases.length, 10_000)
  let turns = 0
  const tick = () => {
    turns++
    timer = setImmediate(tick)
  }
  let timer = setImmediate(tick)
  const results = await runs.run(document, { uri: document.uri, withoutTraces: true })
  clearImmediate(timer)
  assert.ok(results.every(({ outcome, trace }) => outcome === 'passed' && trace === ''))
  assert.equal(results.length, 10_000)
  assert.ok(turns > 1, `${turns}`)
})

test('a cancelled run ends early with what it has', async () => {
  const { runs, open } = opened({ 'team.yaml': policy, 'many.test.yaml': many(10_000) })
  const document = open[1]
  assert.ok(document)
  const source = new CancellationTokenSource()
  setImmediate(() => source.cancel())
  assert.ok((await runs.run(document, { uri: document.uri }, source.token)).length < 10_000)
})

test('a test file says which policies it is about, those of single cases too', () => {
  const { open } = opened({
    'a.test.yaml': 'policy: [team.yaml, ../other/b.yaml]\ncases:\n  - {call: {tool: x}, expect: allow}\n',
    'starter.yaml': 'cases:\n  - {name: n, policy: shell.yaml, event: {capability: a.b}, expected: {verdict: deny}}\n',
    'team.yaml': policy,
  })
  assert.deepEqual(
    open.map((document) => testDocument(document)?.policies),
    [['file:///w/team.yaml', 'file:///other/b.yaml'], ['file:///w/shell.yaml'], undefined],
  )
})
