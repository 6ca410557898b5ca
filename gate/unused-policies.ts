import type { PolicyState } from './policy-states.ts'
import { initCommand } from './settings/command.ts'
import { shellLine } from './settings/shell-words.ts'
import { type StandingHook, usesPolicy } from './settings/standing.ts'

/** Whether any installed hook judges by a policy; `off` where all that do are kept from running. */
export type HookUse = 'used' | 'off' | 'none'

/** How the policy in `files` is used by `hooks`. */
export function hookUseOf(files: readonly string[], hooks: readonly StandingHook[]): HookUse {
  const using = hooks.filter((hook) => files.some((file) => usesPolicy(hook, file)))
  if (using.length === 0) return 'none'
  return using.some(({ off }) => off === null) ? 'used' : 'off'
}

/**
 * A sentence for each policy of a project that an installed hook passes over: one that was judged before (`judged`), or
 * all of them where every hook judges by other projects' policies alone. Which of several policies a hook takes is the
 * user's choice, so the rest is no finding.
 */
export function passedOver(
  policies: readonly PolicyState[],
  hooks: readonly StandingHook[],
  judged: ReadonlySet<string>,
): readonly string[] {
  const running = hooks.filter(({ off }) => off === null)
  const [hook] = running
  if (hook === undefined) return []
  const readable = policies.filter(({ problem }) => problem === null)
  const unused = readable.filter(({ policy_files }) => hookUseOf(policy_files, running) === 'none')
  const none = unused.length === readable.length
  return unused
    .filter(({ policy_file }) => none || judged.has(policy_file))
    .map(({ policy_file, policy_files }) => {
      const { word, product } = hook.agent
      const others = hook.policies.length === 0 ? 'no policy of this project' : hook.policies.join(', ')
      const flags = shellLine(['hook', word, ...policy_files.flatMap((file) => ['--policy', file])])
      const forget = none ? '' : ` Where that is meant, \`rehearsal doctor ${shellLine(['--forget', policy_file])}\`.`
      return `No installed hook uses ${policy_file}, so it stops nothing: the hook of ${product} in ${hook.file} judges by ${others}. \`${initCommand(word, flags, 'project')}\` has it judged here, beside that hook.${forget}`
    })
}
