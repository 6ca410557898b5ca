import type { Machine } from '../audit/place.ts'
import type { Mode } from '../evaluator/effect.ts'
import type { AgentHook, HookProblem } from './agent-hook.ts'
import type { CallSettings } from './call-settings.ts'
import type { Writer } from './events.ts'

/** What the hook's own command line says. */
export interface HookOptions {
  readonly hook: AgentHook
  /** As given; none means that they are discovered. */
  readonly policies: readonly string[]
  readonly audit?: string
  readonly mode?: Mode
  /** The name that overrides and the log know this agent by. */
  readonly agentLabel?: string
  readonly settings?: CallSettings
  /** What is wrong with the command line itself: a doubt like any other. */
  readonly problem?: HookProblem
}

/** What the hook process knows of the world. */
export interface HookWorld {
  readonly machine: Machine
  readonly writer: Omit<Writer, 'agent'>
  /** The agent's project; where it says none, the payload's working directory counts. */
  readonly project?: string
  readonly workingDirectory: string
  /** Microseconds on a clock that only moves forward. */
  readonly clock: () => number
}
