import { isObject, type Json } from '../../evaluator/json/values.ts'
import type { DialectName } from '../../evaluator/policy.ts'

/** What every dialect may be given, and what each key takes. */
const common: Readonly<Record<string, { readonly takes: string; readonly fits: (value: Json) => boolean }>> = {
  now: { takes: 'a time, ISO 8601', fits: (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)) },
  cwd: { takes: 'a path', fits: (value) => typeof value === 'string' },
  env: { takes: 'an object of variables', fits: (value) => isObject(value) },
  session: { takes: 'a name', fits: (value) => typeof value === 'string' },
  mode: { takes: '`enforce` or `observe`', fits: (value) => value === 'enforce' || value === 'observe' },
}

/** What only one dialect asks for, as its page says. */
const own: Readonly<Record<DialectName, readonly string[]>> = {
  'agent-assembly': ['cascade', 'level'],
  'agent-assembly-sandbox': [],
  authensor: ['rateCounts', 'sessionContext'],
  capfence: ['approved', 'grants'],
  edictum: ['approval'],
  orca: [],
  safeclaw: [],
  'safeclaw-json': ['workspace'],
}

/** The keys of `given` that policies of these dialects read (`givenFromJson`). */
export function givenKeys(dialects: readonly DialectName[]): string[] {
  return [...new Set([...Object.keys(common), ...dialects.flatMap((dialect) => own[dialect])])]
}

/** What a key of `given` takes, where `value` is something else, which would be passed over; null where it fits. */
export function givenMisfit(key: string, value: Json): string | null {
  const expected = Object.hasOwn(common, key) ? common[key] : undefined
  return expected === undefined || expected.fits(value) ? null : `takes ${expected.takes} for ${JSON.stringify(key)}`
}

/** What policies of these dialects would not read of `given`, in one sentence; null when they read all. */
export function givenProblem(given: { readonly [key: string]: Json }, dialects: readonly DialectName[]): string | null {
  const known = givenKeys(dialects)
  for (const [key, value] of Object.entries(given)) {
    if (!known.includes(key)) return `knows no key ${JSON.stringify(key)}; it knows ${known.join(', ')}`
    const misfit = givenMisfit(key, value)
    if (misfit !== null) return misfit
  }
  return null
}
