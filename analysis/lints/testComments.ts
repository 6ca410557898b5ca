import type { DialectName } from '../../evaluator/policy.ts'
import type { Fix, Problem } from '../../evaluator/problem.ts'
import type { Range } from '../../evaluator/text.ts'
import { closestWord, didYouMean, oneOf } from '../../evaluator/words.ts'
import type { PolicyDocument } from '../policyDocument.ts'
import type { TestCase } from '../tests/testCase.ts'
import { testCommentsOf } from '../tests/testComment.ts'
import { type Lint, problemOf } from './lint.ts'

const effects = ['allow', 'warn', 'redact', 'require_approval', 'deny', 'error']

/** The verdicts of each dialect that are no effect words. */
const ownVerdicts: Readonly<Record<DialectName, readonly string[]>> = {
  'agent-assembly-sandbox': [],
  'agent-assembly': ['requires_approval'],
  edictum: ['would_deny', 'pending_approval', 'block'],
  capfence: ['default_deny'],
  safeclaw: ['ALLOW', 'DENY', 'REQUIRE_APPROVAL'],
  'safeclaw-json': ['require_approval'],
  authensor: ['rate_limited'],
  orca: ['audit', 'sanitize', 'pending_approval', 'observe'],
}

/** Tests that can only fail, because the rule or the verdict that they expect does not exist. */
export const testComments: Lint = (document) => {
  const { cases } = testCommentsOf(document.comments)
  if (cases.length === 0) return []
  const labels = document.policy.rules.map(({ label }) => label)
  const known = new Set(labels)
  return cases.flatMap((each) => [...aboutRule(document, each, labels, known), ...aboutVerdict(document, each)])
}

function aboutRule(
  { dialect, text }: PolicyDocument,
  { expect: { rule }, range }: TestCase,
  labels: readonly string[],
  known: ReadonlySet<string>,
): Problem[] {
  if (rule === undefined || known.has(rule) || (dialect.name === 'edictum' && isLimit(rule))) return []
  const message = `This policy has no rule \`${rule}\`, so this test can only fail.${didYouMean(rule, labels)}`
  const place = placeOf(text, range, rule)
  return [problemOf({ code: 'test-unknown-rule', range: place, message, fixes: rename(place, rule, labels) })]
}

function aboutVerdict({ dialect, text }: PolicyDocument, { expect: { verdict }, range }: TestCase): Problem[] {
  const words = [...effects, ...ownVerdicts[dialect.name]]
  if (verdict === undefined || words.includes(verdict)) return []
  const message = `No decision is \`${verdict}\`, so this test can only fail; write ${oneOf(words)}.${didYouMean(verdict, words)}`
  const start = range.start + Math.max(0, text.slice(range.start, range.end).lastIndexOf('=>'))
  const place = placeOf(text, { start, end: range.end }, verdict)
  return [problemOf({ code: 'test-unknown-verdict', range: place, message, fixes: rename(place, verdict, words) })]
}

/** Limits decide under names of their own, which no rule has. */
function isLimit(rule: string): boolean {
  return rule === 'max_attempts' || rule === 'max_tool_calls' || rule.startsWith('max_calls_per_tool:')
}

function placeOf(text: string, range: Range, word: string): Range {
  const at = text.slice(range.start, range.end).lastIndexOf(word)
  return at === -1 ? range : { start: range.start + at, end: range.start + at + word.length }
}

function rename(range: Range, word: string, words: readonly string[]): readonly Fix[] {
  const meant = range.end - range.start === word.length ? closestWord(word, words) : undefined
  if (meant === undefined) return []
  return [{ title: `Change to \`${meant}\``, edits: [{ range, newText: meant }], changesDecisions: true }]
}
