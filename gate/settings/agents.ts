import path from 'node:path'
import type { Machine } from '../../audit/place.ts'

/** An agent's settings, as far as they hold hooks. */
export interface AgentSettings {
  /** The word for it on the command line. */
  readonly word: string
  readonly product: string
  /** The events that the hook answers or records. */
  readonly events: readonly string[]
  /** What stands in an entry beside its command. */
  readonly handler: Readonly<Record<string, unknown>>
  /** Whether it reads settings that begin with a byte order mark. */
  readonly byteOrderMark: boolean
  /** The settings file of the user, or of the project at `project`. */
  file(machine: Machine, project?: string): string
}

/** How long an agent waits for the hook, in seconds: far longer than it takes, far shorter than a person's patience. */
const patience = 30

export const claudeSettings: AgentSettings = {
  word: 'claude',
  product: 'Claude Code',
  events: ['PreToolUse', 'PostToolUse', 'PostToolUseFailure', 'SessionStart'],
  handler: { timeout: patience },
  byteOrderMark: true,
  file: ({ env, homedir }, project) =>
    project === undefined
      ? path.join(env.CLAUDE_CONFIG_DIR || path.join(homedir, '.claude'), 'settings.json')
      : path.join(project, '.claude', 'settings.json'),
}

export const codexSettings: AgentSettings = {
  word: 'codex',
  product: 'Codex',
  events: ['PreToolUse', 'PostToolUse', 'SessionStart'],
  handler: { timeout: patience },
  byteOrderMark: false,
  file: ({ env, homedir }, project) =>
    project === undefined
      ? path.join(env.CODEX_HOME || path.join(homedir, '.codex'), 'hooks.json')
      : path.join(project, '.codex', 'hooks.json'),
}

export const geminiSettings: AgentSettings = {
  word: 'gemini',
  product: 'Gemini CLI',
  events: ['BeforeTool', 'AfterTool', 'SessionStart'],
  // Gemini CLI counts in milliseconds.
  handler: { name: 'rehearsal', timeout: patience * 1000 },
  byteOrderMark: false,
  file: ({ homedir }, project) => path.join(project ?? homedir, '.gemini', 'settings.json'),
}

/** Every agent whose settings the hook can be put into. */
export const agentSettings: readonly AgentSettings[] = [claudeSettings, codexSettings, geminiSettings]
