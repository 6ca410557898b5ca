import type { Json } from './json/values.ts'

/** One tool call as a dialect sees it. A key that is missing means "not given". */
export interface Call {
  readonly tool: string
  readonly args: Json
  /** The name the agent itself uses, where the gate translated it. */
  readonly toolAlias?: string
  readonly agent?: string
  /** What the tool returned, when the call is judged after it ran. */
  readonly output?: Json
  /** The text of the exception that the tool raised, when it failed. */
  readonly throws?: string
  readonly principal?: Json
  readonly environment?: string
  readonly surface?: string
  readonly metadata?: Json
  /** What only one dialect sees beside these, under the key names of its conformance page. */
  readonly extra?: Readonly<Record<string, Json>>
}

/** The coding agents whose calls the gate can see. */
export const agentNames = ['claude-code', 'codex', 'gemini-cli', 'cursor', 'copilot', 'mcp', 'sdk'] as const

/** One of the coding agents whose calls the gate can see. */
export type AgentName = (typeof agentNames)[number]

/** A tool call in the agent's own words, before a dialect's names are put in. */
export interface AgentCall {
  readonly agent: AgentName
  /** `--agent` of the hook's command line; by default the product's name. */
  readonly agentLabel: string
  readonly tool: string
  readonly args: Json
  readonly output?: Json
  readonly throws?: string
  readonly principal?: Json
  readonly environment?: string
}

/** Agent's tool name → the dialect's name for it. */
export type ToolNames = Readonly<Record<string, string>>

/** What evaluation is given from outside; none of it is read from the machine by the evaluator. */
export interface Given {
  /** Milliseconds since the epoch. */
  readonly now: number
  readonly cwd: string
  /** Resolves symbolic links; the identity where there is no file system to ask. */
  readonly realpath: (path: string) => string
  readonly env: Readonly<Record<string, string>>
  readonly session?: string
  /** What the gate's `--enforcement-mode` or a test case's `in` sets; each dialect says what that means to it. */
  readonly modeOverride?: 'enforce' | 'observe' | 'disabled'
  /** What only one dialect is given, under the key names of its conformance page. */
  readonly extra?: Readonly<Record<string, Json>>
}

/** Evaluation without anything from outside: time 0, an empty environment, paths as they are written. */
export const nothingGiven: Given = { now: 0, cwd: '/', realpath: (path) => path, env: {} }

/** A dialect's counters (limits, rate limits, approvals) as a value; null when nothing was counted yet. */
export type Counters = Json
