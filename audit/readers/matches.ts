import { type EventFilter, logTime } from '../filter.ts'
import type { ForeignEvent } from './foreign-event.ts'
import { globMatches } from './glob.ts'

/**
 * Whether an event of another system's log is wanted, as the log's own filter has it. Null when `filter` asks for a time
 * and the event has none.
 */
export function matches(event: ForeignEvent, filter: EventFilter): boolean | null {
  const { only, agent, tool, session, kind, policy, policyFile, rule, effect, since, until } = filter
  if (only !== undefined && event.dry_run !== (only === 'shadow')) return false
  if (agent !== undefined && !globMatches(agent, event.agent ?? '')) return false
  if (tool !== undefined && ![event.tool, event.tool_raw].some((name) => name !== undefined && globMatches(tool, name)))
    return false
  if (session !== undefined && event.session !== session) return false
  if (kind !== undefined && event.kind !== kind) return false
  if (policy !== undefined && event.policy !== policy && event.policy_digest !== policy) return false
  if (policyFile !== undefined && event.policy_file !== policyFile) return false
  if (filter.policyNameOrFile !== undefined) {
    const [name, file] = filter.policyNameOrFile
    if (![event.policy, event.policy_digest].includes(name) && event.policy_file !== file) return false
  }
  if (rule !== undefined && (event.rule ?? '') !== rule && event.matched?.includes(rule) !== true) return false
  if (effect !== undefined && event.effect !== effect) return false
  if (since === undefined && until === undefined) return true
  if (event.time === '') return null
  return (since === undefined || event.time >= logTime(since)) && (until === undefined || event.time < logTime(until))
}
