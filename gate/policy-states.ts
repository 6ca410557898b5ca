import type { Mode } from '../evaluator/effect.ts'
import type { DialectName } from '../evaluator/policy.ts'
import { loadPolicies } from './load-policies.ts'
import { enforces, type GatePolicy, type Recall } from './policies.ts'

/** A policy as the gate reads it. */
export interface PolicyState {
  readonly policy: string
  /** The first of its files. */
  readonly policy_file: string
  /** All of them, for a composition; absolute. */
  readonly policy_files: readonly string[]
  readonly dialect: DialectName | null
  /** `enforce` where any part of it enforces; null where it never loaded, so that it stops nothing. */
  readonly mode: Mode | null
  /** Why it cannot be read; null when it can. */
  readonly problem: string | null
}

/** The policies in `files` as a hook of the project around `folder` would read them; `flag` is the mode of the hook's command line. Never throws. */
export function policyStates(
  files: readonly string[],
  recall: Recall,
  folder: string,
  flag?: Mode,
): readonly PolicyState[] {
  return loadPolicies(files, recall, folder).map((policy) => stateOf(policy, flag))
}

function stateOf(policy: GatePolicy, flag: Mode | undefined): PolicyState {
  const { name, files: policy_files } = policy
  const file = { policy: name, policy_file: policy_files[0] ?? '', policy_files }
  if (policy.kind === 'unreadable') {
    return {
      ...file,
      dialect: policy.dialect,
      mode: policy.mode && (flag ?? policy.mode),
      problem: policy.problem.message,
    }
  }
  const own = enforces(policy.policy) ? 'enforce' : policy.policy.mode
  return { ...file, dialect: policy.dialect.name, mode: flag ?? own, problem: null }
}
