import { type Command, Option } from 'commander'
import { parse } from 'jsonc-parser'
import { amount } from '../../analysis/amount.ts'
import type { Mode } from '../../evaluator/effect.ts'
import { launch, type Tally } from '../../gate/launch.ts'
import { type Launch, launchable, planLaunch } from '../../gate/launch-plan.ts'
import { installLauncher, launcherFile } from '../../gate/launcher.ts'
import { proofSince } from '../../gate/proof.ts'
import { recordSpool } from '../../gate/recorder.ts'
import { shellLine } from '../../gate/settings/shell-words.ts'
import { addCallOptions, type CallOptions, callFlagsOf } from '../call-options.ts'
import { exitWith } from '../files.ts'
import { auditOption, formatOption, modeOption, policyOption, thisMachine } from '../options.ts'

interface RunOptions extends CallOptions {
  readonly observe?: boolean
  readonly enforcementMode?: Mode
  readonly dryRun?: boolean
  readonly policy?: readonly string[]
  readonly audit?: string
  readonly format: 'text' | 'json'
}

/** `rehearsal run AGENT -- ARGS`: one session of an agent with the hook in front of it. */
export function register(program: Command): void {
  const running = program
    .command('run')
    .description(
      'start an agent for one session with its calls judged; its exit code is ours, 1 where nothing shows that it was judged',
    )
    .argument('<agent>', `${launchable.join(', ')} (exec: a program that brings the gate itself)`)
    .argument('[args...]', "the agent's own arguments, after --")
    .addOption(
      new Option('--observe', 'stop nothing: the same as --enforcement-mode observe').conflicts('enforcementMode'),
    )
    .addOption(modeOption())
    .option('--dry-run', 'show the launch without starting it')
    .addOption(policyOption())
    .addOption(auditOption())
    .addOption(formatOption())
  addCallOptions(running).passThroughOptions().action(run)
}

async function run(agent: string, args: readonly string[], options: RunOptions, command: Command): Promise<void> {
  if (!launchable.includes(agent)) {
    command.error(`error: ${agent} is no agent that run can start; it can start ${launchable.join(', ')}`)
  }
  const mode = options.observe ? 'observe' : options.enforcementMode
  const machine = thisMachine()
  const flags = callFlagsOf(options)
  const plan = planLaunch({
    agent,
    launcher: [launcherFile(machine)],
    machine,
    folder: process.cwd(),
    policies: options.policy ?? [],
    args: args[0] === '--' ? args.slice(1) : args,
    ...(options.audit === undefined ? {} : { audit: options.audit }),
    ...(mode === undefined ? {} : { mode }),
    ...(flags === undefined ? {} : { flags }),
  })
  if (typeof plan === 'string') {
    say(plan)
    exitWith(2)
  } else if (options.dryRun) show(plan, options.format)
  else if (installLauncher(machine)) await start(plan)
  else {
    say(`The launcher ${launcherFile(machine)} cannot be written.`)
    exitWith(1)
  }
}

async function start(plan: Launch): Promise<void> {
  if (plan.policies.length === 0)
    say('No policy was found in this project, so nothing is judged; name one with --policy FILE.')
  if (plan.observing) {
    say('Observing: decisions are recorded but not enforced.')
    say(
      `List what would have happened: rehearsal audit list --dry-run-only --audit ${shellLine([plan.place.database])}`,
    )
  }
  const since = new Date().toISOString()
  const outcome = await launch(plan)
  if (typeof outcome === 'string') {
    say(outcome)
    process.exitCode = 127
    return
  }
  const recorded = await recordSpool(plan.place, [], Date.now(), { busyTimeout: 3000 })
  if (!recorded.ok) say(`Some events wait outside the log: ${recorded.message}`)
  const proof = proofSince(plan.place.database, since, plan.agent !== 'exec')
  const counted = plan.settings === undefined ? proof : outcome.tally
  if (plan.policies.length > 0) say(closing(counted))
  for (const doubt of proof.doubts) say(doubt)
  process.exitCode = outcome.exitCode === 0 && proof.doubts.length > 0 ? 1 : outcome.exitCode
}

function show(plan: Launch, format: 'text' | 'json'): void {
  const settings = plan.settings?.('CALLS') ?? null
  const named = plan.variable === undefined ? plan.env : { ...plan.env, [plan.variable]: 'SETTINGS' }
  const words = [plan.program, ...(plan.pass?.('SETTINGS') ?? []), ...plan.args]
  if (format === 'json') {
    const { policies, observing, place } = plan
    const launched = { command: words, env: named, policy_files: policies, observing, audit: place.database }
    process.stdout.write(`${JSON.stringify({ ...launched, settings: settings === null ? null : parse(settings) })}\n`)
    return
  }
  const variables = Object.entries(named).map(([name, value]) => `${name}=${value} `)
  const lines = [
    `${variables.join('')}${shellLine(words)}`,
    '',
    `policies: ${plan.policies.join(', ') || 'none'}`,
    `log:      ${plan.place.database}`,
    ...(settings === null ? [] : [`settings: ${settings}`]),
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}

function closing({ judged, wouldBlock, blocked }: Tally): string {
  const calls = `${amount(judged, 'call was', 'calls were')} judged`
  return `${calls}, ${wouldBlock} would have been blocked, ${blocked} ${blocked === 1 ? 'was' : 'were'} blocked.`
}

function say(sentence: string): void {
  process.stderr.write(`rehearsal: ${sentence}\n`)
}
