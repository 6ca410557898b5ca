import type { Json } from '../../evaluator/json/values.ts'
import { compactJson } from '../../evaluator/json/write.ts'
import { type CallEvent, type HookAnswer, silence, type Verdict } from '../agent-hook.ts'
import { replaceOutput, withholdOutput } from './output.ts'

/** Claude Code cuts longer texts itself. */
const longestReason = 8000

/** Claude Code's answer to a verdict; nothing at all where the call just goes on, so that its own prompts stay. */
export function answer(event: CallEvent, verdict: Verdict): HookAnswer {
  if (verdict.applied === 'proceed') return silence
  if (event.phase === 'before') return answerBefore(verdict)
  if (event.phase === 'failed') {
    return { ...silence, limit: 'Claude Code cannot replace what a failed call printed' }
  }
  return answerAfter(event, verdict)
}

/** Exit code 2 with a sentence stops any event that can be stopped. */
export function refuse(reason: string): HookAnswer {
  return { stdout: '', stderr: `${short(reason)}\n`, exitCode: 2 }
}

function answerBefore(verdict: Verdict): HookAnswer {
  if (verdict.applied === 'sanitize') return { ...silence, limit: 'there is no output yet that could be sanitised' }
  const permissionDecision = verdict.applied === 'block' ? 'deny' : 'ask'
  return said({ hookEventName: 'PreToolUse', permissionDecision, permissionDecisionReason: short(verdict.message) })
}

function answerAfter(event: CallEvent, { applied, message, output }: Verdict): HookAnswer {
  const response = event.response ?? null
  const notice = `[withheld: ${short(message)}]`
  const sanitised = applied === 'sanitize' && output !== undefined ? replaceOutput(event.tool, response, output) : null
  const updatedToolOutput = sanitised ?? withholdOutput(event.tool, response, notice)
  if (updatedToolOutput === null) {
    return { ...silence, limit: 'Claude Code can only replace an output that holds text' }
  }
  return said({ hookEventName: 'PostToolUse', updatedToolOutput })
}

function said(hookSpecificOutput: Json): HookAnswer {
  return { stdout: `${compactJson({ hookSpecificOutput })}\n`, stderr: '', exitCode: 0 }
}

function short(reason: string): string {
  return reason.length > longestReason ? `${reason.slice(0, longestReason)}…` : reason
}
