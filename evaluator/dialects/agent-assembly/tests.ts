import type { Truth } from '../../json/values.ts'
import { type Action, payloadText } from './action.ts'
import type { ActiveHours } from './model.ts'
import type { Question } from './plan.ts'

type Test = (question: Question) => Truth

/** Whether the call comes outside the hours: before `start`, or at `end` or later, as the clock of the zone shows. */
export function outsideHours({ start, end, timezone }: ActiveHours): Test {
  const clock = clockOf(timezone)
  let lastMinute = Number.NaN
  let outside = false
  return ({ now }) => {
    const minute = Math.floor(now / 60_000)
    if (minute !== lastMinute) {
      const time = clock(minute * 60_000)
      lastMinute = minute
      outside = time < start || time >= end
    }
    return outside
  }
}

function clockOf(timezone: string): (now: number) => string {
  try {
    const format = new Intl.DateTimeFormat('en-GB', {
      timeZone: timezone,
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    })
    return (now) => format.format(clamp(now))
  } catch {
    return () => ''
  }
}

function clamp(now: number): number {
  return Number.isFinite(now) ? Math.max(-8.64e15, Math.min(8.64e15, now)) : 0
}

/** Whether a request goes to a host that is not on the list; other actions never do. */
export function hostNotListed(allowlist: readonly string[]): Test {
  const exact = new Set<string>()
  const suffixes: string[] = []
  let anyHost = false
  for (const entry of allowlist.map(asciiLower)) {
    if (entry === '*') anyHost = true
    else if (entry.startsWith('*.')) suffixes.push(entry.slice(1))
    else exact.add(entry)
  }
  return ({ action }) => {
    if (action.kind !== 'NetworkRequest' || anyHost) return false
    const url = payloadText(action.payload)
    if (url === null) return 'unknown'
    const host = asciiLower(hostOf(url))
    return !exact.has(host) && !suffixes.some((suffix) => host.length > suffix.length && host.endsWith(suffix))
  }
}

/** The engine's own idea of a URL's host: after the first `://`, up to `/`, without a port; user names stay in it. */
function hostOf(url: string): string {
  const scheme = url.indexOf('://')
  if (scheme === -1) return ''
  const rest = url.slice(scheme + 3)
  const slash = rest.indexOf('/')
  return (slash === -1 ? rest : rest.slice(0, slash)).replace(/:[0-9]+$/, '')
}

function asciiLower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
}

/** Whether the capability that an action asks for is among the denied ones; who may not write may not delete either. */
export function capabilityDenied(denied: readonly string[]): Test {
  const isDenied = memberOf(denied)
  const isWriteDenied = denied.includes('file_write')
  return ({ action }) =>
    isDenied(action) || (isWriteDenied && action.kind === 'FileAccess' && action.detail === 'Delete')
}

/** Whether an action asks for a capability that a list which is not empty lacks. */
export function capabilityNotAllowed(allowed: readonly string[]): Test {
  const isAllowed = memberOf(allowed)
  return ({ action }) => action.kind !== 'SendMessage' && !isAllowed(action)
}

/** Whether the capability that an action asks for is listed; tools are looked up by their names alone. */
function memberOf(capabilities: readonly string[]): (action: Action) => boolean {
  const plain = new Set(capabilities)
  const prefix = 'mcp_tool:'
  const tools = new Set(capabilities.filter((one) => one.startsWith(prefix)).map((one) => one.slice(prefix.length)))
  return (action) => {
    if (action.kind === 'ToolCall' || action.kind === 'ToolResult') return tools.has(action.tool)
    return plain.has(capabilityOf(action) ?? '')
  }
}

/** The capability an action asks for; null for messages, which ask for none. */
export function capabilityOf(action: Action): string | null {
  switch (action.kind) {
    case 'ToolCall':
    case 'ToolResult':
      return `mcp_tool:${action.tool}`
    case 'FileAccess':
      if (action.detail === 'Read') return 'file_read'
      return action.detail === 'Delete' ? 'file_delete' : 'file_write'
    case 'NetworkRequest':
      return 'network_outbound'
    case 'ProcessExec':
      return 'terminal_exec'
    default:
      return null
  }
}
