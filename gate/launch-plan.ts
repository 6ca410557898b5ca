import { readFileSync } from 'node:fs'
import path from 'node:path'
import { type Machine, stateFolder } from '../audit/place.ts'
import type { Mode } from '../evaluator/effect.ts'
import type { CallFlags } from './call-settings.ts'
import { discoverPolicies } from './discover.ts'
import { machineSettings, machineSettingsVariable, takesSettingsFrom } from './gemini/machine-settings.ts'
import { loadPolicies } from './load-policies.ts'
import { recall } from './memory.ts'
import { type GatePlace, gatePlace } from './place.ts'
import { anyEnforces } from './policies.ts'
import { type AgentSettings, claudeSettings, codexSettings, geminiSettings } from './settings/agents.ts'
import { hookCommand } from './settings/command.ts'
import { readSettings } from './settings/file.ts'
import { installedHooks, withHooks } from './settings/hooks.ts'
import { tomlHooks } from './settings/toml.ts'

export interface LaunchOptions {
  readonly launcher: readonly string[]
  readonly machine: Machine
  /** What to start: an agent's word, or `exec` for a program that brings the gate itself. */
  readonly agent: string
  /** The project that the agent is started in. */
  readonly folder: string
  /** Absolute; none means those that are found in the project. */
  readonly policies: readonly string[]
  readonly audit?: string
  readonly mode?: Mode
  readonly flags?: CallFlags
  /** What the agent's own command line gets. */
  readonly args: readonly string[]
}

/** How one agent is made to run the hook for a session. */
interface Way {
  readonly program: string
  readonly args: readonly string[]
  /** The text of a temporary settings file, and the arguments that name it; `tally` is where the hooks count. */
  readonly settings?: (tally: string) => string
  readonly pass?: (file: string) => readonly string[]
  /** The variable that names that file instead, and the folder that it must be in. */
  readonly variable?: string
  readonly within?: string
}

/** A start of an agent that has been worked out but not made. */
export interface Launch extends Way {
  readonly agent: string
  /** What the child's environment gets beside ours. */
  readonly env: Readonly<Record<string, string>>
  readonly place: GatePlace
  readonly policies: readonly string[]
  /** True when nothing that is judged will be stopped. */
  readonly observing: boolean
}

type Command = (agent: AgentSettings, tally?: string) => string

const ways: Readonly<Record<string, (options: LaunchOptions, command: Command) => Way | string>> = {
  claude: claudeWay,
  codex: codexWay,
  gemini: geminiWay,
  exec: ({ args: [program, ...args] }) =>
    program === undefined ? 'exec takes a program after --.' : { program, args },
}

/** What `run` can start. */
export const launchable: readonly string[] = Object.keys(ways)

/** How the agent would be started; a sentence when it cannot be. */
export function planLaunch(options: LaunchOptions): Launch | string {
  const { launcher, machine, folder, mode, flags, agent } = options
  const place = gatePlace(options.audit, folder, machine)
  const policies = options.policies.length > 0 ? options.policies : discoverPolicies(folder)
  const named = { launcher, policies, audit: place.database, ...(mode === undefined ? {} : { mode }) }
  const line = flags === undefined ? named : { ...named, flags }
  const command: Command = ({ word }, tally) =>
    hookCommand(word, { ...line, ...(tally === undefined ? {} : { tally }) })
  const way = ways[agent]?.(options, command) ?? `${agent} is nothing that run can start.`
  if (typeof way === 'string') return way
  const loaded = loadPolicies(policies, (file) => recall(place.policies, file), folder)
  return {
    ...way,
    agent,
    env: mode === undefined ? {} : { AA_ENFORCEMENT_MODE: mode },
    place,
    policies,
    observing: policies.length > 0 && !anyEnforces(loaded, mode),
  }
}

function claudeWay({ args }: LaunchOptions, command: Command): Way | string {
  const own = ownSettings(args)
  if (typeof own === 'string') return own
  const settings = (tally: string) => withHooks(claudeSettings, own.text, command(claudeSettings, tally))
  if (settings('') === null) return 'The settings given by --settings are not a JSON object.'
  return {
    program: 'claude',
    args: own.args,
    settings: (tally) => settings(tally) ?? '',
    pass: (file) => ['--settings', file],
  }
}

/**
 * Codex gets the hooks on its command line, with the same text at each start, since it runs only hooks that the user
 * has approved by their text; approving them is left to the user.
 */
function codexWay({ args, machine }: LaunchOptions, command: Command): Way | string {
  const line = command(codexSettings)
  const installed = installedIn(codexSettings, machine, line)
  if (installed === 'none') return { program: 'codex', args: [...tomlHooks(codexSettings, line), ...args] }
  return installed === 'these' ? { program: 'codex', args } : installed
}

/** Gemini CLI reads hooks from its settings files only, of which only root can replace one for a session. */
function geminiWay({ args, machine, mode }: LaunchOptions, command: Command): Way | string {
  const installed = installedIn(geminiSettings, machine, command(geminiSettings))
  if (installed === 'these') return { program: 'gemini', args }
  if (installed !== 'none') return installed
  const within = path.join(stateFolder(machine), 'sessions')
  if (takesSettingsFrom(within)) return geminiSession(args, machineSettings(machine), within, command)
  const flag = mode === undefined ? '' : ` --enforcement-mode ${mode}`
  return `Gemini CLI takes hooks from its settings files only: say \`rehearsal init gemini${flag}\` first, with the same policies and log.`
}

/** The settings of the machine, with ours laid over them, stand in for them in this session. */
function geminiSession(args: readonly string[], file: string, within: string, command: Command): Way | string {
  const settings = (tally: string) => withHooks(geminiSettings, readSettings(file), command(geminiSettings, tally))
  try {
    if (settings('') === null) return `${file} is not a JSON object as Gemini CLI reads it.`
  } catch {
    return `${file} cannot be read.`
  }
  return {
    program: 'gemini',
    args,
    settings: (tally) => settings(tally) ?? '',
    variable: machineSettingsVariable,
    within,
  }
}

/** Whether the user's settings hold the hooks with this command line; a sentence when they hold others of ours. */
function installedIn(agent: AgentSettings, machine: Machine, line: string): 'none' | 'these' | string {
  const file = agent.file(machine)
  let installed: ReturnType<typeof installedHooks> = []
  try {
    installed = installedHooks(agent, readSettings(file))
  } catch {
    // A file that cannot be read holds no hook for the agent either.
  }
  if (installed.length === 0) return 'none'
  if (installed.every((hook) => hook.command === line)) return 'these'
  return `${file} holds hooks of Rehearsal with other policies, another log or another mode; start with those, or take them out with \`rehearsal init ${agent.word} --remove\`.`
}

/** The settings that the agent's own arguments name, which ours are laid over, and the arguments without them. */
function ownSettings(args: readonly string[]): { text: string; args: readonly string[] } | string {
  const at = args.findIndex((arg) => arg === '--settings' || arg.startsWith('--settings='))
  if (at < 0) return { text: '', args }
  const joined = args[at]?.startsWith('--settings=')
  const value = joined ? args[at]?.slice('--settings='.length) : args[at + 1]
  const rest = args.toSpliced(at, joined ? 1 : 2)
  if (value === undefined) return '--settings takes a file or a JSON text.'
  if (value.trim().startsWith('{')) return { text: value, args: rest }
  try {
    return { text: readFileSync(value, 'utf8'), args: rest }
  } catch {
    return `The settings file ${value} cannot be read.`
  }
}
