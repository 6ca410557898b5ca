/** A capability as the engine splits it: three fixed segments, the last of which keeps its dots. */
export interface Capability {
  readonly resource: string
  readonly action: string
  readonly scope: string
}

const alphabet = /^[a-zA-Z0-9_.*-]+\n?$/

/** Splits a capability at its first two dots; null where the engine's parser raises `ValueError`. */
export function parseCapability(text: string): Capability | null {
  if (!alphabet.test(text)) return null
  const first = text.indexOf('.')
  if (first === -1) return { resource: text, action: '*', scope: '*' }
  const second = text.indexOf('.', first + 1)
  const resource = text.slice(0, first)
  if (second === -1) return { resource, action: text.slice(first + 1), scope: '*' }
  return { resource, action: text.slice(first + 1, second), scope: text.slice(second + 1) }
}

/** Whether `granted` covers `required`; only a whole segment `*` on the granted side is a wildcard. */
export function covers(granted: Capability, required: Capability): boolean {
  return (
    (granted.resource === '*' || granted.resource === required.resource) &&
    (granted.action === '*' || granted.action === required.action) &&
    (granted.scope === '*' || granted.scope === required.scope)
  )
}

/** What the engine falls back to when one of the two does not parse: equal text, `*`, or the text before a final `.*`. */
export function fallsBackTo(rule: string, request: string): boolean {
  if (rule === '*' || rule === request) return true
  return rule.endsWith('.*') && request.startsWith(rule.slice(0, -2))
}

/** Whether a rule's capability matches a request, both as the engine reads them. */
export function matchesCapability(rule: string, parsed: Capability | null, request: string, asked: Capability | null) {
  return parsed !== null && asked !== null ? covers(parsed, asked) : fallsBackTo(rule, request)
}
