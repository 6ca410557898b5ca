import type { Range } from '../../evaluator/text.ts'
import { testCommentsOf } from '../tests/testComment.ts'
import { unknownRule, unknownVerdict } from './expectations.ts'
import type { Lint } from './lint.ts'

/** Tests that can only fail, because the rule or the verdict that they expect does not exist. */
export const testComments: Lint = ({ comments, policy, text }) => {
  const { cases } = testCommentsOf(comments)
  if (cases.length === 0) return []
  const expectable = { dialect: policy.dialect, labels: policy.rules.map(({ label }) => label) }
  return cases.flatMap(({ expect: { rule, verdict }, range }) => {
    const arrow = range.start + Math.max(0, text.slice(range.start, range.end).lastIndexOf('=>'))
    return [
      ...(rule === undefined ? [] : unknownRule(expectable, rule, placeOf(text, range, rule))),
      ...(verdict === undefined
        ? []
        : unknownVerdict(expectable, verdict, placeOf(text, { start: arrow, end: range.end }, verdict))),
    ]
  })
}

function placeOf(text: string, range: Range, word: string): Range {
  const at = text.slice(range.start, range.end).lastIndexOf(word)
  return at === -1 ? range : { start: range.start + at, end: range.start + at + word.length }
}
