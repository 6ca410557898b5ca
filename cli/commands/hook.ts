import type { Command } from 'commander'
import { agentHooks } from '../../gate/agents.ts'
import { runHookProcess } from '../../gate/hook-process.ts'
import { addCallOptions } from '../call-options.ts'
import { auditOption, modeOption, policyOption } from '../options.ts'

/** `rehearsal hook AGENT`: what an agent's settings call before and after each tool call. */
export function register(program: Command): void {
  const words = agentHooks.map(({ word }) => word)
  const hook = program
    .command('hook')
    .description("answer an agent's hook: its payload on stdin, its verdict on stdout")
    .argument('<agent>', words.join(', '))
    .addOption(policyOption())
    .addOption(auditOption())
    .addOption(modeOption())
    .option('--agent <name>', 'the name that overrides and the log know this agent by')
    .option('--tally <file>', 'gets one line for each call')
  addCallOptions(hook).action(() => runHookProcess(process.argv.slice(process.argv.indexOf('hook') + 1)))
}
