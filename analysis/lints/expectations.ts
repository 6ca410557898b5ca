import type { DialectName } from '../../evaluator/policy.ts'
import type { Fix, Problem } from '../../evaluator/problem.ts'
import type { Range } from '../../evaluator/text.ts'
import { closestWord, didYouMean, oneOf } from '../../evaluator/words.ts'
import { problemOf } from './lint.ts'

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

/** What tests of one policy can expect. */
export interface Expectable {
  readonly dialect: DialectName
  readonly labels: readonly string[]
}

/** Says that no rule has the name that a test expects; nothing where one has. */
export function unknownRule({ dialect, labels }: Expectable, rule: string, range: Range): Problem[] {
  if (labels.includes(rule) || (dialect === 'edictum' && isLimit(rule))) return []
  const message = `This policy has no rule \`${rule}\`, so this test can only fail.${didYouMean(rule, labels)}`
  return [problemOf({ code: 'test-unknown-rule', range, message, fixes: rename(range, rule, labels) })]
}

/** Says that no decision is what a test expects; nothing where one can be. */
export function unknownVerdict({ dialect }: Expectable, verdict: string, range: Range): Problem[] {
  const words = [...effects, ...ownVerdicts[dialect]]
  if (words.includes(verdict)) return []
  const message = `No decision is \`${verdict}\`, so this test can only fail; write ${oneOf(words)}.${didYouMean(verdict, words)}`
  return [problemOf({ code: 'test-unknown-verdict', range, message, fixes: rename(range, verdict, words) })]
}

/** Limits decide under names of their own, which no rule has. */
function isLimit(rule: string): boolean {
  return rule === 'max_attempts' || rule === 'max_tool_calls' || rule.startsWith('max_calls_per_tool:')
}

function rename(range: Range, word: string, words: readonly string[]): readonly Fix[] {
  const meant = range.end - range.start === word.length ? closestWord(word, words) : undefined
  if (meant === undefined) return []
  return [{ title: `Change to \`${meant}\``, edits: [{ range, newText: meant }], changesDecisions: true }]
}
