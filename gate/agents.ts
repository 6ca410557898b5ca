import type { AgentHook } from './agent-hook.ts'
import { claudeHook } from './claude/index.ts'
import { codexHook } from './codex/index.ts'
import { copilotHook } from './copilot/index.ts'
import { cursorHook } from './cursor/index.ts'
import { geminiHook } from './gemini/index.ts'

/** Every agent whose hooks the gate answers. */
export const agentHooks: readonly AgentHook[] = [claudeHook, codexHook, geminiHook, cursorHook, copilotHook]

/** The hook of the agent that the command line calls `word`; undefined when there is none. */
export function agentHook(word: string): AgentHook | undefined {
  return agentHooks.find((hook) => hook.word === word)
}
