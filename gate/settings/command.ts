import path from 'node:path'
import type { Mode } from '../../evaluator/effect.ts'
import { type CallFlags, callFlagWords } from '../call-settings.ts'
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

/** Ours is what starts Rehearsal's command line with `hook` and this word. */
export function isOurs(word: string, command: string): boolean {
  const words = shellWords(command)
  const at = words.indexOf('hook')
  const program = at > 0 ? path.posix.basename((words[at - 1] ?? '').replaceAll('\\', '/')) : ''
  return words[at + 1] === word && /^(cli\.cjs|entry\.ts|rehearsal(\.cmd)?)$/.test(program)
}
