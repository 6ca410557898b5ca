import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type AgentOptions, type AgentRun, runAgent } from './agent.ts'
import { ensureAgent } from './install.mjs'

/** A run of Claude Code; its model speaks `anthropic`. */
export interface ClaudeOptions extends AgentOptions {
  /** Settings handed over by `--settings`; without them only the settings files of home and folder count. */
  readonly settings?: Record<string, unknown>
  /** Tools that need no permission, such as `Bash`. */
  readonly allowedTools?: readonly string[]
}

/** Runs `claude -p PROMPT`; throws when Claude Code cannot be installed. */
export function runClaude(options: ClaudeOptions): Promise<AgentRun> {
  const program = ensureAgent('claude')
  if (program === undefined) throw new Error('Claude Code could not be installed: node test/agents/install.mjs claude')
  const flags = ['-p', options.prompt]
  if (options.settings !== undefined) {
    mkdirSync(options.home, { recursive: true })
    const file = join(options.home, 'given-settings.json')
    writeFileSync(file, JSON.stringify(options.settings))
    flags.push('--settings', file)
  }
  if (options.allowedTools !== undefined) flags.push('--allowedTools', options.allowedTools.join(' '))
  const env = {
    ANTHROPIC_BASE_URL: options.model.url,
    ANTHROPIC_API_KEY: 'scripted',
    DISABLE_TELEMETRY: '1',
    DISABLE_AUTOUPDATER: '1',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  }
  return runAgent([...program, ...flags, ...(options.args ?? [])], env, options)
}
