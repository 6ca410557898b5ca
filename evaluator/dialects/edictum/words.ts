/** The words of one of the two vocabularies: `ContractBundle` (engine 0.16 and older) and `Ruleset` (0.17 and younger). */
export interface Words {
  readonly kind: 'ContractBundle' | 'Ruleset'
  /** The key of the list that holds what decides, and what one of its entries is called. */
  readonly list: 'contracts' | 'rules'
  readonly one: 'contract' | 'rule'
  readonly effectKey: 'effect' | 'action'
  readonly timeoutKey: 'timeout_effect' | 'timeout_action'
  /** The two words that differ between the vocabularies. */
  readonly deny: 'deny' | 'block'
  readonly approve: 'approve' | 'ask'
  /** How the engine names the class method in its own error texts. */
  readonly failMethod: string
}

export const contractBundle: Words = {
  kind: 'ContractBundle',
  list: 'contracts',
  one: 'contract',
  effectKey: 'effect',
  timeoutKey: 'timeout_effect',
  deny: 'deny',
  approve: 'approve',
  failMethod: 'edictum.contracts.Verdict.fail()',
}

export const ruleset: Words = {
  kind: 'Ruleset',
  list: 'rules',
  one: 'rule',
  effectKey: 'action',
  timeoutKey: 'timeout_action',
  deny: 'block',
  approve: 'ask',
  failMethod: 'edictum.rules.Decision.fail()',
}

/** The other vocabulary's keys and words → those of `words`. */
export function renamedTo(words: Words): ReadonlyMap<string, string> {
  const other = words === ruleset ? contractBundle : ruleset
  const keys = ['kind', 'list', 'effectKey', 'timeoutKey', 'deny', 'approve'] as const
  return new Map(keys.map((key) => [other[key], words[key]]))
}

export const modes = ['enforce', 'observe'] as const
export const sideEffects = ['pure', 'read', 'write', 'irreversible'] as const
export type SideEffect = (typeof sideEffects)[number]

export const contractTypes = ['pre', 'post', 'session', 'sandbox'] as const
export type ContractType = (typeof contractTypes)[number]

/** A contract's `type` as the engine names it in its records. */
export const recordTypes: Readonly<Record<ContractType, string>> = {
  pre: 'precondition',
  post: 'postcondition',
  session: 'session_contract',
  sandbox: 'sandbox',
}

export const operators = [
  'exists',
  'equals',
  'not_equals',
  'in',
  'not_in',
  'contains',
  'contains_any',
  'starts_with',
  'ends_with',
  'matches',
  'matches_any',
  'gt',
  'gte',
  'lt',
  'lte',
] as const
export type Operator = (typeof operators)[number]

/** Limits that hold even where no session contract sets any. */
export const defaultLimits = { maxAttempts: 500, maxToolCalls: 200 } as const
export const defaultTimeout = 300
export const defaultEnvironment = 'production'
export const maxBytes = 1_048_576
export const maxMessage = 500
export const maxPlaceholder = 200
export const maxMatched = 10_000
