import type { Mode } from '../evaluator/effect.ts'
import type { Recall } from '../gate/policies.ts'
import { type PolicyState, policyStates } from '../gate/policy-states.ts'
import type { AgentSettings } from '../gate/settings/agents.ts'
import { initCommand, removeCommand } from '../gate/settings/command.ts'
import type { Plan, Replaced } from '../gate/settings/plan.ts'

/** What a change to an agent's settings means for its calls. */
export interface Meaning {
  /** The policies that the hook judges by, in the modes that hold with it. */
  readonly policies: readonly PolicyState[]
  /** The same of policies that are no longer judged. */
  readonly gone: readonly PolicyState[]
  readonly replaced: Replaced | null
}

/** Reads the policies that a plan is about, from disk. */
export function meaningOf(
  plan: Plan,
  recall: Recall,
  { mode, remove, folder }: { readonly mode: Mode | undefined; readonly remove: boolean; readonly folder: string },
): Meaning {
  if (plan.kind === 'refused' || remove) return { policies: [], gone: [], replaced: null }
  const replaced = plan.kind === 'change' ? plan.replaced : null
  return {
    policies: policyStates(plan.policies, recall, folder, mode),
    gone:
      replaced === null
        ? []
        : policyStates(replaced.gone, recall, folder, replaced.modes === null ? mode : replaced.modes.before),
    replaced,
  }
}

/** Which policies will judge, and which of them will block. */
export function policyLines({ policies }: Meaning, mode: Mode | undefined): readonly string[] {
  if (policies.length === 0) return []
  const enforce = policies.filter((policy) => policy.mode === 'enforce')
  const hint =
    enforce.length === 0 || mode !== undefined
      ? []
      : [
          `What ${enforce.length === 1 ? 'that one denies' : 'those deny'} is blocked; --enforcement-mode observe has all of them only observe.`,
        ]
  const words = { enforce: 'Enforces', observe: 'Observes', disabled: 'Disabled' }
  return [
    'The policies that judge from the next session on:',
    ...policies.map((policy) => {
      const { dialect, problem } = policy
      if (problem !== null) return `  Unread    ${problem}`
      return `  ${words[policy.mode ?? 'observe']}  ${filesOf(policy)} (${dialect})`
    }),
    ...hint,
  ]
}

/** What is lost when the hook takes another's place, and how to have both. */
export function replacedLines({ policies, gone, replaced }: Meaning, word: string, file: string, project: boolean) {
  if (replaced === null) return []
  const { eachProjectsOwn, modes } = replaced
  const others = gone.length > 0 || eachProjectsOwn
  const both =
    'To have both, leave this hook alone and add --project: the hook then stands in the settings of this project.'
  return [
    `Warning: ${file} has a hook of Rehearsal for ${others ? 'other policies' : 'another mode'} already, which this one replaces.`,
    ...gone.map(
      (policy) => `  No longer judged: ${filesOf(policy)}${policy.mode === 'enforce' ? ' (it enforces)' : ''}`,
    ),
    ...(eachProjectsOwn ? ["  No longer judged: each project's own policies"] : []),
    ...(others ? policies.map((policy) => `  Judged instead:   ${filesOf(policy)}`) : []),
    ...(modes === null ? [] : [`  Mode:             ${modeFlag(modes.before)}; from now on ${modeFlag(modes.after)}`]),
    ...(others && !project ? [`${both} (rehearsal init ${word} --project)`] : []),
  ]
}

/** What was done, from when on it holds, and what undoes it. `place` is the project whose own settings changed. */
export function closing(
  { word, product }: AgentSettings,
  change: { file: string; place: string | null; remove: boolean; replaced: Replaced | null },
): string {
  const { file, place, remove, replaced } = change
  if (remove) return `Removed from ${file}. ${product} starts its next session without the hooks.\n`
  const settings = place === null ? 'user' : 'project'
  const back =
    replaced === null
      ? ''
      : ` The hook that it replaced comes back with \`${initCommand(word, replaced.command, settings)}\`.`
  const undo = `\`${removeCommand(word, settings)}\` ${replaced === null ? 'undoes it' : 'takes it out'}.${back}\n`
  const where = place === null ? 'in any folder' : `in ${place}`
  if (word === 'codex')
    return `Written to ${file}. Codex runs these hooks once you have approved them: start codex ${where} and say /hooks. ${undo}`
  return `Written to ${file}. Every new session of ${product} ${where} is judged from now on; ${undo}`
}

/** The same for programs. */
export function asJson(plan: Plan, { policies, gone, replaced }: Meaning, written: boolean): object {
  const told = { policies: policies.map(stateJson) }
  if (plan.kind !== 'change') return { settings_file: plan.file, changed: false, reason: plan.why, ...told }
  const { file, before, after } = plan
  const lost = replaced && {
    policies: gone.map(stateJson),
    each_projects_own: replaced.eachProjectsOwn,
    modes: replaced.modes && { before: replaced.modes.before ?? null, after: replaced.modes.after ?? null },
  }
  return { settings_file: file, changed: written, policy_files: plan.policies, ...told, replaced: lost, before, after }
}

function stateJson({ policy, policy_files, dialect, mode, problem }: PolicyState): object {
  return { policy, policy_files, dialect, mode, problem }
}

const filesOf = ({ policy_files }: PolicyState) => policy_files.join(' + ')

const modeFlag = (mode: Mode | undefined) =>
  mode === undefined ? "each policy's own mode" : `--enforcement-mode ${mode}`
