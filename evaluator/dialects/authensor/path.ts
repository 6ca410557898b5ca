import { plainScalar } from '../../conditions/plain.ts'
import { Float, Unknown } from '../../json/values.ts'
import type { Envelope } from './envelope.ts'

/** Reads a field of the envelope: plain values, undefined where there is none, `Unknown` where it was not stored. */
export type Getter = (envelope: Envelope) => unknown

/** Compiles a dotted path: lists by index or `length`, inherited members too, strings not entered. */
export function getterOf(path: string): Getter {
  if (path === 'action.type') return ({ type }) => plainScalar(type)
  if (path === 'action.resource') return ({ resource }) => plainScalar(resource)
  const parts = path.split('.')
  return (envelope) => {
    let at: unknown = envelope.root
    for (const part of parts) {
      if (at instanceof Unknown) return at
      if (typeof at !== 'object' || at === null || at instanceof Float) return undefined
      at = (at as Record<string, unknown>)[part]
    }
    return plainScalar(at)
  }
}
