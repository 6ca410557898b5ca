import type { Applied, Effect, Mode } from '../evaluator/effect.ts'
import type { Json } from '../evaluator/json/values.ts'
import type { DialectName } from '../evaluator/policy.ts'

export type EventKind =
  | 'decision'
  | 'session_start'
  | 'policy_changed'
  | 'mode_changed'
  | 'approval'
  | 'error'
  | 'prune'

/** One thing that happened, as the log keeps it and `--format json` prints it; absent keys do not apply to its kind. */
export interface AuditEvent {
  /** Unique; what makes draining a spool twice harmless. */
  readonly id: string
  readonly kind: EventKind
  /** ISO 8601, UTC, milliseconds. */
  readonly time: string
  /** Which entrance wrote it. */
  readonly source: 'hook' | 'mcp' | 'sdk' | 'run' | 'editor' | 'cli'
  readonly session?: string
  readonly agent?: string
  /** Where the agent tells it: Claude Code, Cursor, and MCP clients (their name before it). */
  readonly agent_version?: string
  readonly user?: string
  readonly host?: string
  readonly cwd?: string
  readonly permission_mode?: string
  readonly call_id?: string
  readonly phase?: 'before' | 'after' | 'failed'
  readonly surface?: string
  /** The dialect's name for the tool, and the agent's own. */
  readonly tool?: string
  readonly tool_raw?: string
  readonly args?: Json
  readonly args_state?: 'whole' | 'redacted' | 'cut' | 'hashed' | 'none'
  /** Paths inside `args` (`a.b[0]`) whose values are not the ones that were judged. */
  readonly redacted_paths?: readonly string[]
  /** Principal, environment, metadata: what the policy saw beside the call. */
  readonly context?: Json
  readonly policy?: string
  readonly policy_file?: string
  readonly policy_digest?: string
  readonly dialect?: DialectName
  readonly mode?: Mode
  readonly mode_source?: 'flag' | 'override' | 'document' | 'default'
  readonly verdict?: string
  readonly effect?: Effect
  readonly applied?: Applied
  /** Why the agent could not be made to do what `applied` asks for. */
  readonly limit?: string
  readonly rule?: string | null
  readonly matched?: readonly string[]
  readonly reason?: string | null
  readonly dry_run?: boolean
  readonly shadow_decision?: string | null
  readonly shadow_reason?: string | null
  /** Another policy that stopped the call. */
  readonly blocked_by?: string | null
  /** Of what was judged after the call; no agent tells its hooks that it refused a call itself. */
  readonly outcome?: 'ran' | 'failed'
  /** The dialect's own event words. */
  readonly native?: Json
  readonly duration_us?: number
  readonly gate_version?: string
  /** What only one kind has: old and new digest or mode, who and why, a pruned range, an error's code and place. */
  readonly detail?: Json
}

/** An event as it stands in the store: with its place in the order and in the chain. */
export interface StoredEvent extends AuditEvent {
  readonly seq: number
  readonly prev_hash: string
  readonly hash: string
}
