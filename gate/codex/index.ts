import { type AgentHook, silence } from '../agent-hook.ts'
import { refuse } from '../text-answer.ts'
import { answer } from './answer.ts'
import { readPayload } from './payload.ts'

/** Codex's hooks, as its documentation of 2026 describes them and version 0.169 was seen to behave. */
export const codexHook: AgentHook = { agent: 'codex', word: 'codex', silence, readPayload, answer, refuse }
