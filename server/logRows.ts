import { escapeForDisplay, escapeLinesForDisplay } from '../audit/display.ts'
import type { FacetCount, RunCount } from '../audit/facets.ts'
import type { EventFilter } from '../audit/filter.ts'
import type { ForeignEvent } from '../audit/readers/foreign-event.ts'
import type { Review } from '../audit/reviews.ts'
import type { LoggedEvent } from '../audit/stored-event.ts'
import { subjectOf } from '../audit/subject.ts'
import { cliCall } from './cliCall.ts'
import type { EventsFilter, Group, LogEvent } from './protocol/events.ts'

const hour = 3_600_000

/** A view's filter as the log knows it; the window begins with a full hour, as its counts do. `now` in ms. */
export function logFilter({ windowHours, rule, ...filter }: EventsFilter, now: number): EventFilter {
  const since = windowHours === undefined ? {} : { since: Math.floor(now / hour) * hour - windowHours * hour }
  return { ...filter, ...since, ...(rule !== undefined && { rule: rule ?? '' }) }
}

/** The groups of a view out of counts by effect, those seen last first. */
export function groupsOf(counts: readonly FacetCount[]): Group[] {
  const groups = Map.groupBy(counts, ({ policy, policyFile, rule, agent, tool }) =>
    JSON.stringify([policy, policyFile, rule, agent, tool]),
  )
  const rows = [...groups.values()].map((same): Group => {
    const [first] = same as [FacetCount, ...FacetCount[]]
    const effects: Record<string, number> = {}
    for (const { effect, count } of same) effects[effect] = (effects[effect] ?? 0) + count
    return {
      policy: first.policy,
      policyFile: first.policyFile,
      dialect: first.dialect ?? '',
      rule: first.rule === '' ? null : first.rule,
      agent: first.agent,
      tool: first.tool,
      session: '',
      effects,
      count: same.reduce((sum, { count }) => sum + count, 0),
      lastSeen: same.reduce((last, { lastSeen }) => (lastSeen > last ? lastSeen : last), ''),
    }
  })
  return rows.sort((a, b) => (a.lastSeen < b.lastSeen ? 1 : a.lastSeen > b.lastSeen ? -1 : 0))
}

/** A run as a group of its own. */
export function groupOfRun({ session, agent, count, lastSeen }: RunCount): Group {
  return { policy: '', policyFile: '', dialect: '', rule: null, agent, tool: '', session, effects: {}, count, lastSeen }
}

/** An event as views show it, with everything that could hide or reorder text escaped. */
export function shownLogEvent(
  event: LoggedEvent | ForeignEvent,
  { review = null, foreign, platform }: { review?: Review | null; foreign: boolean; platform: NodeJS.Platform },
): LogEvent {
  const clean = (text: string | null | undefined) => escapeForDisplay(text ?? '')
  const { id, seq, time, rule } = event
  return {
    id,
    seq,
    time,
    agent: clean(event.agent),
    session: event.session ?? '',
    tool: clean(event.tool_raw ?? event.tool),
    subject: subjectOf(event),
    effect: event.effect ?? 'allow',
    verdict: clean(event.verdict),
    mode: event.mode ?? '',
    applied: event.applied ?? '',
    dryRun: event.dry_run === true,
    rule: rule === null || rule === undefined ? null : clean(rule),
    reason: clean(event.reason),
    policy: event.policy ?? '',
    policyFile: event.policy_file ?? '',
    dialect: event.dialect ?? '',
    review,
    foreign,
    cliCall: foreign ? '' : cliCall(event, platform),
    json: escapeLinesForDisplay(JSON.stringify(event, null, 2)),
  }
}
