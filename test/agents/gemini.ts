import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type AgentOptions, type AgentRun, runAgent } from './agent.ts'
import { ensureAgent } from './install.mjs'

/** A run of Gemini CLI; its model speaks `geminiApi`. */
export interface GeminiOptions extends AgentOptions {
  /** Put over what `~/.gemini/settings.json` holds already. */
  readonly settings?: Record<string, unknown>
}

/** What a test needs of Gemini CLI; what the settings say already goes before. */
const DEFAULTS = {
  security: { auth: { selectedType: 'gemini-api-key' } },
  privacy: { usageStatisticsEnabled: false },
  general: { enableAutoUpdate: false },
}

/** Runs `gemini -y -p PROMPT`, which approves every call; throws when Gemini CLI cannot be installed. */
export function runGemini(options: GeminiOptions): Promise<AgentRun> {
  const program = ensureAgent('gemini')
  if (program === undefined) throw new Error('Gemini CLI could not be installed: node test/agents/install.mjs gemini')
  const file = join(options.home, '.gemini', 'settings.json')
  mkdirSync(join(options.home, '.gemini'), { recursive: true })
  const present = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
  writeFileSync(file, JSON.stringify({ ...DEFAULTS, ...present, ...options.settings }, null, 2))
  const flags = ['-y', '-m', 'gemini-2.5-flash', '-p', options.prompt]
  const env = {
    GOOGLE_GEMINI_BASE_URL: options.model.url,
    GEMINI_API_KEY: 'scripted',
    GEMINI_CLI_TRUST_WORKSPACE: 'true',
  }
  return runAgent([...program, ...flags, ...(options.args ?? [])], env, options)
}
