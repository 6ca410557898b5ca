import { member } from '../../conditions/plain.ts'

/** Whether a rule is in force at a time (milliseconds since the epoch); throws where the engine does. */
export type Activity = (now: number) => boolean

/** When a rule is in force; null for always. A rule that is no object and not null has no times. */
export function activityOf(rule: unknown): Activity | null {
  const expires = member(rule, 'expiresAt')
  const schedule = member(rule, 'schedule')
  if (!expires && !schedule) return null
  const limit = expires ? () => dateOf(expires) : () => Number.NaN
  return (now) => {
    if (limit() < now) return false
    if (!schedule) return true
    const date = new Date(now)
    return (
      hoursHold(member(schedule, 'hoursUtc'), date.getUTCHours()) &&
      daysHold(member(schedule, 'daysOfWeek'), date.getUTCDay())
    )
  }
}

function hoursHold(hours: unknown, hour: number): boolean {
  if (!hours || member(hours, 'length') !== 2) return true
  const [start, end] = hours as [number, number]
  return start <= end ? !(hour < start || hour >= end) : !(hour < start && hour >= end)
}

function daysHold(days: unknown, day: number): boolean {
  if (!days || !((member(days, 'length') as number) > 0)) return true
  return (days as number[]).includes(day)
}

/** The dates without a time that JavaScript reads as UTC. */
const dateAlone = /^(?:\d{4}|[-+]\d{6})(?:-\d\d(?:-\d\d)?)?$/
/** A zone behind a number, by name or as what is added to a time of day. */
const zoned = /\d.*?(?:(?<![a-z])(?:z|ut|(?:utc|gmt|[ecmp][ds]t)[a-z]*)(?![a-z])|:\s*\d.*[-+]\s*\d)/is

/** A date as the engine reads it on a machine whose clock shows UTC; NaN for what is no date, which never expires. */
function dateOf(value: unknown): number {
  const time = new Date(value as string).getTime()
  if (Number.isNaN(time) || typeof value === 'number' || typeof value === 'boolean') return time
  const text = String(value)
  if (dateAlone.test(text) || zoned.test(text.replace(/\([^()]*\)?/g, ' '))) return time
  return time - new Date(time).getTimezoneOffset() * 60_000
}
