import { createInterface } from 'node:readline/promises'
import type { Command } from 'commander'
import { createTwoFilesPatch } from 'diff'
import { escapeForDisplay } from '../../audit/display.ts'
import type { Mode } from '../../evaluator/effect.ts'
import type { CallFlags } from '../../gate/call-settings.ts'
import { installLauncher, launcherFile } from '../../gate/launcher.ts'
import { recall } from '../../gate/memory.ts'
import { gatePlace } from '../../gate/place.ts'
import { type AgentSettings, agentSettings } from '../../gate/settings/agents.ts'
import { hookCommand } from '../../gate/settings/command.ts'
import { writeSettings } from '../../gate/settings/file.ts'
import { noteInstalled } from '../../gate/settings/installed.ts'
import { managedSettings } from '../../gate/settings/managed.ts'
import { type Plan, planHooks } from '../../gate/settings/plan.ts'
import { switchedOff } from '../../gate/settings/switched-off.ts'
import { addCallOptions, type CallOptions, callFlagsOf } from '../call-options.ts'
import { exitWith } from '../files.ts'
import { asJson, closing, meaningOf, policyLines, replacedLines } from '../init-words.ts'
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
  const folder = process.cwd()
  const flags = callFlagsOf(options)
  if (options.managed) {
    printManaged(agent, options, flags)
    return
  }
  const { audit, enforcementMode: mode } = options
  const [remove, project, dryRun] = [options.remove === true, options.project === true, options.dryRun === true]
  const plan = planHooks({
    agent,
    launcher: [launcherFile(machine)],
    machine,
    folder,
    policies: options.policy ?? [],
    project,
    remove,
    ...(audit === undefined ? {} : { audit }),
    ...(mode === undefined ? {} : { mode }),
    ...(flags === undefined ? {} : { flags }),
  })
  const { policies: memory } = gatePlace(audit, folder, machine)
  const meaning = meaningOf(plan, (file) => recall(memory, file), { mode, remove, folder })
  if (options.format === 'text') show(plan)
  if (plan.kind === 'refused') exitWith(1)
  if (!remove) {
    for (const why of switchedOff(machine, folder)) process.stderr.write(`rehearsal: ${why}\n`)
    const lines = [
      ...(options.format === 'text' ? policyLines(meaning, mode) : []),
      ...replacedLines(meaning, agent.word, plan.file, project),
    ]
    for (const line of lines) process.stderr.write(`${escapeForDisplay(line)}\n`)
  }
  const decision = plan.kind === 'change' && !dryRun ? await decide(options) : 'no'
  // A hook that stands already is started by this launcher, too: it is kept up to date.
  const stands = plan.kind === 'nothing' && plan.stands && !dryRun
  if ((decision === 'yes' || stands) && !remove && !installLauncher(machine)) {
    process.stderr.write(`rehearsal: the launcher ${launcherFile(machine)} cannot be written.\n`)
    exitWith(1)
    return
  }
  const write = decision === 'yes' && plan.kind === 'change'
  if (write && !written(plan)) return
  const nothingLeft = plan.kind === 'nothing' && remove && !dryRun
  if (write || stands || nothingLeft) noteInstalled(agent, plan.file, machine)
  if (options.format === 'json') process.stdout.write(`${JSON.stringify(asJson(plan, meaning, write))}\n`)
  else if (plan.kind === 'change') {
    const { file, replaced } = plan
    const place = project ? folder : null
    process.stderr.write(write ? closing(agent, { file, place, remove, replaced }) : 'Nothing was written.\n')
  }
  if (decision === 'nobody') {
    process.stderr.write('rehearsal: there is no terminal to ask at; say --yes to write this change.\n')
    exitWith(2)
  }
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

/** A person at a terminal is asked; whoever else calls says `--yes`. */
async function decide({ yes, format }: InitOptions): Promise<'yes' | 'no' | 'nobody'> {
  if (yes) return 'yes'
  if (format === 'json' || !process.stdin.isTTY || !process.stdout.isTTY) return 'nobody'
  const ask = createInterface({ input: process.stdin, output: process.stderr })
  // Without an answer, as at the end of the input, the question would never settle.
  const ended = new Promise<string>((resolve) => ask.once('close', () => resolve('')))
  const answer = await Promise.race([ask.question('Write this change? [y/N] '), ended])
  ask.close()
  return /^y(es)?$/i.test(answer.trim()) ? 'yes' : 'no'
}
