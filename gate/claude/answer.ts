import { type CallEvent, type HookAnswer, silence, type Verdict } from '../agent-hook.ts'
import { said, short } from '../text-answer.ts'
import { replaceOutput, withholdOutput } from './output.ts'

/** Claude Code's answer to a verdict; nothing at all where the call just goes on, so that its own prompts stay. */
export function answer(event: CallEvent, verdict: Verdict): HookAnswer {
  if (verdict.applied === 'proceed') return silence
  if (event.phase === 'before') return answerBefore(verdict)
  if (event.phase === 'failed') {
    return { ...silence, limit: 'Claude Code cannot replace what a failed call printed' }
  }
  return answerAfter(event, verdict)
}

function answerBefore(verdict: Verdict): HookAnswer {
  if (verdict.applied === 'sanitize') return { ...silence, limit: 'there is no output yet that could be sanitised' }
  const permissionDecision = verdict.applied === 'block' ? 'deny' : 'ask'
  const permissionDecisionReason = short(verdict.message)
  return said({ hookSpecificOutput: { hookEventName: 'PreToolUse', permissionDecision, permissionDecisionReason } })
}

function answerAfter(event: CallEvent, { applied, message, output }: Verdict): HookAnswer {
  const response = event.response ?? null
  const notice = `[withheld: ${short(message)}]`
  const sanitised = applied === 'sanitize' && output !== undefined ? replaceOutput(event.tool, response, output) : null
  const updatedToolOutput = sanitised ?? withholdOutput(event.tool, response, notice)
  if (updatedToolOutput === null) {
    return { ...silence, limit: 'Claude Code can only replace an output that holds text' }
  }
  return said({ hookSpecificOutput: { hookEventName: 'PostToolUse', updatedToolOutput } })
}
