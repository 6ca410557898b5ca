import { lstatSync, statSync } from 'node:fs'
import path from 'node:path'
import type { Machine } from '../../audit/place.ts'

/** The variable that names the settings of the machine, which hold beside the user's and the project's. */
export const machineSettingsVariable = 'GEMINI_CLI_SYSTEM_SETTINGS_PATH'

/** Where Gemini CLI looks for the settings of the machine. */
export function machineSettings({ platform, env }: Machine): string {
  const named = env[machineSettingsVariable]
  if (named) return named
  if (platform === 'darwin') return '/Library/Application Support/GeminiCli/settings.json'
  return platform === 'win32' ? 'C:\\ProgramData\\gemini-cli\\settings.json' : '/etc/gemini-cli/settings.json'
}

/**
 * Whether Gemini CLI would take such settings from `folder`: it wants root to own it and every folder around it, and
 * nobody else to write there. So they can be replaced for a session only by root, as in a container.
 */
export function takesSettingsFrom(folder: string): boolean {
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    try {
      const { uid, mode } = statSync(at)
      if (uid !== 0 || (mode & 0o022) !== 0 || lstatSync(at).uid !== 0) return false
    } catch (error) {
      // What is not there yet is made by us, for us alone.
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) return false
    }
    if (path.dirname(at) === at) return process.platform !== 'win32' && process.getuid?.() === 0
  }
}
