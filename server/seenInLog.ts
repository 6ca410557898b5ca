import type { Seen, SeenName } from '../analysis/language/seen.ts'
import type { LoggedEvent } from '../audit/stored-event.ts'
import type { ToolNames } from '../evaluator/call.ts'
import { isObject } from '../evaluator/json/values.ts'

type Counts = Map<string, number>
const mostNames = 500

/** Counts the names in recorded calls, as they come from the log. */
export class SeenInLog implements Seen {
  private readonly toolCounts: Counts = new Map()
  private readonly agentCounts: Counts = new Map()
  private readonly argumentCounts = new Map<string, Counts>()
  private readonly anyArguments: Counts = new Map()
  private readonly users: () => Readonly<Record<string, ToolNames>>

  /** `users` are the user's own names of tools, by dialect. */
  constructor(users: () => Readonly<Record<string, ToolNames>> = () => ({})) {
    this.users = users
  }

  add(events: readonly LoggedEvent[]): void {
    for (const { agent, tool, tool_raw, args } of events) {
      count(this.agentCounts, agent)
      count(this.toolCounts, tool_raw ?? tool)
      const names = isObject(args) ? Object.keys(args) : []
      for (const name of new Set([tool, tool_raw])) {
        if (name === undefined || this.argumentCounts.size >= mostNames) continue
        const counts = this.argumentCounts.get(name) ?? new Map()
        this.argumentCounts.set(name, counts)
        for (const each of names) count(counts, each)
      }
      for (const each of names) count(this.anyArguments, each)
    }
  }

  tools(): readonly SeenName[] {
    return mostFirst(this.toolCounts)
  }

  argumentsOf(tool: string | undefined): readonly SeenName[] {
    return mostFirst((tool === undefined ? undefined : this.argumentCounts.get(tool)) ?? this.anyArguments)
  }

  agents(): readonly SeenName[] {
    return mostFirst(this.agentCounts)
  }

  toolNames(dialect: string): ToolNames {
    return this.users()[dialect] ?? {}
  }
}

function count(counts: Counts, name: string | null | undefined): void {
  if (!name || (counts.size >= mostNames && !counts.has(name))) return
  counts.set(name, (counts.get(name) ?? 0) + 1)
}

function mostFirst(counts: Counts): SeenName[] {
  return [...counts].map(([name, found]) => ({ name, count: found })).sort((a, b) => b.count - a.count)
}
