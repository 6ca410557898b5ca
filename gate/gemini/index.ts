import type { AgentHook } from '../agent-hook.ts'
import { refuse } from '../text-answer.ts'
import { answer, nothing } from './answer.ts'
import { readPayload } from './payload.ts'

/** Gemini CLI's hooks, as its reference describes them and version 0.61 was seen to behave. */
export const geminiHook: AgentHook = {
  agent: 'gemini-cli',
  word: 'gemini',
  silence: nothing,
  readPayload,
  answer,
  refuse,
}
