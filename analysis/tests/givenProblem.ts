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

/** What policies of these dialects would not read of `given` (`givenFromJson`), in one sentence; null when they read all. */
export function givenProblem(given: { readonly [key: string]: Json }, dialects: readonly DialectName[]): string | null {
  const known = [...Object.keys(common), ...dialects.flatMap((dialect) => own[dialect])]
  for (const [key, value] of Object.entries(given)) {
    if (!known.includes(key)) return `knows no key ${JSON.stringify(key)}; it knows ${[...new Set(known)].join(', ')}`
    const expected = Object.hasOwn(common, key) ? common[key] : undefined
    if (expected !== undefined && !expected.fits(value)) return `takes ${expected.takes} for ${JSON.stringify(key)}`
  }
  return null
}
