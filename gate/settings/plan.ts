import type { Machine } from '../../audit/place.ts'
import type { Mode } from '../../evaluator/effect.ts'
import type { CallFlags } from '../call-settings.ts'
import { discoverPolicies } from '../discover.ts'
import { gatePlace } from '../place.ts'
import type { AgentSettings } from './agents.ts'
import { hookCommand } from './command.ts'
import { readSettings } from './file.ts'
import { withHooks, withoutHooks } from './hooks.ts'
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

/** A change to an agent's settings that has not been made yet, or why there is none. */
export type Plan =
  | {
      readonly kind: 'change'
      readonly file: string
      readonly before: string
      readonly after: string
      readonly policies: readonly string[]
    }
  | { readonly kind: 'nothing'; readonly file: string; readonly why: string }
  | { readonly kind: 'refused'; readonly file: string; readonly why: string }

/** What `init AGENT` would change. Writes nothing. */
export function planHooks(options: PlanOptions): Plan {
  const { agent, machine, folder, remove } = options
  const file = agent.file(machine, options.project ? folder : undefined)
  const policies = options.policies.length > 0 || remove ? options.policies : discoverPolicies(folder)
  if (policies.length === 0 && !remove) {
    return { kind: 'nothing', file, why: 'No policy was found in this project; name one with --policy FILE.' }
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
  if (after !== before) return { kind: 'change', file, before, after, policies }
  return {
    kind: 'nothing',
    file,
    why: remove ? `${file} holds no hooks of Rehearsal.` : `${file} holds these hooks already.`,
  }
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
