import type { CountPoint, RuleCount } from '../audit/rule-counts.ts'
import type { CardCounts } from '../audit/view-messages.ts'
import type { Summary, SummaryPoint } from './protocol/events.ts'
import type { LogState } from './protocol.ts'

const hour = 3_600_000
const day = 24 * hour
/** A picture of more hours than this is drawn in days. */
const mostHours = 72

/** Whether a window is drawn in hours or in days. */
export function grainOf(windowHours: number): 'hour' | 'day' {
  return windowHours <= mostHours ? 'hour' : 'day'
}

/** The figures of a policy's card; `now` in ms since the epoch. */
export function summaryOf(
  { counts, points, reviews }: CardCounts,
  { windowHours, now, state }: { readonly windowHours: number; readonly now: number; readonly state: LogState },
): Summary {
  const shadow = counts.filter(({ dryRun }) => dryRun)
  const by = grainOf(windowHours)
  const would = (...effects: string[]) => sum(shadow.filter(({ effect }) => effects.includes(effect)))
  const reviewed = (word: string) =>
    reviews.filter(({ review }) => review === word).reduce((total, { count }) => total + count, 0)
  return {
    state,
    windowHours,
    decisions: sum(counts),
    // What a policy cannot decide is denied once it is enforced.
    wouldDeny: would('deny', 'error'),
    wouldRedact: would('redact'),
    wouldRequireApproval: would('require_approval'),
    wouldWarn: would('warn'),
    topRule: topRule(shadow),
    truePositives: reviewed('true_positive'),
    falsePositives: reviewed('false_positive'),
    lastShadowEvent: shadow.reduce((last, { lastSeen }) => (lastSeen > last ? lastSeen : last), ''),
    over: overTime(points, by, now - windowHours * hour, now),
    by,
  }
}

const sum = (counts: readonly RuleCount[]) => counts.reduce((total, { decided }) => total + decided, 0)

function topRule(shadow: readonly RuleCount[]): Summary['topRule'] {
  const decided = new Map<string, number>()
  for (const { rule, decided: count } of shadow) if (rule !== '') decided.set(rule, (decided.get(rule) ?? 0) + count)
  const [top] = [...decided]
    .filter(([, count]) => count > 0)
    .sort(([a, most], [b, more]) => more - most || (a < b ? -1 : 1))
  return top === undefined ? null : { rule: top[0], count: top[1] }
}

/** One point for each hour or day that the window touches, also for those without events. */
function overTime(points: readonly CountPoint[], by: 'hour' | 'day', from: number, to: number): SummaryPoint[] {
  const step = by === 'hour' ? hour : day
  const byStart = Map.groupBy(
    points.filter(({ dryRun }) => dryRun),
    ({ start }) => start,
  )
  const over: SummaryPoint[] = []
  for (let at = Math.floor(from / step) * step; at <= to; at += step) {
    const start = new Date(at).toISOString()
    const effects: Record<string, number> = {}
    for (const { effect, decisions } of byStart.get(start) ?? []) effects[effect] = (effects[effect] ?? 0) + decisions
    over.push({ start, effects })
  }
  return over
}
