import type { Machine } from '../../audit/place.ts'
import type { Mode } from '../../evaluator/effect.ts'
import type { CallFlags } from '../call-settings.ts'
import { discoverPolicies } from '../discover.ts'
import { gatePlace } from '../place.ts'
import type { AgentSettings } from './agents.ts'
import { hookCommand, readHookCommand } from './command.ts'
import { readSettings } from './file.ts'
import { installedHooks, withHooks, withoutHooks } from './hooks.ts'
import { faultyLine, readJsonText } from './json-text.ts'

export interface PlanOptions {
  readonly agent: AgentSettings
  readonly launcher: readonly string[]
  readonly machine: Machine
  /** The project that the command is run in. */
  readonly folder: string
  /** Absolute; none means those that are found in the project. */
  readonly policies: readonly string[]
  readonly audit?: string
  readonly mode?: Mode
  readonly flags?: CallFlags
  /** Change the project's settings instead of the user's. */
  readonly project: boolean
  readonly remove: boolean
}

/** What ends when a hook takes the place of one that judged by other policies, or in another mode. */
export interface Replaced {
  /** The command line that goes. */
  readonly command: string
  /** Policies that are no longer judged. */
  readonly gone: readonly string[]
  /** The hook named none, so that each project's own policies were judged. */
  readonly eachProjectsOwn: boolean
  /** Modes of the two command lines where they differ; undefined: the files decide. */
  readonly modes: { readonly before: Mode | undefined; readonly after: Mode | undefined } | null
}

/** A change to an agent's settings that has not been made yet, or why there is none. */
export type Plan =
  | {
      readonly kind: 'change'
      readonly file: string
      readonly before: string
      readonly after: string
      readonly policies: readonly string[]
      readonly replaced: Replaced | null
    }
  /** `stands`: just this hook is there already. */
  | {
      readonly kind: 'nothing'
      readonly file: string
      readonly why: string
      readonly stands: boolean
      readonly policies: readonly string[]
    }
  | { readonly kind: 'refused'; readonly file: string; readonly why: string }

/** What `init AGENT` would change. Writes nothing. */
export function planHooks(options: PlanOptions): Plan {
  const { agent, machine, folder, remove } = options
  const file = agent.file(machine, options.project ? folder : undefined)
  const policies = options.policies.length > 0 || remove ? options.policies : discoverPolicies(folder)
  if (policies.length === 0 && !remove) {
    const why = 'No policy was found in this project; name one with --policy FILE.'
    return { kind: 'nothing', file, why, stands: false, policies }
  }
  let before: string
  try {
    before = readSettings(file)
  } catch (error) {
    return {
      kind: 'refused',
      file,
      why: `${file} cannot be read (${error instanceof Error ? error.message : String(error)}).`,
    }
  }
  if (before.startsWith('\uFEFF') && !agent.byteOrderMark) {
    const why = `${file} begins with a byte order mark, which ${agent.product} does not read; save it without one.`
    return { kind: 'refused', file, why }
  }
  const after = remove ? removed(agent, before) : withHooks(agent, before, commandOf(options, policies))
  if (after === null) return { kind: 'refused', file, why: `${file} ${whyNot(agent, before)}; mend it first.` }
  if (after !== before) {
    const replaced = remove ? null : replacedBy(options, policies, before)
    return { kind: 'change', file, before, after, policies, replaced }
  }
  return {
    kind: 'nothing',
    file,
    stands: !remove,
    policies,
    why: remove ? `${file} holds no hooks of Rehearsal.` : `${file} holds these hooks already.`,
  }
}

/** What the hooks that stand in the settings judge and the new one does not; null where that is nothing. */
function replacedBy({ agent, mode }: PlanOptions, policies: readonly string[], before: string): Replaced | null {
  const commands = [...new Set(installedHooks(agent, before).map(({ command }) => command))]
  const [command] = commands
  if (command === undefined) return null
  const asked = commands.map(readHookCommand)
  const gone = [...new Set(asked.flatMap((each) => each.policies))].filter((each) => !policies.includes(each))
  const eachProjectsOwn = asked.some((each) => each.policies.length === 0)
  const other = asked.find((each) => each.mode !== mode)
  const modes = other === undefined ? null : { before: other.mode, after: mode }
  if (gone.length === 0 && !eachProjectsOwn && modes === null) return null
  return { command, gone, eachProjectsOwn, modes }
}

function commandOf(
  { agent, launcher, audit, folder, machine, mode, flags }: PlanOptions,
  policies: readonly string[],
): string {
  const { database } = gatePlace(audit, folder, machine)
  const line = { launcher, policies, audit: database, ...(mode === undefined ? {} : { mode }) }
  return hookCommand(agent.word, flags === undefined ? line : { ...line, flags })
}

/** What is wrong with settings that no hook can be put into. */
function whyNot({ product }: AgentSettings, text: string): string {
  if (readJsonText(text) !== null) return `has "hooks" of a shape that ${product} does not read`
  return `is not a JSON object as ${product} reads it (line ${faultyLine(text)})`
}

function removed(agent: AgentSettings, before: string): string | null {
  return before.trim() === '' ? before : withoutHooks(agent, before)
}
