import { dirname, resolve } from 'node:path'
import { entriesOf } from '../analysis/outline/entries.ts'
import { unquoted } from '../analysis/outline/openers.ts'
import type { Range } from '../evaluator/text.ts'
import { type OpenDocument, shownVersion } from './documents.ts'

/** A place where a rule is named: where it stands, or a test that expects it. */
export interface RuleMention {
  readonly document: OpenDocument
  /** The name as written, quotes included. */
  readonly range: Range
  /** The rule's label, as decisions give it. */
  readonly label: string
  /** The part of the label that is written here: a label may begin with the name of an inner policy. */
  readonly name: string
  readonly kind: 'definition' | 'test'
}

/** Every place in a document that names a rule. */
export function mentionsIn(document: OpenDocument): readonly RuleMention[] {
  const shown = shownVersion(document)
  if (shown.tests !== null) return inTestFile(shown)
  return shown.policy === null ? [] : [...definitionsIn(shown), ...inComments(shown)]
}

/** The mention at an offset; undefined where no rule is named. */
export function mentionAt(document: OpenDocument, offset: number): RuleMention | undefined {
  return mentionsIn(document).find(({ range }) => range.start <= offset && offset <= range.end)
}

/** Every mention of the same rule among `all`: in its policy, in that policy's comments, and in tests of it. */
export function mentionsOf(mention: RuleMention, all: Iterable<OpenDocument>): readonly RuleMention[] {
  return concernedBy(mention.document, all)
    .flatMap(mentionsIn)
    .filter(({ label }) => label === mention.label)
}

/** The document itself, the policies that it is composed with or tests, and the tests of any of them. */
export function concernedBy(document: OpenDocument, all: Iterable<OpenDocument>): readonly OpenDocument[] {
  const documents = new Map([...all, document].map((each) => [each.uri, each]))
  const policies = new Set(policiesOf(document))
  for (const each of documents.values()) {
    const own = policiesOf(each)
    if (each.tests !== null && own.some((path) => policies.has(path))) for (const path of own) policies.add(path)
  }
  return [...documents.values()].filter((each) => policiesOf(each).some((path) => policies.has(path)))
}

/** The paths of the policies that a document is or tests. */
function policiesOf(document: OpenDocument): readonly string[] {
  const { path, policy, tests } = shownVersion(document)
  if (tests) return tests.policies.map((each) => resolve(dirname(path), each))
  return policy ? [path] : []
}

function definitionsIn(document: OpenDocument): RuleMention[] {
  const text = document.text.getText()
  return (document.policy?.policy.rules ?? []).flatMap(({ document: at, label, nameRange: range }) => {
    const name = unquoted(text.slice(range.start, range.end))
    const named = at === 0 && name !== '' && label.endsWith(name)
    return named ? [{ document, range, label, name, kind: 'definition' as const }] : []
  })
}

function inComments(document: OpenDocument): RuleMention[] {
  return (document.policy?.comments ?? []).flatMap(({ text, range }) => {
    const [, before, written] = /^(#\s*test:.*=>.*\sby\s+)(\S.*?)\s*$/.exec(text) ?? []
    if (before === undefined || written === undefined) return []
    const start = range.start + before.length
    const label = unquoted(written)
    return [{ document, range: { start, end: start + written.length }, label, name: label, kind: 'test' as const }]
  })
}

function inTestFile(document: OpenDocument): RuleMention[] {
  const found: RuleMention[] = []
  for (const { path, role, range, text } of entriesOf(document.text.getText())) {
    if (role !== 'value' || path.at(-1) !== 'rule' || path.at(-2) !== 'expect') continue
    found.push({ document, range, label: text, name: text, kind: 'test' })
  }
  return found
}
