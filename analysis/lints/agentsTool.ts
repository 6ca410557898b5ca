import { isDeepStrictEqual } from 'node:util'
import type { Call } from '../../evaluator/call.ts'
import type { Policy } from '../../evaluator/policy.ts'
import type { Problem } from '../../evaluator/problem.ts'
import type { Range } from '../../evaluator/text.ts'
import { agentsOwnName } from '../agentsOwnName.ts'
import { dryRun } from '../dryRun.ts'
import type { TestCase } from '../tests/testCase.ts'
import { problemOf } from './lint.ts'

/**
 * A test that names a tool as an agent does, where the policy has another name for it: no hook's call is judged as that.
 * `place` is where the tool's name stands, without quotes; the whole case, without a fix, where that is not known.
 */
export function agentsTool(policy: Policy, testCase: TestCase, place: Range | null): Problem[] {
  const { call, given, before, counters, range } = testCase
  const decide = (asked: Call) => dryRun(policy, asked, given, before, counters).decision
  const own = agentsOwnName(policy.dialect, call, decide)
  if (own === null) return []
  const { tool, args } = own.asked
  const isEnough = place !== null && isDeepStrictEqual(args, call.args)
  const fix = isEnough && {
    title: `Change to \`${tool}\``,
    edits: [{ range: place, newText: tool }],
    changesDecisions: false,
  }
  const message = `${own.says}, and a hook's call is judged as that; this test asks about another tool.`
  return [problemOf({ code: 'test-agents-tool', range: place ?? range, message, fixes: fix ? [fix] : [] })]
}
