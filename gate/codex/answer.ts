import { type CallEvent, type HookAnswer, silence, type Verdict } from '../agent-hook.ts'
import { replacement, said, short } from '../text-answer.ts'

/**
 * Codex's answer to a verdict. It takes the smallest denial only: any further field, an empty reason or `ask` would let
 * the call go, so what needs approval is denied.
 */
export function answer(event: CallEvent, verdict: Verdict): HookAnswer {
  if (verdict.applied === 'proceed') return silence
  if (event.phase !== 'before') return said({ decision: 'block', reason: replacement(verdict) })
  if (verdict.applied === 'sanitize') return { ...silence, limit: 'there is no output yet that could be sanitised' }
  return said({
    hookSpecificOutput: {
      hookEventName: 'PreToolUse',
      permissionDecision: 'deny',
      permissionDecisionReason: short(verdict.message),
    },
  })
}
