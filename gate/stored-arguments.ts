import { logKey } from '../audit/log-key.ts'
import type { ArgumentStorage } from '../audit/prepare.ts'
import type { ArgumentForm } from './call-settings.ts'
import type { GatePlace } from './place.ts'

/** How this log takes arguments in; without a key that can be read or made, `hash` stores none of them. */
export function argumentStorage(form: ArgumentForm | undefined, place: GatePlace): ArgumentStorage {
  let known: Uint8Array | null | undefined
  return {
    args: form ?? 'redacted',
    key: () => {
      if (known === undefined) {
        const key = logKey(place)
        known = key.ok ? key.value : null
      }
      return known
    },
  }
}
