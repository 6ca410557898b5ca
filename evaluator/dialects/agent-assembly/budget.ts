import { oneOf } from '../../words.ts'
import type { Sourced } from '../../yaml/serde/typed.ts'
import { parseDuration } from './duration.ts'
import type { Findings } from './findings.ts'
import type { BudgetSection } from './model.ts'
import { keysOf, type RawPolicy } from './raw.ts'
import { checkTimeZone } from './schedule.ts'

const actions: readonly string[] = ['deny', 'suspend']

/** The spending limits; team limits are checked but, as in the engine's digest, not part of the document's identity. */
export function checkBudget(budget: RawPolicy['values']['budget'], found: Findings): BudgetSection | null {
  if (budget === undefined) return null
  found.unknownKeys('budget', budget.read.unknown, keysOf.budget ?? [])
  const number = (key: string): Sourced<number> | undefined => budget.values[key] as Sourced<number> | undefined
  const text = (key: string): Sourced<string> | undefined => budget.values[key] as Sourced<string> | undefined
  for (const who of ['', 'team_', 'org_']) {
    checkPair(`${who}daily_limit_usd`, `${who}monthly_limit_usd`, number, found)
  }
  const timezone = text('timezone')
  if (timezone !== undefined) checkTimeZone('budget.timezone', timezone, found)
  return {
    range: budget.entry.range,
    nameRange: budget.entry.key.range,
    daily: number('daily_limit_usd')?.value ?? null,
    monthly: number('monthly_limit_usd')?.value ?? null,
    orgDaily: number('org_daily_limit_usd')?.value ?? null,
    orgMonthly: number('org_monthly_limit_usd')?.value ?? null,
    timezone: timezone?.value ?? null,
    suspends: checkExceeded(text('action_on_exceed'), found),
    window: checkWindow(text('window'), found),
  }
}

function checkPair(
  daily: string,
  monthly: string,
  number: (key: string) => Sourced<number> | undefined,
  found: Findings,
): void {
  const [day, month] = [number(daily), number(monthly)]
  for (const [key, limit] of [
    [daily, day],
    [monthly, month],
  ] as const) {
    if (limit === undefined || !(limit.value <= 0)) continue
    found.add('value', `budget.${key}`, limit.node.range, `\`budget.${key}\` must be greater than 0.`)
  }
  if (day === undefined || month === undefined || !(month.value < day.value)) return
  found.add('value', `budget.${monthly}`, month.node.range, `\`budget.${monthly}\` must not be less than \`${daily}\`.`)
}

function checkExceeded(action: Sourced<string> | undefined, found: Findings): boolean {
  if (action === undefined || actions.includes(action.value)) return action?.value === 'suspend'
  const message = `\`budget.action_on_exceed\` must be ${oneOf(actions)}, not \`${action.value}\`.`
  found.unknownWord('budget.action_on_exceed', action.node, action.value, actions, message)
  return false
}

function checkWindow(window: Sourced<string> | undefined, found: Findings): bigint | null {
  if (window === undefined) return null
  const duration = parseDuration(window.value)
  if (duration !== null && duration > 0n) return duration
  const message = '`budget.window` must be a duration above zero such as `30m` or `1h 30m`.'
  found.add('value', 'budget.window', window.node.range, message)
  return null
}
