import type { EventColumn } from './row.ts'

/** A row as it is appended, where columns without a value are absent, or as the table holds it, where they are null. */
export type CallRow = { readonly [column in EventColumn]?: string | number | null } & {
  readonly erased_digest?: string | null
}

/** What makes two calls the same one to every policy: not session and time, nor the surface, which is the dialect's own. */
export interface CallIdentity {
  readonly source: string
  readonly agent: string | null
  readonly cwd: string | null
  /** In the agent's own words, where it has some. */
  readonly tool: string | null
  /** JSON text, as `redacted_paths` and `context` are. */
  readonly args: string | null
  readonly args_state: string | null
  readonly redacted_paths: string | null
  readonly context: string | null
}

/** The columns that `isCall` and `callOf` look at, for a SELECT. */
export const callColumns = `kind, phase, source, agent, cwd, tool, tool_raw, args, args_state, redacted_paths, context,
  erased_digest`

/** Whether a row stands for a call before it ran; what is said of outputs cannot be replayed. */
export function isCall({ kind, phase }: CallRow): boolean {
  return kind === 'decision' && (phase ?? 'before') === 'before'
}

/** Which call a row is about; a forgotten one has no arguments any more. */
export function callOf(row: CallRow): CallIdentity {
  return {
    source: String(row.source),
    agent: textOf(row.agent),
    cwd: textOf(row.cwd),
    tool: textOf(row.tool_raw ?? row.tool),
    args: textOf(row.args),
    args_state: textOf(row.erased_digest) === null ? textOf(row.args_state) : 'none',
    redacted_paths: textOf(row.redacted_paths),
    context: textOf(row.context),
  }
}

function textOf(value: string | number | null | undefined): string | null {
  return value === undefined || value === null ? null : String(value)
}
