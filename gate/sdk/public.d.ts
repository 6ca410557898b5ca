/** Whether a policy's word counts. */
export type EnforcementMode = 'enforce' | 'observe' | 'disabled'

/** What a policy says, on the scale that all policy languages share; weakest first. */
export type Effect = 'allow' | 'warn' | 'redact' | 'require_approval' | 'deny' | 'error'

export interface GateOptions {
  /** Policy files, absolute or from the working directory. None: those found in the project. */
  readonly policies?: readonly string[]
  /** The name that overrides and the log know this agent by; `sdk` by default. */
  readonly agentId?: string
  /** Instead of each document's own mode; left out, the documents decide. Anything else is a `RangeError`. */
  readonly enforcementMode?: EnforcementMode
  /** The audit log; by default the workspace's, in the user's state folder. */
  readonly audit?: string
  /** Policies that are judged beside the others and never stop anything: a candidate for tomorrow, tried today. */
  readonly observeAlongside?: readonly string[]
  /** What policies see as the environment and the principal of every call, unless the call says otherwise. */
  readonly environment?: string
  readonly principal?: unknown
  /** A policy language's names for this program's tools: `{ capfence: { send_mail: 'mail.send' } }`. */
  readonly toolNames?: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** How the log keeps arguments; `redacted` by default. Anything else is a `RangeError`. */
  readonly storeArguments?: 'redacted' | 'hash' | 'none'
  /** What relative paths and the workspace start from; the working directory by default. */
  readonly folder?: string
}

export interface ToolCall {
  readonly tool: string
  /** Anything that JSON can say; `{}` when left out. */
  readonly args?: unknown
  /** What the tool returned: the call is then judged after it ran. */
  readonly output?: unknown
  /** What the tool said when it failed: judged after it ran, too. */
  readonly throws?: string
  /** Another agent than the gate's own, for this call. */
  readonly agentId?: string
  /** The session that counters belong to; the gate's own by default. */
  readonly session?: string
  /** Ties what is recorded before and after a call together. */
  readonly callId?: string
  readonly principal?: unknown
  readonly environment?: string
}

/** One policy's say. */
export interface PolicyDecision {
  readonly policy: string
  /** The policy language's own word. */
  readonly verdict: string
  readonly effect: Effect
  readonly rule: string | null
  readonly matched: readonly string[]
  readonly reason: string | null
  readonly mode: EnforcementMode
  readonly applied: 'proceed' | 'sanitize' | 'hold' | 'block'
  /** True when the mode kept the effect from being applied. */
  readonly dryRun: boolean
}

export interface CheckResult {
  /** False when an enforcing policy blocks or holds the call. */
  readonly allowed: boolean
  /** What happens to the call. */
  readonly applied: PolicyDecision['applied']
  /** The strictest effect that any policy asks for, applied or not. */
  readonly effect: Effect
  /** The decision that settles the call, else the strictest one; null when no policy has anything to say. */
  readonly decision: PolicyDecision | null
  /** Why the call is stopped, in a sentence that may be shown to a model; else the decision's own reason. */
  readonly reason: string | null
  readonly decisions: readonly PolicyDecision[]
  /** What the policies under `observeAlongside` would say. */
  readonly observed: readonly PolicyDecision[]
  /** The output to hand on when `applied` is `sanitize`. */
  readonly output?: unknown
}

/** What a composition of several documents came to. */
export interface CompositionReport {
  readonly policy: string
  readonly files: readonly string[]
  /** Contracts of an earlier document that a later one replaced. */
  readonly overridden: readonly { readonly id: string; readonly by: string; readonly original: string }[]
  /** Contracts that are only observed; `enforced` is where one of the same name decides, empty when none does. */
  readonly observed: readonly { readonly id: string; readonly enforced: string; readonly source: string }[]
}

export interface GuardOptions<Params extends readonly unknown[]> {
  readonly tool: string
  readonly agentId?: string
  readonly session?: string
  /** The arguments as policies see them; by default a single object is taken as it is, all else as `{args: [...]}`. */
  readonly args?: (...params: Params) => unknown
}

export interface Gate {
  /** Judges a call and records it. Never throws for what a policy says. */
  check(call: ToolCall): CheckResult
  /**
   * The function with the gate around it: judged before it runs and again by what it returns, which comes back
   * sanitised where a policy wants it so. Rejects with `CallDenied` when an enforcing policy stops it.
   */
  guard<Params extends readonly unknown[], Result>(
    fn: (...params: Params) => Result,
    options: GuardOptions<Params>,
  ): (...params: Params) => Promise<Awaited<Result>>
  /** How the policies are composed now, with the contracts that are only observed. */
  composition(): readonly CompositionReport[]
  /** Brings what was recorded into the log; false when some waits in the spool beside it or was lost. */
  close(): Promise<boolean>
}

/** A call that an enforcing policy stopped. */
export declare class CallDenied extends Error {
  readonly tool: string
  readonly result: CheckResult
  constructor(tool: string, result: CheckResult)
}

/** Opens a gate in front of this program's own tools. A word that an option does not know rejects with a `RangeError`. */
export declare function openGate(options?: GateOptions): Promise<Gate>
