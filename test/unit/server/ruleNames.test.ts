import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isRefusal } from '../../../evaluator/dialect.ts'
import { applyEdits } from '../../../evaluator/text.ts'
import { provideDefinition, provideReferences } from '../../../server/definition.ts'
import { Documents, type OpenDocument } from '../../../server/documents.ts'
import { policyInfo } from '../../../server/policies.ts'
import { prepareRename, provideRename } from '../../../server/rename.ts'
import { opened, policies, textAt } from '../../support/opened.ts'

const policy = policies.sandbox.replace('no-rm\n    #', '«no‸-rm»\n    #').replace('by no-rm', 'by «no-rm»')
const cases =
  'policy: p.yaml\ncases:\n  - call: {tool: bash}\n    expect: {rule: «"no-rm"»}\n  - call: {tool: x}\n    expect:\n      rule: «no-rm»\n'
const elsewhere = 'policy: q.yaml\ncases:\n  - call: {tool: bash}\n    expect: {rule: no-rm}\n'

function workspace(): { documents: Documents; at: Record<'policy' | 'cases', ReturnType<typeof opened>> } {
  const documents = new Documents()
  const at = { policy: opened('/w/p.yaml', policy, documents), cases: opened('/w/p.test.yaml', cases, documents) }
  opened('/w/q.test.yaml', elsewhere, documents)
  return { documents, at }
}

function renamed(
  document: OpenDocument,
  documents: Documents,
  position: { line: number; character: number },
  name: string,
) {
  const answer = provideRename(document, documents.all(), position, name)
  if (answer === null || isRefusal(answer)) return answer
  return Object.entries(answer.changes ?? {}).map(([uri, edits]) => {
    const text = documents.get(uri)?.text
    assert.ok(text)
    const own = edits.map(({ range, newText }) => ({
      range: { start: text.offsetAt(range.start), end: text.offsetAt(range.end) },
      newText,
    }))
    return applyEdits(text.getText(), own)
  })
}

test('references: the rule, its comments and its test files, and no others', () => {
  const { documents, at } = workspace()
  const found = provideReferences(at.policy.document, documents.all(), at.policy.position, true) ?? []
  const expected = [at.policy, at.cases].flatMap(({ document, ranges }) =>
    ranges.map((range) => [document.uri, document.text.positionAt(range.start)]),
  )
  assert.deepEqual(
    found.map(({ uri, range }) => [uri, range.start]),
    expected,
  )
  const without = provideReferences(at.policy.document, documents.all(), at.policy.position, false)
  assert.equal(without?.length, expected.length - 1)
})

test('definition: from a comment and from a test file to the rule', () => {
  const { documents, at } = workspace()
  for (const { document, ranges } of [at.policy, at.cases]) {
    const position = document.text.positionAt((ranges.at(-1)?.start ?? 0) + 2)
    const [found] = provideDefinition(document, documents.all(), position) ?? []
    assert.equal(found?.uri, at.policy.document.uri)
    assert.equal(textAt(at.policy.document, found.range), 'no-rm')
    assert.equal(found.range.start.line, 3)
  }
})

test('rename: everywhere, in the quotes that stand there', () => {
  const { documents, at } = workspace()
  const [inPolicy, inCases] = renamed(at.policy.document, documents, at.policy.position, 'keep: files') as string[]
  assert.equal(inPolicy, policies.sandbox.replace('no-rm\n', '"keep: files"\n').replace('by no-rm', 'by keep: files'))
  assert.match(inCases ?? '', /rule: "keep: files"\}[\s\S]*rule: "keep: files"\n/)
  const placeholder = prepareRename(at.policy.document, at.policy.position)
  assert.equal((placeholder as { placeholder: string }).placeholder, 'no-rm')
})

test('rename: refused for a name that is taken, and where no rule is named', () => {
  const two = `${policies.safeclaw}  - name: «two»\n    action: network\n    effect: DENY\n`
  const { document, documents, ranges } = opened('/w/s.yaml', two)
  const position = document.text.positionAt(ranges[0]?.start ?? 0)
  assert.match(JSON.stringify(renamed(document, documents, position, 'no-dotenv')), /already/)
  assert.equal(provideRename(document, documents.all(), { line: 0, character: 1 }, 'x'), null)
  assert.equal(prepareRename(document, { line: 0, character: 1 }), null)
})

test('rename: a label that begins with its inner policy keeps that beginning', () => {
  const text = policies.orca.replace('no shell', '«no shell»')
  const { document, documents, ranges } = opened('/w/o.yaml', text)
  const tests = opened(
    '/w/o.test.yaml',
    `policy: o.yaml\ncases:\n  - call: {tool: a.exec}\n    expect: {rule: "${document.policy?.policy.rules[0]?.label}"}\n`,
    documents,
  )
  const [inPolicy, inTests] = renamed(
    document,
    documents,
    document.text.positionAt(ranges[0]?.start ?? 0),
    'shells',
  ) as string[]
  assert.match(inPolicy ?? '', /label: shells\n/)
  const label = documents.get(document.uri)?.policy?.policy.rules[0]?.label ?? ''
  assert.equal(inTests, tests.document.text.getText().replace(label, label.replace('no shell', 'shells')))
})

test('a rule with a mode that can be flipped says so', () => {
  const flippable = (text: string) =>
    policyInfo(opened('/w/p.yaml', text).document)?.rules.map((rule) => rule.flippable === true)
  assert.deepEqual(flippable(policies.sandbox), [false])
  assert.deepEqual(flippable(policies.edictum), [true])
})

const routed = `orca: 1
policies:
  - name: «team»
    rules:
      - {priority: 1, label: no shell, tool_name_glob: '*.exec', verdict: deny}
  - name: other
keys:
  - {name: ci, firewall_policy: "«te‸am»"}
  - name: dev
    firewall_policy: other
`
const routedCases = `policy: o.yaml
cases:
  - call: {tool: a.exec, args: {}, policy_id: «team»}
    expect: {rule: «team»/no shell}
`

test('an inner policy is followed from its keys, and renamed in them, in calls and in labels', () => {
  const { document, documents, position, ranges } = opened('/w/o.yaml', routed)
  const tests = opened('/w/o.test.yaml', routedCases, documents)
  const [definition] = provideDefinition(document, documents.all(), position) ?? []
  assert.equal(definition?.range.start.line, 2)
  const references = provideReferences(document, documents.all(), position, true) ?? []
  assert.equal(references.length, ranges.length + tests.ranges.length)
  assert.equal((prepareRename(document, position) as { placeholder: string }).placeholder, 'team')
  const [inPolicy, inTests] = renamed(document, documents, position, 'squad') as string[]
  assert.equal(inPolicy, document.text.getText().replaceAll('team', 'squad'))
  assert.equal(inTests, tests.document.text.getText().replaceAll('team', 'squad'))
  assert.match(JSON.stringify(renamed(document, documents, position, 'other')), /already/)
})

test('a rule is renamed in every policy of a composition', () => {
  const layer = policies.edictum.replace('id: a', 'id: «‸a»')
  const { document, documents, position } = opened('/w/one.yaml', layer)
  opened('/w/two.yaml', policies.edictum, documents)
  opened('/w/alone.yaml', policies.edictum, documents)
  opened(
    '/w/both.test.yaml',
    'policy: [one.yaml, two.yaml]\ncases:\n  - call: {tool: read_file}\n    expect: {rule: a}\n',
    documents,
  )
  const found = provideReferences(document, documents.all(), position, true) ?? []
  assert.deepEqual(
    found.map(({ uri }) => uri.replace('file:///w/', '')),
    ['one.yaml', 'two.yaml', 'both.test.yaml'],
  )
})
