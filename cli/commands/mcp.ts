import path from 'node:path'
import type { Command } from 'commander'
import { escapeForDisplay } from '../../audit/display.ts'
import type { Mode } from '../../evaluator/effect.ts'
import { openLiveGate } from '../../gate/live/gate.ts'
import { runProxy } from '../../gate/mcp/proxy.ts'
import { addCallOptions, type CallOptions, callSettingsOf } from '../call-options.ts'
import { auditOption, modeOption, policyOption, thisMachine } from '../options.ts'

interface McpOptions extends CallOptions {
  readonly policy?: readonly string[]
  readonly audit?: string
  readonly enforcementMode?: Mode
  readonly agent: string
  readonly server?: string
}

/** `rehearsal mcp -- COMMAND ARGS`: an MCP server on stdio with its tool calls judged. */
export function register(program: Command): void {
  const mcp = program
    .command('mcp')
    .description('start an MCP server on stdio with its tool calls judged; its exit code is ours')
    .argument('<command>', 'what starts the server, after --')
    .argument('[args...]', "the server's own arguments")
    .addOption(policyOption())
    .addOption(auditOption())
    .addOption(modeOption())
    .option('--agent <name>', 'the name that overrides and the log know the client by', 'mcp')
    .option('--server <name>', "the server's name in the names of its tools (default: its command's)")
  addCallOptions(mcp).passThroughOptions().action(run)
}

async function run(command: string, args: readonly string[], options: McpOptions): Promise<void> {
  // Nobody reading it is no reason to end.
  process.stderr.on('error', () => {})
  const { policy = [], audit, enforcementMode: mode, agent, server } = options
  const gate = openLiveGate({
    agent: 'mcp',
    agentLabel: agent,
    policies: policy,
    ...(audit === undefined ? {} : { audit }),
    ...(mode === undefined ? {} : { mode }),
    folder: process.cwd(),
    machine: thisMachine(),
    surface: 'mcp',
    settings: callSettingsOf(options),
    onLoss: (why) => process.stderr.write(`rehearsal: calls go unrecorded: ${escapeForDisplay(why)}\n`),
  })
  gate.begin()
  const client = { input: process.stdin, output: process.stdout }
  const outcome = await runProxy({ gate, server: server ?? nameOf(command), command, args, mode, client })
  if (typeof outcome === 'string') process.stderr.write(`rehearsal: ${outcome}\n`)
  const recorded = await gate.close()
  if (!recorded.ok) process.stderr.write(`rehearsal: Some events are not in the log: ${recorded.message}\n`)
  process.exit(typeof outcome === 'string' ? 127 : outcome)
}

function nameOf(command: string): string {
  return path.basename(command).replace(/\.(exe|cmd|bat|[cm]?js)$/i, '')
}
