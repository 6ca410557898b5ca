import { isDeepStrictEqual } from 'node:util'
import type { Call } from '../../evaluator/call.ts'
import type { Policy } from '../../evaluator/policy.ts'
import type { Problem } from '../../evaluator/problem.ts'
import type { Range } from '../../evaluator/text.ts'
import { agentsOwnName } from '../agentsOwnName.ts'
import { dryRun } from '../dryRun.ts'
import type { TestCase } from '../tests/testCase.ts'
import { testCommentsOf } from '../tests/testComment.ts'
import { unknownRule, unknownVerdict } from './expectations.ts'
import { type Lint, problemOf } from './lint.ts'

/** Tests that can only fail, because the rule or the verdict that they expect does not exist, and tests about no hook's call. */
export const testComments: Lint = ({ comments, policy, text }) => {
  const { cases } = testCommentsOf(comments)
  if (cases.length === 0) return []
  const own = cases.flatMap((testCase) => agentsTool(policy, text, testCase))
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

/** A test that names a tool as an agent does, where the policy has another name for it: no hook's call is judged as that. */
function agentsTool(policy: Policy, text: string, { call, given, before, counters, range }: TestCase): Problem[] {
  const decide = (asked: Call) => dryRun(policy, asked, given, before, counters).decision
  const own = agentsOwnName(policy.dialect, call, decide)
  if (own === null) return []
  const at = text.indexOf(call.tool, range.start + text.slice(range.start, range.end).indexOf(':'))
  const place = at === -1 || at >= range.end ? range : { start: at, end: at + call.tool.length }
  const { tool, args } = own.asked
  const edits = [{ range: place, newText: tool }]
  const isEnough = isDeepStrictEqual(args, call.args) && place !== range
  const fixes = isEnough ? [{ title: `Change to \`${tool}\``, edits, changesDecisions: false }] : []
  const message = `${own.says}, and a hook's call is judged as that; this test asks about another tool.`
  return [problemOf({ code: 'test-agents-tool', range: place, message, fixes })]
}

function placeOf(text: string, range: Range, word: string): Range {
  const at = text.slice(range.start, range.end).lastIndexOf(word)
  return at === -1 ? range : { start: range.start + at, end: range.start + at + word.length }
}
