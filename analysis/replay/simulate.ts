import { levels } from '../../evaluator/dialects/orca/levels.ts'
import type { Level } from '../../evaluator/dialects/orca/words.ts'
import { dialectNamed } from '../../evaluator/registry.ts'
import { readPolicyAs } from '../policyDocument.ts'
import { Questions } from './question.ts'
import type { ReplayWindow } from './report.ts'
import { type ReplaySource, weightsOf } from './source.ts'

/** What an autonomy level would block: names and counts, never arguments. */
export interface Simulation {
  readonly level: Level
  readonly window: ReplayWindow
  readonly total_events: number
  /** By its deny rules; what its default denies is counted apart. */
  readonly would_block: number
  readonly would_block_by_default: number
  readonly tools: readonly { readonly tool_name: string; readonly rule_label: string; readonly count: number }[]
  /** Calls that another system's log tells in words that a level does not know. */
  readonly not_judged: number
  /** Calls without a time, which no window holds. */
  readonly without_time: number
}

/** Judges every recorded call by its tool and surface alone, as a level's preview does. */
export function simulateLevel(source: ReplaySource, level: Level): Simulation {
  const orca = dialectNamed('orca')
  const counts = { byRule: 0, byDefault: 0, total: 0, notJudged: 0 }
  const tools = new Map<string, { tool_name: string; rule_label: string; count: number }>()
  const { policy } = readPolicyAs(orca as NonNullable<typeof orca>, level, levels[level])
  const questions = new Questions(source, orca as NonNullable<typeof orca>)
  const weights = weightsOf(source)
  for (let index = 0; index < source.calls.length; index++) {
    const weight = weights.counts[index] as number
    const call = questions.call(index)
    if (call === null) counts.notJudged += weight
    else counts.total += weight
    if (call === null || weight === 0) continue
    const { effect, rule } = policy.evaluate({ ...call, args: {} }, questions.given(index, 0), null)
    if (effect !== 'deny') continue
    if (rule === null) counts.byDefault += weight
    else {
      counts.byRule += weight
      const row = tools.get(call.tool) ?? { tool_name: call.tool, rule_label: rule, count: 0 }
      row.count += weight
      tools.set(call.tool, row)
    }
  }
  return {
    level,
    window: source.window,
    total_events: counts.total,
    would_block: counts.byRule,
    would_block_by_default: counts.byDefault,
    tools: [...tools.values()].sort((a, b) => b.count - a.count || (a.tool_name < b.tool_name ? -1 : 1)),
    not_judged: counts.notJudged,
    without_time: source.aside.reduce((sum, { reason, count }) => sum + (reason === 'without-time' ? count : 0), 0),
  }
}
