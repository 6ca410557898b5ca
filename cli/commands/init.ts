import { createInterface } from 'node:readline/promises'
import type { Command } from 'commander'
import { createTwoFilesPatch } from 'diff'
import type { Mode } from '../../evaluator/effect.ts'
import type { CallFlags } from '../../gate/call-settings.ts'
import { installLauncher, launcherFile } from '../../gate/launcher.ts'
import { type AgentSettings, agentSettings } from '../../gate/settings/agents.ts'
import { hookCommand } from '../../gate/settings/command.ts'
import { writeSettings } from '../../gate/settings/file.ts'
import { noteInstalled } from '../../gate/settings/installed.ts'
import { managedSettings } from '../../gate/settings/managed.ts'
import { type Plan, planHooks } from '../../gate/settings/plan.ts'
import { switchedOff } from '../../gate/settings/switched-off.ts'
import { addCallOptions, type CallOptions, callFlagsOf } from '../call-options.ts'
import { exitWith } from '../files.ts'
import { auditOption, formatOption, modeOption, policyOption, thisMachine } from '../options.ts'

interface InitOptions extends CallOptions {
  readonly policy?: readonly string[]
  readonly audit?: string
  readonly enforcementMode?: Mode
  readonly remove?: boolean
  readonly project?: boolean
  readonly yes?: boolean
  readonly dryRun?: boolean
  readonly managed?: boolean
  readonly format: 'text' | 'json'
}

/** `rehearsal init AGENT`: puts the hook into the agent's settings, or takes it out again. */
export function register(program: Command): void {
  const init = program.command('init').description("put Rehearsal's hook into an agent's settings")
  for (const agent of agentSettings) {
    const command = init
      .command(agent.word)
      .description(`${agent.product}: ${agent.events.join(', ')}`)
      .addOption(policyOption())
      .addOption(modeOption())
      .addOption(auditOption())
      .option('--remove', 'take the hooks out again')
      .option('--project', "change this project's own settings instead of the user's")
      .option('--yes', 'do not ask')
      .option('--dry-run', 'only show the change')
      .option('--managed', 'print what an administrator puts on every machine; writes nothing')
      .addOption(formatOption())
    addCallOptions(command).action((options: InitOptions) => initAgent(agent, options))
  }
}

async function initAgent(agent: AgentSettings, options: InitOptions): Promise<void> {
  const machine = thisMachine()
  const flags = callFlagsOf(options)
  if (options.managed) {
    printManaged(agent, options, flags)
    return
  }
  const plan = planHooks({
    agent,
    launcher: [launcherFile(machine)],
    machine,
    folder: process.cwd(),
    policies: options.policy ?? [],
    project: options.project === true,
    remove: options.remove === true,
    ...(options.audit === undefined ? {} : { audit: options.audit }),
    ...(options.enforcementMode === undefined ? {} : { mode: options.enforcementMode }),
    ...(flags === undefined ? {} : { flags }),
  })
  if (options.format === 'text') show(plan)
  if (plan.kind === 'refused') exitWith(1)
  if (!options.remove)
    for (const why of switchedOff(machine, process.cwd())) process.stderr.write(`rehearsal: ${why}\n`)
  if (options.dryRun !== true && !options.remove && !installLauncher(machine)) {
    process.stderr.write(`rehearsal: the launcher ${launcherFile(machine)} cannot be written.\n`)
    exitWith(1)
    return
  }
  const write = plan.kind === 'change' && options.dryRun !== true && (await agreed(options))
  if (write && !written(plan)) return
  const nothingLeft = plan.kind === 'nothing' && options.remove === true && options.dryRun !== true
  if (write || nothingLeft) noteInstalled(agent, plan.file, machine)
  if (options.format === 'json') process.stdout.write(`${JSON.stringify(asJson(plan, write))}\n`)
  else if (plan.kind === 'change') process.stderr.write(closing(agent, plan.file, write, options.remove === true))
}

/** Makes the change; false, with a sentence and exit code 1, when the file cannot be written. */
function written({ file, after }: Plan & { readonly kind: 'change' }): boolean {
  try {
    writeSettings(file, after)
    return true
  } catch (error) {
    const how = error instanceof Error ? error.message : String(error)
    process.stderr.write(`rehearsal: ${file} cannot be written (${how}); it was left as it is.\n`)
    exitWith(1)
    return false
  }
}

/** The hooks for a fleet: each project's own policies unless some are named, each workspace's own log. */
function printManaged(agent: AgentSettings, options: InitOptions, flags: CallFlags | undefined): void {
  const { policy = [], audit, enforcementMode: mode, format } = options
  const command = hookCommand(agent.word, {
    launcher: ['rehearsal'],
    policies: policy,
    ...(audit === undefined ? {} : { audit }),
    ...(mode === undefined ? {} : { mode }),
    ...(flags === undefined ? {} : { flags }),
  })
  const { file, text } = managedSettings(agent, command, process.platform)
  if (format === 'json') process.stdout.write(`${JSON.stringify({ settings_file: file, text })}\n`)
  else {
    process.stdout.write(text)
    process.stderr.write(
      `For ${file}, laid over what stands there. \`rehearsal\` must be on the PATH of whoever starts ${agent.product}; name it with its whole path where that is not sure.\n`,
    )
  }
}

function show(plan: Plan): void {
  if (plan.kind === 'change') process.stdout.write(createTwoFilesPatch(plan.file, plan.file, plan.before, plan.after))
  else process.stderr.write(`rehearsal: ${plan.why}\n`)
}

/** A person at a terminal is asked; a script has decided by calling. */
async function agreed({ yes, format }: InitOptions): Promise<boolean> {
  if (yes || format === 'json' || !process.stdin.isTTY || !process.stdout.isTTY) return true
  const ask = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await ask.question('Write this change? [y/N] ')
  ask.close()
  return /^y(es)?$/i.test(answer.trim())
}

function closing({ word, product }: AgentSettings, file: string, written: boolean, remove: boolean): string {
  if (!written) return 'Nothing was written.\n'
  if (remove) return `Removed from ${file}. ${product} starts its next session without the hooks.\n`
  const undo = `\`rehearsal init ${word} --remove\` undoes it.\n`
  if (word !== 'codex') return `Written to ${file}. Every new session of ${product} is judged from now on; ${undo}`
  return `Written to ${file}. Codex runs these hooks once you have approved them: start codex and say /hooks. ${undo}`
}

function asJson(plan: Plan, written: boolean): object {
  if (plan.kind !== 'change') return { settings_file: plan.file, changed: false, reason: plan.why }
  return {
    settings_file: plan.file,
    changed: written,
    policy_files: plan.policies,
    before: plan.before,
    after: plan.after,
  }
}
