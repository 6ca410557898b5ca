import { escapeForDisplay, escapeLinesForDisplay } from '../audit/display.ts'
import type { RuleCount } from '../audit/rule-counts.ts'
import type { LoggedEvent } from '../audit/stored-event.ts'
import { subjectOf } from '../audit/subject.ts'
import type { ShadowEvent, ShadowRule } from './protocol.ts'

/** One row a rule, its counts added up under the effect it decided most often; the rule seen last comes first. */
export function groupRules(counts: readonly RuleCount[]): ShadowRule[] {
  const groups = Map.groupBy(counts, ({ policy, policyFile, rule }) => JSON.stringify([policy, policyFile, rule]))
  const rows = [...groups.values()].flatMap((group) => {
    const [main] = [...group].sort((a, b) => b.decided - a.decided || b.hits - a.hits)
    if (main === undefined) return []
    const lastSeen =
      group
        .map((each) => each.lastSeen)
        .sort()
        .at(-1) ?? ''
    const count = group.reduce((sum, { hits }) => sum + hits, 0)
    const { policy, policyFile, rule, effect } = main
    return { policy, policyFile, dialect: main.dialect ?? '', rule: rule === '' ? null : rule, effect, count, lastSeen }
  })
  return rows.sort((a, b) => (a.lastSeen < b.lastSeen ? 1 : -1))
}

/** An event as the view shows it, with everything that could hide or reorder text escaped. */
export function shownEvent(event: LoggedEvent): ShadowEvent {
  const { id, seq, time, agent, tool, tool_raw, effect, verdict, rule, reason, policy_file } = event
  const clean = (text: string | null | undefined) => escapeForDisplay(text ?? '')
  return {
    id,
    seq,
    time,
    agent: clean(agent),
    tool: clean(tool_raw ?? tool),
    subject: subjectOf(event),
    effect: effect ?? 'allow',
    verdict: clean(verdict),
    rule: rule === null || rule === undefined ? null : clean(rule),
    reason: clean(reason),
    policyFile: policy_file ?? '',
    json: escapeLinesForDisplay(JSON.stringify(event, null, 2)),
  }
}
