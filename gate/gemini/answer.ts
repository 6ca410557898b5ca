import type { CallEvent, HookAnswer, Verdict } from '../agent-hook.ts'
import { replacement, said, short } from '../text-answer.ts'

/** Gemini CLI wants JSON where nothing is said; any other text would count as an approval. */
export const nothing: HookAnswer = { stdout: '{}', stderr: '', exitCode: 0 }

/**
 * Gemini CLI's answer to a verdict. After a call the reason of a denial stands in for its output. Asking would hang
 * where nobody sits at the terminal, so what needs approval is denied.
 */
export function answer(event: CallEvent, verdict: Verdict): HookAnswer {
  if (verdict.applied === 'proceed') return nothing
  if (event.phase !== 'before') return said({ decision: 'deny', reason: replacement(verdict) })
  if (verdict.applied === 'sanitize') return { ...nothing, limit: 'there is no output yet that could be sanitised' }
  return said({ decision: 'deny', reason: short(verdict.message) })
}
