import { member } from '../../evaluator/conditions/plain.ts'
import { activityOf } from '../../evaluator/dialects/safeclaw-json/active.ts'
import type { PlacedRule, SafeclawJsonModel } from '../../evaluator/dialects/safeclaw-json/model.ts'
import type { Problem } from '../../evaluator/problem.ts'
import type { Range } from '../../evaluator/text.ts'
import { childOf, entryOf, type Node, stringOf } from '../../evaluator/yaml/node.ts'
import type { Code } from '../codes.ts'
import { type Lint, modelOf, problemOf } from './lint.ts'

const hour = 3_600_000
/** A Sunday at midnight, UTC. */
const sunday = Date.UTC(2026, 0, 4)

/** Times of a rule that never come, always hold, or are read as other times. */
export const safeclawJsonTimes: Lint = (document) => {
  const model = modelOf<SafeclawJsonModel>(document, 'safeclaw-json')
  return model === null ? [] : model.rules.flatMap(aboutRule)
}

function aboutRule({ node, value }: PlacedRule): Problem[] {
  if (node?.kind !== 'map') return []
  const schedule = childOf(node, 'schedule')
  return [
    ...inSimulator(node),
    ...aboutHours(childOf(schedule, 'hoursUtc'), inside(inside(value, 'schedule'), 'hoursUtc')),
    ...aboutDays(childOf(schedule, 'daysOfWeek')),
    ...aboutExpiry(childOf(node, 'expiresAt')),
  ]
}

function inside(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? member(value, key) : undefined
}

/** The control plane drops both keys when a policy is stored. */
function inSimulator(rule: Extract<Node, { kind: 'map' }>): Problem[] {
  return ['schedule', 'expiresAt'].flatMap((key) => {
    const entry = entryOf(rule, key)
    if (entry === undefined || (entry.value.kind === 'scalar' && !entry.value.value)) return []
    const message = `Only the local simulator reads \`${key}\`: the control plane drops it, and the rule then holds at all times.`
    return [problemOf({ code: 'safeclaw-json-simulator-only', range: entry.key.range, message })]
  })
}

function aboutHours(node: Node | undefined, hours: unknown): Problem[] {
  if (node === undefined || !hours) return []
  const active = activeHours(hours)
  const isPair = node.kind === 'list' && node.items.length === 2
  if (active === 0)
    return [say('safeclaw-json-hours', node.range, 'There is no hour at which this holds: the rule is never active.')]
  if (active === 24 && isPair)
    return [
      say(
        'safeclaw-json-hours',
        node.range,
        'This holds at every hour; hours are numbers from 0 to 24, without quotes.',
      ),
    ]
  if (stringOf(node)?.length === 2)
    return [
      say(
        'safeclaw-json-hours',
        node.range,
        'Each character of this text is taken for an hour; write a list of two numbers.',
      ),
    ]
  if (isPair && node.items.some(isFraction))
    return [say('safeclaw-json-hours', node.range, 'Only whole hours are compared: 9.5 begins at 10:00.')]
  return []
}

/** At how many hours of a day it is active; -1 where the engine dies of it. */
function activeHours(hours: unknown): number {
  try {
    const holds = activityOf({ schedule: { hoursUtc: hours } })
    if (holds === null) return 24
    return Array.from({ length: 24 }, (_, at) => holds(sunday + at * hour)).filter(Boolean).length
  } catch {
    return -1
  }
}

function isFraction(node: Node): boolean {
  return node.kind === 'scalar' && !/^"?-?[0-9]+"?$/.test(node.text)
}

function aboutDays(node: Node | undefined): Problem[] {
  if (node === undefined || (node.kind === 'scalar' && !node.value)) return []
  const code = 'safeclaw-json-days'
  if (stringOf(node) !== undefined)
    return [say(code, node.range, 'A text holds on the days whose digit stands in it; write a list of numbers.')]
  if (node.kind !== 'list')
    return [
      say(
        code,
        node.range,
        '`daysOfWeek` needs a list of numbers; anything else is not read, and the rule is always active.',
      ),
    ]
  return node.items.flatMap((item) => {
    const isNumber = item.kind === 'scalar' && /^-?[0-9.eE+]+$/.test(item.text) && typeof item.value !== 'string'
    return isNumber && !/^[0-6]$/.test(item.text)
      ? [say(code, item.range, 'Days are 0 for Sunday to 6 for Saturday: this one never comes.')]
      : []
  })
}

function aboutExpiry(node: Node | undefined): Problem[] {
  if (node?.kind !== 'scalar' || !node.value) return []
  const code = 'safeclaw-json-date'
  if (node.value === true)
    return [say(code, node.range, '`true` is the first moment of 1970 to the engine: the rule has expired.')]
  const [, year, month, day] = /^([0-9]{4})-([0-9]{2})-([0-9]{2})(?:$|T)/.exec(stringOf(node) ?? '')?.map(Number) ?? []
  if (year === undefined || month === undefined || day === undefined || month < 1 || month > 12) return []
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate()
  if (day <= days || Number.isNaN(Date.parse(stringOf(node) ?? ''))) return []
  return [say(code, node.range, `This month has ${days} days: the engine takes the date for one in the next.`)]
}

function say(code: Code, range: Range, message: string): Problem {
  return problemOf({ code, range, message })
}
