import { type AgentHook, silence } from '../agent-hook.ts'
import { refuse } from '../text-answer.ts'
import { answer } from './answer.ts'
import { readPayload } from './payload.ts'
import { versionIn } from './version.ts'

/** Claude Code's hooks, as its reference of August 2026 describes them and version 2.1.197 was seen to behave. */
export const claudeHook: AgentHook = {
  agent: 'claude-code',
  word: 'claude',
  versionIn,
  silence,
  readPayload,
  answer,
  refuse,
}
