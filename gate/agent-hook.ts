import type { Machine } from '../audit/place.ts'
import type { AgentName } from '../evaluator/call.ts'
import type { Applied } from '../evaluator/effect.ts'
import type { Json } from '../evaluator/json/values.ts'

/** Where in a call's life the agent asks: before it runs, after it ran, after it failed. */
export type Phase = 'before' | 'after' | 'failed'

interface FromAgent {
  readonly session?: string
  /** The agent's working directory at that moment. */
  readonly cwd?: string
  readonly permissionMode?: string
  /** The agent's version, where the payload or the protocol names it. */
  readonly agentVersion?: string
}

export interface CallEvent extends FromAgent {
  readonly kind: 'call'
  readonly phase: Phase
  readonly callId?: string
  /** In the agent's own words. */
  readonly tool: string
  readonly args: Json
  /** What the tool returned, as the policies judge it: text where the agent shows text. */
  readonly output?: Json
  /** What the tool said when it failed. */
  readonly throws?: string
  /** What the agent itself calls the output; an answer that replaces it keeps this shape. */
  readonly response?: Json
}

/** The agent has started, resumed or cleared a session: the sign that its hooks are alive. */
export interface SessionEvent extends FromAgent {
  readonly kind: 'session_start'
  /** Why the session starts, in the agent's word. */
  readonly trigger?: string
  readonly model?: string
}

export type HookEvent = CallEvent | SessionEvent

/** What cannot be made sense of, in a payload or inside the gate. */
export interface HookProblem {
  readonly code: string
  readonly message: string
}

export type ReadPayload =
  | { readonly ok: true; readonly event: HookEvent }
  | { readonly ok: false; readonly problem: HookProblem; readonly session?: string; readonly cwd?: string }

/** What the policies together make of a call. */
export interface Verdict {
  readonly applied: Applied
  /** For the agent's model and its user: who decided, and why. */
  readonly message: string
  /** What the caller gets to see instead; only for `sanitize`. */
  readonly output?: Json
}

/** What the hook process says to its agent. */
export interface HookAnswer {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number
  /** Why the agent could not be made to do what the verdict asks for. */
  readonly limit?: string
}

/** One agent's hook: how it asks, and how it wants to be answered. */
export interface AgentHook {
  readonly agent: AgentName
  /** The word for it on the command line. */
  readonly word: string
  /** Its version, where the agent tells its hooks so by their environment. */
  versionIn?(env: Machine['env']): string | undefined
  /** What it says when it has nothing to say. */
  readonly silence: HookAnswer
  /** Never throws. */
  readPayload(text: string): ReadPayload
  answer(event: CallEvent, verdict: Verdict): HookAnswer
  /** Stops whatever is asked when it is not even known what that is. */
  refuse(reason: string): HookAnswer
}

/** Lets the agent go on as if no hook had been there. */
export const silence: HookAnswer = { stdout: '', stderr: '', exitCode: 0 }
