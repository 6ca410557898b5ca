/** The characters of which names, numbers and word operators are made. */
const wordCharacter = /[\p{Alphabetic}\p{N}_.-]/u
const alphanumeric = /[\p{Alphabetic}\p{N}_]/u

export function isWordCharacter(character: string): boolean {
  return wordCharacter.test(character)
}

/** Letters, digits of any script and `_`. */
export function isIdentifierCharacter(character: string): boolean {
  return alphanumeric.test(character)
}

export function isWhitespace(character: string): boolean {
  // Classes of Unicode are looked up when an expression is made, and most texts need none.
  return character <= '\x7f' ? /[\t-\r ]/.test(character) : /\p{White_Space}/u.test(character)
}

/** A number as Rust's `f64` reads it, infinities and NaN included; null for anything else. */
export function parseRustFloat(text: string): number | null {
  if (/^[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$/.test(text)) return Number(text)
  const special = /^([-+]?)(inf|infinity|nan)$/i.exec(text)
  if (special === null) return null
  if (special[2]?.toLowerCase() === 'nan') return Number.NaN
  return special[1] === '-' ? -Infinity : Infinity
}

/** Registry figures; the gateway takes a condition on one that it cannot look up for true. */
export const contextNumbers: readonly string[] = [
  'agent.depth',
  'agent.age',
  'agent.children_count',
  'team.active_agents',
  'team.parallel_agents',
  'team.budget_remaining',
]

/** Registry facts; a condition on one that cannot be looked up never holds. */
export const contextFacts: readonly string[] = [
  'agent.risk_tier',
  'agent.parent_agent_id',
  'agent.team_id',
  'agent.is_root',
  'agent.is_leaf',
  'child.tool',
  'child.risk_tier',
  'parent.risk_tier',
]

/** What the action itself says, each by its own kind of action. */
export const actionFields: readonly string[] = ['tool', 'path', 'url', 'method', 'command']
export const messageFields: readonly string[] = ['source.team_id', 'target.team_id', 'target.channel_id']

/** Every fixed variable; `args.…`, `tool_result` and `tool_result.…` come beside them. */
export const knownVariables: readonly string[] = [
  ...actionFields,
  'governance_level',
  ...contextNumbers,
  ...contextFacts,
  ...messageFields,
]

export const levels: readonly string[] = ['L0', 'L1', 'L2', 'L3']
export const tiers: readonly string[] = ['Low', 'Medium', 'High', 'Critical']
export const wordOperators: readonly string[] = ['contains', 'starts_with', 'in', 'not_in']
