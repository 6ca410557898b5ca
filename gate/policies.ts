import path from 'node:path'
import type { JudgingDialect, PolicyModel } from '../evaluator/dialect.ts'
import type { Mode } from '../evaluator/effect.ts'
import type { DialectName, Policy } from '../evaluator/policy.ts'
import type { PolicyText } from '../evaluator/text.ts'
import type { HookProblem } from './agent-hook.ts'
import type { RememberedPolicy } from './memory.ts'

/** A policy that can judge. */
export interface ReadyPolicy {
  readonly kind: 'ready'
  /** Absolute; several for a composition, in order. */
  readonly files: readonly string[]
  readonly name: string
  readonly dialect: JudgingDialect
  readonly policy: Policy
  /** What it was made from, with what it calls for by name. */
  readonly documents: readonly PolicyText[]
  /** What its documents were read as, where they were read by this process. */
  readonly model?: PolicyModel
  /** What it was when it last loaded; null when it is new. */
  readonly before: RememberedPolicy | null
}

/** A policy that cannot be read now. */
export interface UnreadablePolicy {
  readonly kind: 'unreadable'
  readonly files: readonly string[]
  readonly name: string
  readonly dialect: DialectName | null
  /** The mode of its last good load, `enforce` when any part of it enforced; null when it never loaded. */
  readonly mode: Mode | null
  readonly problem: HookProblem
  /** The files that it calls for by name, as far as it was read; absolute. */
  readonly calledFor?: readonly string[]
  readonly before: RememberedPolicy | null
}

export type GatePolicy = ReadyPolicy | UnreadablePolicy

/** What was remembered of the policy at a file. */
export type Recall = (file: string) => RememberedPolicy | null
/** True when the document or a rule of it enforces. */
export function enforces(policy: Policy): boolean {
  return policy.mode === 'enforce' || policy.rules.some(({ enabled, mode }) => enabled && mode === 'enforce')
}

/** True when any of the policies may stop a call; `flag` is the mode of the command line. */
export function anyEnforces(policies: readonly GatePolicy[], flag: Mode | undefined): boolean {
  if (flag !== undefined) return flag === 'enforce' && policies.length > 0
  return policies.some((each) => (each.kind === 'ready' ? readyEnforces(each) : each.mode === 'enforce'))
}

/** An override that was seen to enforce counts for as long as the policy stays the same. */
export function readyEnforces({ policy, before }: ReadyPolicy): boolean {
  return enforces(policy) || (before?.digest === policy.digest && before.enforcing)
}

/** What is remembered of `files` when they cannot even be looked at, for the reason `problem`. */
export function lastKnown(files: readonly string[], problem: HookProblem, recall: Recall): readonly GatePolicy[] {
  return files.map((file) => unreadablePolicy([file], file, problem, recall))
}

/** A policy of `files` that cannot be read now, for the reason `problem`; what is remembered of it still counts. */
export function unreadablePolicy(
  files: readonly string[],
  file: string,
  problem: HookProblem,
  recall: Recall,
): UnreadablePolicy {
  const known = files.flatMap((each) => recall(each) ?? [])
  const before = known[0] ?? null
  const mode = known.some(({ enforcing }) => enforcing) ? 'enforce' : (before?.mode ?? null)
  return {
    kind: 'unreadable',
    files,
    name: before?.name ?? path.basename(file),
    dialect: before?.dialect ?? null,
    mode,
    problem,
    before,
  }
}
