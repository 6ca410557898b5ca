import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { anthropic } from './anthropic.ts'
import { runClaude } from './claude.ts'
import { runCodex } from './codex.ts'
import { runGemini } from './gemini.ts'
import { geminiApi } from './gemini-api.ts'
import { ensureAgent } from './install.mjs'
import { type Model, type Protocol, type Step, startModel, type ToolResult } from './model.ts'
import type { Place } from './place.ts'
import { responses } from './responses.ts'

/** A real agent that a script makes run commands, one after the other. */
export interface GatedAgent {
  readonly word: 'claude' | 'codex' | 'gemini'
  /** Its name in the log. */
  readonly name: string
  readonly protocol: Protocol
  step(command: string): Step
  run(place: Place, model: Model): Promise<{ exitCode: number | null; stderr: string; toolResults: ToolResult[] }>
}

export const gatedAgents: readonly GatedAgent[] = [
  {
    word: 'claude',
    name: 'claude-code',
    protocol: anthropic,
    step: (command) => ({ tool: 'Bash', input: { command, description: 'a step' } }),
    run: (place, model) => runClaude({ ...place, model, prompt: 'go', allowedTools: ['Bash'] }),
  },
  {
    word: 'codex',
    name: 'codex',
    protocol: responses,
    step: (cmd) => ({ tool: 'exec_command', input: { cmd } }),
    run: (place, model) => runCodex({ ...place, model, prompt: 'go' }),
  },
  {
    word: 'gemini',
    name: 'gemini-cli',
    protocol: geminiApi,
    step: (command) => ({ tool: 'run_shell_command', input: { command } }),
    run: (place, model) => runGemini({ ...place, model, prompt: 'go' }),
  },
]

/** True where the agent cannot be had and nobody insists. */
export function absent({ word }: GatedAgent): boolean {
  return ensureAgent(word) === undefined && process.env.REHEARSAL_REQUIRE_AGENTS !== '1'
}

/** One session of the agent that runs `commands`; what its model was shown of each. */
export async function session(agent: GatedAgent, place: Place, commands: readonly string[]): Promise<ToolResult[]> {
  const model = await startModel(agent.protocol, [...commands.map((each) => agent.step(each)), { say: 'all done' }])
  try {
    const run = await agent.run(place, model)
    assert.equal(run.exitCode, 0, run.stderr)
    assert.equal(run.toolResults.length, commands.length)
    return run.toolResults
  } finally {
    await model.close()
  }
}

/** The command line `cli` in a place. */
export function rehearsal(cli: string, place: Place, ...args: string[]) {
  const env = { PATH: process.env.PATH ?? '', HOME: place.home }
  return spawnSync(process.execPath, [cli, ...args], { cwd: place.cwd, env, encoding: 'utf8' })
}

/** Writes a policy that denies `touch forbidden`, and puts the hook into the agent's settings. */
export function installPolicy(cli: string, agent: GatedAgent, place: Place, mode: string): void {
  const policy = `name: coding-team-policy
enforcement_mode: ${mode}
rules:
  - name: block-touch
    action: deny
    reason: makes files nobody asked for
    match:
      command_pattern: "touch forbidden"
`
  writeFileSync(path.join(place.cwd, 'team.policy.yaml'), policy)
  const installed = rehearsal(cli, place, 'init', agent.word, '--policy', 'team.policy.yaml', '--yes')
  assert.equal(installed.status, 0, installed.stderr)
}
