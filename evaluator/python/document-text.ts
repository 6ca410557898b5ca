import { keysOf } from '../json/order.ts'
import { Float, Unknown } from '../json/values.ts'
import { PythonBytes } from './bytes.ts'
import { PythonDate } from './date.ts'
import { PythonBundle, PythonCycle, PythonDict, type PythonValue } from './document-value.ts'
import { floatRepr, stringRepr } from './text.ts'

/** Stands for a value that was not stored: a character that `repr()` itself never writes. */
export const unknownText = '\0'

/** `str(value)`. Integers of more than 4,300 digits, for which Python raises `ValueError`, are the caller's to refuse. */
export function documentStr(value: PythonValue): string {
  if (typeof value === 'string') return value
  return value instanceof PythonDate ? value.text : documentRepr(value)
}

/** `repr(value)`, as Python 3.11 writes it: `pythonRepr` for what only documents hold too, and with the text's own order of keys. */
export function documentRepr(value: PythonValue): string {
  switch (typeof value) {
    case 'string':
      return stringRepr(value)
    case 'boolean':
      return value ? 'True' : 'False'
    case 'number':
      return Number.isInteger(value) ? String(value) : floatRepr(value)
    case 'bigint':
      return value.toString()
    default:
      return value === null ? 'None' : reprObject(value)
  }
}

function reprObject(value: Exclude<PythonValue, null | string | number | bigint | boolean>): string {
  if (Array.isArray(value)) return `[${(value as readonly PythonValue[]).map(documentRepr).join(', ')}]`
  if (value instanceof Float) return floatRepr(value.value)
  if (value instanceof PythonDate) return reprDate(value)
  if (value instanceof PythonDict) return reprDict(value.entries)
  if (value instanceof PythonBundle) return reprBundle(value)
  if (value instanceof PythonBytes || value instanceof PythonCycle) return value.text
  if (value instanceof Unknown) return unknownText
  return reprJson(value as { readonly [key: string]: PythonValue })
}

/** JavaScript puts keys like `0` first: only an object that begins with one can have another order in its text. */
function reprJson(object: { readonly [key: string]: PythonValue }): string {
  let text = ''
  for (const key in object) {
    if (text === '') {
      if (key >= '0' && key < ':') return reprInOrder(object)
      text = `{${stringRepr(key)}: `
    } else text += `, ${stringRepr(key)}: `
    text += documentRepr(object[key] as PythonValue)
  }
  return text === '' ? '{}' : `${text}}`
}

function reprInOrder(object: { readonly [key: string]: PythonValue }): string {
  return `{${keysOf(object)
    .map((key) => `${stringRepr(key)}: ${documentRepr(object[key] as PythonValue)}`)
    .join(', ')}}`
}

function reprDict(entries: PythonDict['entries']): string {
  return `{${entries.map(([key, value]) => `${documentRepr(key)}: ${documentRepr(value)}`).join(', ')}}`
}

/** The order of a set's members is Python's own affair; ours is the document's. */
function reprBundle({ kind, items }: PythonBundle): string {
  const inner = items.map(documentRepr).join(', ')
  if (kind === 'tuple') return `(${inner})`
  return items.length === 0 ? 'set()' : `{${inner}}`
}

function reprDate(date: PythonDate): string {
  const [day = '', clock = ''] = date.text.split(' ')
  const ymd = day.split('-').map(Number).join(', ')
  if (date.kind === 'date') return `datetime.date(${ymd})`
  const [, hms = '', fraction, zone] = /^([0-9:]+)(?:\.([0-9]+))?([-+].*)?$/.exec(clock) ?? []
  const [hour, minute, second] = hms.split(':').map(Number)
  const micro = Number(fraction ?? 0)
  const parts = [ymd, hour, minute, ...(second || micro ? [second] : []), ...(micro ? [micro] : [])]
  return `datetime.datetime(${parts.join(', ')}${zone === undefined ? '' : `, tzinfo=${reprZone(zone)}`})`
}

function reprZone(zone: string): string {
  const [hours = 0, minutes = 0] = zone.slice(1).split(':').map(Number)
  const seconds = hours * 3600 + minutes * 60
  if (seconds === 0) return 'datetime.timezone.utc'
  const delta = zone[0] === '-' ? `days=-1, seconds=${86400 - seconds}` : `seconds=${seconds}`
  return `datetime.timezone(datetime.timedelta(${delta}))`
}
