import type { Range } from '../../evaluator/text.ts'
import type { TestCase } from '../tests/testCase.ts'
import { testCommentsOf } from '../tests/testComment.ts'
import { agentsTool } from './agentsTool.ts'
import { unknownRule, unknownVerdict } from './expectations.ts'
import type { Lint } from './lint.ts'

/** Tests that can only fail, because the rule or the verdict that they expect does not exist, and tests about no hook's call. */
export const testComments: Lint = ({ comments, policy, text }) => {
  const { cases } = testCommentsOf(comments)
  if (cases.length === 0) return []
  const own = cases.flatMap((testCase) => agentsTool(policy, testCase, toolOf(text, testCase)))
  const expectable = { dialect: policy.dialect, labels: policy.rules.map(({ label }) => label) }
  const expected = cases.flatMap(({ expect: { rule, verdict }, range }) => {
    const arrow = range.start + Math.max(0, text.slice(range.start, range.end).lastIndexOf('=>'))
    return [
      ...(rule === undefined ? [] : unknownRule(expectable, rule, placeOf(text, range, rule))),
      ...(verdict === undefined
        ? []
        : unknownVerdict(expectable, verdict, placeOf(text, { start: arrow, end: range.end }, verdict))),
    ]
  })
  return [...own, ...expected]
}

/** Where the tool of a test comment stands; null where its name is written otherwise than it reads. */
function toolOf(text: string, { call, range }: TestCase): Range | null {
  const at = text.indexOf(call.tool, range.start + text.slice(range.start, range.end).indexOf(':'))
  return at === -1 || at >= range.end ? null : { start: at, end: at + call.tool.length }
}

function placeOf(text: string, range: Range, word: string): Range {
  const at = text.slice(range.start, range.end).lastIndexOf(word)
  return at === -1 ? range : { start: range.start + at, end: range.start + at + word.length }
}
