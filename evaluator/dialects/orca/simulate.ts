import type { Json } from '../../json/values.ts'
import { levels } from './levels.ts'
import { load } from './load.ts'
import { readyPolicy } from './ready.ts'
import { Subject } from './subject.ts'
import { targetPolicy } from './target.ts'
import { levelNames, surfaces } from './words.ts'

/** A recorded call as far as a level can judge it: where it was seen, and its tool. */
export interface SeenCall {
  readonly surface: string
  readonly tool_name: string
}

/**
 * What a level would have done with recorded calls: blocked by its deny rules, and by its default apart from those. Gives
 * names and counts, never arguments; `{error: 'level'}` for a level that does not exist.
 */
export function simulate(level: Json, events: readonly SeenCall[], translate: (tool: string) => string): Json {
  const known = levelNames.find((name) => name === level)
  if (known === undefined) return { error: 'level' }
  const policy = targetPolicy(load({ path: known, text: levels[known] }, []).policies)
  const ready = policy && readyPolicy(policy)
  const rows = new Map<string, { tool_name: string; rule_label: string; count: number }>()
  let [byRules, byDefault] = [0, 0]
  for (const event of events) {
    const tool = translate(event.tool_name)
    const surface = surfaces.find((name) => name === event.surface) ?? 'response'
    const judged = ready?.judge(new Subject({ tool, args: {} }, surface, tool), 'enforce')
    if (judged?.decision.effect !== 'deny') continue
    if (judged.rule === null) {
      byDefault++
      continue
    }
    byRules++
    const row = rows.get(tool) ?? { tool_name: tool, rule_label: judged.rule.label, count: 0 }
    row.count++
    rows.set(tool, row)
  }
  const tools = [...rows.values()].sort((a, b) => b.count - a.count || (a.tool_name < b.tool_name ? -1 : 1))
  return { level: known, total_events: events.length, would_block: byRules, would_block_by_default: byDefault, tools }
}
