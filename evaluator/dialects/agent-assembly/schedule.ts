import { closestWord } from '../../words.ts'
import type { Sourced } from '../../yaml/serde/typed.ts'
import type { Findings } from './findings.ts'
import type { ActiveHours } from './model.ts'
import { keysOf, type RawPolicy } from './raw.ts'
import { isTimeZone, timeZoneNames } from './timezones.ts'

/** The hours in which the policy allows anything at all; null for always. Stops at the first error, as the gateway does. */
export function checkHours(schedule: RawPolicy['values']['schedule'], found: Findings): ActiveHours | null {
  if (schedule === undefined) return null
  found.unknownKeys('schedule', schedule.read.unknown, keysOf.schedule ?? [])
  const hours = schedule.values.active_hours
  if (hours === undefined) return null
  const path = 'schedule.active_hours'
  found.unknownKeys(path, hours.read.unknown, keysOf[path] ?? [])
  const required = (key: 'start' | 'end' | 'timezone'): Sourced<string> | undefined => {
    const value = hours.values[key]
    if (value === undefined)
      found.add('value', `${path}.${key}`, hours.entry.key.range, `\`${path}\` needs \`${key}\`.`)
    return value
  }
  const time = (key: 'start' | 'end'): Sourced<string> | undefined => {
    const value = required(key)
    if (value === undefined || isTime(value.value)) return value
    const message = `\`${path}.${key}\` must be a time such as \`09:30\`: two digits, a colon, two digits.`
    found.add('value', `${path}.${key}`, value.node.range, message)
    return undefined
  }
  const start = time('start')
  const end = start && time('end')
  if (start === undefined || end === undefined) return null
  if (start.value >= end.value) {
    const message = '`start` must be earlier than `end`; hours across midnight cannot be stated.'
    found.add('value', path, end.node.range, message)
    return null
  }
  const timezone = required('timezone')
  if (timezone === undefined) return null
  if (!checkTimeZone(`${path}.timezone`, timezone, found)) return null
  return {
    range: hours.entry.range,
    nameRange: hours.entry.key.range,
    start: start.value,
    end: end.value,
    timezone: timezone.value,
  }
}

/** Reports a time zone that the engine does not know under exactly this name. */
export function checkTimeZone(field: string, { value, node }: Sourced<string>, found: Findings): boolean {
  if (isTimeZone(value)) return true
  const known = timeZoneNames()
  const exact = known.find((name) => name.toLowerCase() === value.toLowerCase())
  const near = exact === undefined ? known : [exact]
  const message = `There is no time zone \`${value}\`.`
  if (closestWord(value, near) === undefined)
    found.add('value', field, node.range, `${message} Use one such as \`Europe/Berlin\` or \`UTC\`.`)
  else found.unknownWord(field, node, value, near, message)
  return false
}

/** Two halves of two bytes each that read as numbers below 24 and 60; `+9` is such a number. */
function isTime(text: string): boolean {
  const [, hours, minutes] = /^([0-9]{2}|\+[0-9]):([0-9]{2}|\+[0-9])$/.exec(text) ?? []
  return hours !== undefined && Number(hours) < 24 && Number(minutes) < 60
}
