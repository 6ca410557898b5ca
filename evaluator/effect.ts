/** What a policy says of a call, on the scale that all dialects share; weakest first. `error`: the policy could not decide. */
export type Effect = 'allow' | 'warn' | 'redact' | 'require_approval' | 'deny' | 'error'

/** Whether a policy's word counts, after overrides are resolved. */
export type Mode = 'enforce' | 'observe' | 'disabled'

/** What happens to the call. */
export type Applied = 'proceed' | 'sanitize' | 'hold' | 'block'

const strength: Record<Effect, number> = { allow: 0, warn: 1, redact: 2, require_approval: 3, deny: 4, error: 5 }

/** Compares two effects: negative when `a` is the weaker one, 0 when they are equal. */
export function compareEffects(a: Effect, b: Effect): number {
  return strength[a] - strength[b]
}

/** What `effect` does to a call under `mode`; only `enforce` changes anything. */
export function applyEffect(effect: Effect, mode: Mode): Applied {
  if (mode !== 'enforce') return 'proceed'
  switch (effect) {
    case 'allow':
    case 'warn':
      return 'proceed'
    case 'redact':
      return 'sanitize'
    case 'require_approval':
      return 'hold'
    case 'deny':
    case 'error':
      return 'block'
  }
}

/** True when the decision is a shadow event: above `allow`, and kept from being applied by the mode. */
export function isShadow(effect: Effect, mode: Mode): boolean {
  return mode === 'observe' && effect !== 'allow'
}
