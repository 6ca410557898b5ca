import path from 'node:path'
import type { Mode } from '../../evaluator/effect.ts'
import { type CallFlags, callFlagWords } from '../call-settings.ts'
import { modeOf } from '../mode-word.ts'
import { shellLine, shellWords } from './shell-words.ts'

/** What the command line of a hook says. */
export interface HookLine {
  /** The program and what precedes `hook AGENT`. */
  readonly launcher: readonly string[]
  readonly policies: readonly string[]
  /** The workspace's own log where none is named. */
  readonly audit?: string
  readonly mode?: Mode
  readonly flags?: CallFlags
  readonly tally?: string
}

/**
 * The command that the agent called `word` starts. It carries a mode only where one was asked for, so that else the
 * file decides, and is the same text for the same wishes: Codex trusts a hook by its text.
 */
export function hookCommand(
  word: string,
  { launcher, policies, audit, mode, flags: own = {}, tally }: HookLine,
): string {
  const flags = policies.flatMap((policy) => ['--policy', policy])
  if (mode !== undefined) flags.push('--enforcement-mode', mode)
  flags.push(...callFlagWords(own))
  if (tally !== undefined) flags.push('--tally', tally)
  return shellLine([...launcher, 'hook', word, ...flags, ...(audit === undefined ? [] : ['--audit', audit])])
}

/** What a hook's command line asks for; `words` is all that follows `hook AGENT`, as it stands there. */
export interface AskedOfHook {
  /** None means those that are found in the agent's project. */
  readonly policies: readonly string[]
  readonly mode?: Mode
  readonly audit?: string
  readonly words: readonly string[]
}

/** Reads a command line that `isOurs`; words that it does not know stay in `words` alone. */
export function readHookCommand(command: string): AskedOfHook {
  const all = shellWords(command)
  const words = all.slice(all.indexOf('hook') + 2)
  const values = (flag: string) =>
    words.flatMap((word, at) => {
      if (word.startsWith(`${flag}=`)) return [word.slice(flag.length + 1)]
      const next = words[at + 1]
      return word === flag && next !== undefined ? [next] : []
    })
  const mode = modeOf(values('--enforcement-mode').at(-1) ?? '')
  const audit = values('--audit').at(-1)
  return {
    policies: values('--policy'),
    ...(mode === undefined ? {} : { mode }),
    ...(audit === undefined ? {} : { audit }),
    words,
  }
}

/** Whose settings hold a hook: the user's, those of the project that one stands in, or those of the one at a path. */
export type SettingsOf = 'user' | 'project' | { readonly project: string }

/** The `init` that writes this very hook: the same policies, mode, log and further flags. */
export function initCommand(word: string, command: string, settings: SettingsOf): string {
  return initLine(word, readHookCommand(command).words, settings)
}

/** The `init --remove` that takes the hook out again. */
export function removeCommand(word: string, settings: SettingsOf): string {
  return initLine(word, ['--remove'], settings)
}

function initLine(word: string, flags: readonly string[], settings: SettingsOf): string {
  const line = shellLine(['rehearsal', 'init', word, ...(settings === 'user' ? [] : ['--project']), ...flags])
  return typeof settings === 'string' ? line : `cd ${shellLine([settings.project])} && ${line}`
}

/** Ours is what starts Rehearsal's command line with `hook` and this word. */
export function isOurs(word: string, command: string): boolean {
  const words = shellWords(command)
  const at = words.indexOf('hook')
  const program = at > 0 ? path.posix.basename((words[at - 1] ?? '').replaceAll('\\', '/')) : ''
  return words[at + 1] === word && /^(cli\.cjs|entry\.ts|rehearsal(\.cmd)?)$/.test(program)
}
