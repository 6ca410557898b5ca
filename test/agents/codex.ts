import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type AgentOptions, type AgentRun, runAgent } from './agent.ts'
import { ensureAgent } from './install.mjs'

/** A run of Codex; its model speaks `responses`. */
export interface CodexOptions extends AgentOptions {
  /** Content of `~/.codex/hooks.json`; without it a file that is there already counts. */
  readonly hooks?: Record<string, unknown>
  /** What commands may touch; everything unless given. */
  readonly sandbox?: 'read-only' | 'workspace-write' | 'danger-full-access'
  /** False leaves hooks that nobody approved unrun, as on a user's machine; they run unless given. */
  readonly trustHooks?: boolean
}

/** Runs `codex exec PROMPT` without asking for approvals; throws when Codex cannot be installed. */
export function runCodex(options: CodexOptions): Promise<AgentRun> {
  const program = ensureAgent('codex')
  if (program === undefined) throw new Error('Codex could not be installed: node test/agents/install.mjs codex')
  const folder = join(options.home, '.codex')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'config.toml'), config(options))
  if (options.hooks !== undefined) {
    writeFileSync(join(folder, 'hooks.json'), JSON.stringify({ hooks: options.hooks }))
  }
  const flags = ['exec', '--skip-git-repo-check']
  if (options.trustHooks !== false) flags.push('--dangerously-bypass-hook-trust')
  const env = { CODEX_HOME: folder, SCRIPTED_KEY: 'scripted' }
  return runAgent([...program, ...flags, ...(options.args ?? []), options.prompt], env, options)
}

const config = ({ model, sandbox }: CodexOptions) => `model = "gpt-5"
model_provider = "scripted"
approval_policy = "never"
sandbox_mode = "${sandbox ?? 'danger-full-access'}"
check_for_update_on_startup = false

[analytics]
enabled = false

[model_providers.scripted]
name = "Scripted"
base_url = "${model.url}"
env_key = "SCRIPTED_KEY"
wire_api = "responses"
`
