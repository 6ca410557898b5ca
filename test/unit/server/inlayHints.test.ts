import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nothingSeen, type Seen } from '../../../analysis/language/seen.ts'
import { provideDocumentLinks } from '../../../server/documentLinks.ts'
import { provideInlayHints } from '../../../server/inlayHints.ts'
import { opened, policies, textAt } from '../../support/opened.ts'

const everything = { start: { line: 0, character: 0 }, end: { line: 1e6, character: 0 } }

function hints(
  fixture: string,
  { seen = nothingSeen as Seen, drawsResults = true, path = '/w/p.yaml' } = {},
): string[] {
  const { document, documents } = opened(path, fixture)
  const found = provideInlayHints(document, { documents, seen, drawsResults }, everything) ?? []
  return found.map(({ position, label }) => {
    const start = { line: position.line, character: 0 }
    return `${textAt(document, { start, end: position }).trim()} → ${label}`
  })
}

test('inlay hints: what a glob matches among known tools', () => {
  assert.deepEqual(hints(policies.sandbox), ['tool_name: ba* → bash'])
  const seen = { ...nothingSeen, tools: () => [{ name: 'db.drop', count: 1 }] }
  assert.deepEqual(hints(policies.sandbox.replace('ba*', 'db.*'), { seen }), ['tool_name: db.* → db.drop'])
  assert.deepEqual(hints(policies.sandbox.replace('ba*', 'nope*')), ['tool_name: nope* → no known tool'])
  assert.deepEqual(hints(policies.sandbox.replace('ba*', 'bash')), [])
  assert.deepEqual(hints(policies.sandbox.replace('ba*', '"*"')), ['tool_name: "*" → every tool'])
})

test("inlay hints: a rule's real mode, where the text does not show it", () => {
  assert.deepEqual(hints(policies.edictum), [])
  assert.deepEqual(hints(policies.edictum.replace('type: pre', 'type: pre\n    enabled: false')), ['- id: a → off'])
})

test('inlay hints: results of test cases, for editors that do not draw them', () => {
  assert.deepEqual(hints(policies.sandbox.replace('ba*', 'bash'), { drawsResults: false }), [
    '# test: bash {command: rm -rf /} => deny by no-rm → ✓ deny · no-rm (observed)',
  ])
  const failing = policies.sandbox.replace('ba*', 'bash').replace('=> deny by', '=> allow by')
  assert.match(hints(failing, { drawsResults: false })[0] ?? '', /✗ expected allow, got deny/)
})

test('inlay hints: null for another kind of document', () => {
  const { document, documents } = opened('/w/c.yaml', 'services: {}\n')
  assert.equal(provideInlayHints(document, { documents, seen: nothingSeen, drawsResults: false }, everything), null)
})

function links(fixture: string, path: string, trusted = true): [string, string | undefined][] {
  const { document } = opened(path, fixture)
  const found = provideDocumentLinks(document, { folders: ['/w'], trusted }) ?? []
  return found.map(({ range, target }) => [textAt(document, range), target])
}

test('links: the policies of a test file, beside it', () => {
  const cases = 'policy: [base.yaml, "../q.yaml"]\ncases:\n  - call: {tool: x}\n    expect: deny\n'
  assert.deepEqual(links(cases, '/w/sub/p.test.yaml'), [
    ['base.yaml', 'file:///w/sub/base.yaml'],
    ['"../q.yaml"', 'file:///w/q.yaml'],
  ])
})

test('links: what a policy is extended by, from the working directory; not out of a folder without trust', () => {
  const policy = `extends: [base.yaml, ../out.yaml]\n${policies.capfence}`
  assert.deepEqual(
    links(policy, '/w/sub/p.yaml').map(([, target]) => target),
    ['file:///w/base.yaml', 'file:///out.yaml'],
  )
  assert.deepEqual(
    links(policy, '/w/sub/p.yaml', false).map(([, target]) => target),
    ['file:///w/base.yaml'],
  )
})

test('links: null for another kind of document', () => {
  const { document } = opened('/w/c.yaml', 'services: {}\n')
  assert.equal(provideDocumentLinks(document, { folders: [], trusted: true }), null)
})
