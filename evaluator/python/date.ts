/** A Python `date` or `datetime`, which YAML 1.1 makes of `2024-01-31` and its like; equal to no JSON value. */
export class PythonDate {
  readonly kind: 'date' | 'datetime'
  /** What `str()` gives: `2024-01-31`, `2024-01-31 10:00:00+00:00`. */
  readonly text: string
  constructor(kind: 'date' | 'datetime', text: string) {
    this.kind = kind
    this.text = text
  }
  /** JSON as `json.dumps(default=str)` writes it. */
  toJSON(): string {
    return this.text
  }
}

const shape =
  /^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:(?:[Tt]|[ \t]+)([0-9]{1,2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]*))?(?:[ \t]*(?:(Z)|([-+])([0-9]{1,2})(?::([0-9]{2}))?))?)?$/

/** Reads a YAML 1.1 timestamp as PyYAML constructs it; a string names the Python exception it dies with. */
export function parseTimestamp(text: string): PythonDate | 'AttributeError' | 'ValueError' {
  const match = shape.exec(text)
  if (match === null) return 'AttributeError'
  const [, year, month, day, hour, minute, second, fraction, zulu, sign, zoneHour, zoneMinute] = match
  if (!isDay(Number(year), Number(month), Number(day))) return 'ValueError'
  const date = `${year}-${two(month)}-${two(day)}`
  if (hour === undefined) return new PythonDate('date', date)
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return 'ValueError'
  const micros = (fraction ?? '').slice(0, 6).padEnd(6, '0')
  const clock = `${two(hour)}:${minute}:${second}${Number(micros) === 0 ? '' : `.${micros}`}`
  const zone = zoneText(zulu, sign, zoneHour, zoneMinute)
  return zone === null ? 'ValueError' : new PythonDate('datetime', `${date} ${clock}${zone}`)
}

function zoneText(zulu?: string, sign?: string, hour?: string, minute = '00'): string | null {
  if (sign === undefined) return zulu === undefined ? '' : '+00:00'
  const minutes = Number(hour) * 60 + Number(minute)
  if (minutes >= 24 * 60) return null
  const [h, m] = [Math.floor(minutes / 60), minutes % 60].map((part) => two(String(part)))
  return `${minutes === 0 ? '+' : sign}${h}:${m}`
}

function isDay(year: number, month: number, day: number): boolean {
  if (year < 1 || month < 1 || month > 12 || day < 1) return false
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return day <= (month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31)
}

function two(digits = ''): string {
  return digits.padStart(2, '0')
}
