import type { ToolNames } from '../../evaluator/call.ts'
import type { Dialect } from '../../evaluator/dialect.ts'
import { dialects } from '../../evaluator/registry.ts'

/** A name met in recorded calls, and how often. */
export interface SeenName {
  readonly name: string
  readonly count: number
}

/** What recorded calls can tell to the editor; answered from memory, since completion waits for nothing. */
export interface Seen {
  /** Tools in the agents' own words, or a policy's. */
  tools(): readonly SeenName[]
  /** Names of arguments in calls of `tool`, of any tool when it is undefined. */
  argumentsOf(tool: string | undefined): readonly SeenName[]
  agents(): readonly SeenName[]
  /** The user's own names for an agent's tools in policies of `dialect`, laid over the dialect's. */
  toolNames(dialect: string): ToolNames
}

export const nothingSeen: Seen = {
  tools: () => [],
  argumentsOf: () => [],
  agents: () => [],
  toolNames: () => ({}),
}

/** A tool's name as a policy may write it, and where it is known from. */
export interface KnownTool {
  readonly name: string
  readonly origin: string
  readonly count: number
}

/** The tools that a policy of this dialect may name: the agents' own in its words, and those in the log; most used first. */
export function knownTools(dialect: Dialect | null, seen: Seen): readonly KnownTool[] {
  const found = new Map<string, KnownTool>()
  const users = dialect === null ? {} : seen.toolNames(dialect.name)
  const mapped = Object.entries({ ...dialect?.toolNames, ...users })
  for (const [agents, name] of mapped) {
    const before = found.get(name)?.origin
    found.set(name, { name, origin: before ? `${before}, ${agents}` : agents, count: 0 })
  }
  if (Object.keys(dialect?.toolNames ?? {}).length === 0)
    for (const name of agentTools()) found.set(name, { name, origin: "an agent's own", count: 0 })
  for (const { name, count } of seen.tools()) {
    const inOwnWords = dialect?.fromAgent({ agent: 'sdk', agentLabel: '', tool: name, args: {} }, users).tool ?? name
    const before = found.get(inOwnWords)
    found.set(inOwnWords, {
      name: inOwnWords,
      origin: before?.origin ?? 'seen in the log',
      count: (before?.count ?? 0) + count,
    })
  }
  return [...found.values()].sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
}

/** The tools that coding agents bring, under their own names. */
function agentTools(): readonly string[] {
  return [...new Set(dialects.flatMap(({ toolNames }) => Object.keys(toolNames)))].sort()
}
