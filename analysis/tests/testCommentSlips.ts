import type { Fix } from '../../evaluator/problem.ts'
import type { Range } from '../../evaluator/text.ts'
import { closestWord } from '../../evaluator/words.ts'
import type { YamlComment } from '../../evaluator/yaml/comments.ts'

/** What people write where `=>` should stand. */
const arrowSlips = /-{1,2}>|={2,}>|=\s>|→|⇒/
const verdictWords = ['allow', 'warn', 'redact', 'require_approval', 'deny', 'error', 'block', 'audit', 'approve']

/** A slip in a comment that is meant as a test: where it stands, what it says, what should stand there. */
export interface Slip {
  readonly range: Range
  readonly typed: string
  readonly meant: string
}

/** The other arrow that stands where `=>` should; `at` is where `body` begins in the document. Null where none does. */
export function arrowSlip(body: string, at: number): Slip | null {
  const tail = body.lastIndexOf('}') + 1
  const rest = body.slice(tail)
  const typed = /(^|[^=])=>/.test(rest) ? undefined : arrowSlips.exec(rest)
  if (!typed) return null
  const start = at + tail + typed.index
  return { range: { start, end: start + typed[0].length }, typed: typed[0], meant: '=>' }
}

/** Whether what stands behind `test:` is meant as a test, though it has no `=>`: a call, or a word and a verdict. */
export function isMeantAsTest(body: string): boolean {
  const call = body.replace(/^as\s+\S+\s+/, '')
  return /^\S+\s*\{/.test(call) || arrowSlips.test(call) || /^\S+$/.test(withoutVerdict(call) ?? ' ')
}

function withoutVerdict(call: string): string | null {
  const [, before, last = ''] = /^(.*)\s(\S+)$/.exec(call) ?? []
  return verdictWords.includes(last.toLowerCase()) ? (before ?? null) : null
}

/** A comment that is a test but for the word it begins with: `tset:`, `Test:`, `test` without its colon; null for others. */
export function wordSlip({ text, range }: YamlComment): { readonly slip: Slip; readonly body: string } | null {
  const [, blank = '', word = '', colon = '', body = ''] =
    /^(#\s*)([A-Za-z]{3,6})(\s*:|(?=\s))\s*(.*)$/s.exec(text) ?? []
  const typed = `${word}${colon}`
  if (typed === 'test:' || closestWord(word, ['test', 'tests']) === undefined) return null
  const [, verdict] = /=>\s*(\S+)/.exec(body.slice(body.lastIndexOf('}') + 1)) ?? []
  const isCall = /^(?:as\s+\S+\s+)?\S+\s*\{/.test(body)
  if (verdict === undefined || !(isCall || verdictWords.includes(verdict.toLowerCase()))) return null
  const start = range.start + blank.length
  return { slip: { range: { start, end: start + typed.length }, typed, meant: 'test:' }, body }
}

/** The fix that puts right what was mistyped. */
export function fixOf({ range, meant }: Slip): Fix {
  return { title: `Change to \`${meant}\``, edits: [{ range, newText: meant }], changesDecisions: false }
}
