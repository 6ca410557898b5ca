/** The plain capabilities in the order in which the engine sorts them; named ones stand between. */
const order = [
  'file_read',
  'file_write',
  'file_delete',
  'network_outbound',
  'network_inbound',
  'terminal_exec',
  'mcp_tool:',
  'model:',
  'agent_spawn',
] as const

/** The capability words that stand alone. */
export const plainCapabilities: readonly string[] = order.filter((word) => !word.endsWith(':'))

/** What is wrong with a capability; null when the engine knows it. */
export function capabilityError(text: string): string | null {
  if (plainCapabilities.includes(text)) return null
  for (const kind of ['mcp_tool:', 'model:']) {
    if (text === kind) return `A name must follow \`${kind}\`.`
    if (text.startsWith(kind)) return null
  }
  return `There is no capability \`${text}\`.`
}

/** Whether an action can ever ask for it; the others govern nothing. */
export function isEnforceable(capability: string): boolean {
  return capability !== 'network_inbound' && capability !== 'agent_spawn' && !capability.startsWith('model:')
}

/** The capabilities without repetition, in the engine's own order (the digest depends on it). */
export function sortCapabilities(capabilities: readonly string[]): readonly string[] {
  return [...new Set(capabilities)].sort((a, b) => rank(a) - rank(b) || compareUtf8(a, b))
}

/** Compares by code points, which is how Rust orders strings. */
export function compareUtf8(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length)
  for (let i = 0; i < shorter; i++) {
    const [left, right] = [a.charCodeAt(i), b.charCodeAt(i)]
    if (left === right) continue
    const [leftPair, rightPair] = [left >= 0xd800 && left < 0xe000, right >= 0xd800 && right < 0xe000]
    return leftPair === rightPair ? left - right : leftPair ? 1 : -1
  }
  return a.length - b.length
}

function rank(capability: string): number {
  const colon = capability.indexOf(':')
  return order.indexOf((colon === -1 ? capability : capability.slice(0, colon + 1)) as (typeof order)[number])
}
