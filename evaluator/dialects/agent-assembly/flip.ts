import type { FlipEdits, FlipTarget, Refusal } from '../../dialect.ts'
import type { AgentAssemblyModel } from './model.ts'

/** Always a refusal: no document of this dialect can state a mode, and the gateway refuses those that try. */
export function flip(_model: AgentAssemblyModel, target: FlipTarget): FlipEdits | Refusal {
  const message =
    target.to === 'enforce'
      ? 'The gateway always enforces this document. To stop observing, end the observation where it was begun: the operator call for the agent, or the mode of the hook.'
      : 'This document cannot state a mode: the gateway refuses it with one. Observe with `--enforcement-mode observe` on the hook; in the gateway an operator sets it for an agent, for at most 72 hours.'
  return { code: 'no-mode-in-document', message }
}
