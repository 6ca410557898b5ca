import type { AgentSettings } from './agents.ts'
import { hookSettings } from './hooks.ts'
import { tomlArrays } from './toml.ts'

/** What an administrator puts on every machine of a fleet, where users cannot switch it off. */
export interface ManagedSettings {
  /** Where the agent reads it, on this platform. */
  readonly file: string
  readonly text: string
}

const places: Readonly<Record<string, Partial<Record<NodeJS.Platform, string>> & { readonly else: string }>> = {
  claude: {
    darwin: '/Library/Application Support/ClaudeCode/managed-settings.json',
    win32: 'C:\\ProgramData\\ClaudeCode\\managed-settings.json',
    else: '/etc/claude-code/managed-settings.json',
  },
  codex: { else: '/etc/codex/requirements.toml' },
  gemini: {
    darwin: '/Library/Application Support/GeminiCli/settings.json',
    win32: 'C:\\ProgramData\\gemini-cli\\settings.json',
    else: '/etc/gemini-cli/settings.json',
  },
}

/** The hooks as an agent's managed settings hold them; to be laid over what stands there already. */
export function managedSettings(agent: AgentSettings, command: string, platform: NodeJS.Platform): ManagedSettings {
  const text =
    agent.word === 'codex' ? tomlArrays(agent, command) : `${JSON.stringify(hookSettings(agent, command), null, 2)}\n`
  return { file: managedFile(agent, platform), text }
}

/** Where the agent reads an administrator's settings. */
export function managedFile(agent: AgentSettings, platform: NodeJS.Platform): string {
  const place = places[agent.word]
  return place?.[platform] ?? place?.else ?? ''
}
