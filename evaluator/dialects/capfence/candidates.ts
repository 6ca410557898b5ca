import type { Facts } from './facts.ts'
import { type CompiledRule, coversCall, type Steps, stepsOf } from './judge.ts'

const remembered = 1000

/**
 * The rules whose capability covers a call's, found once per capability. Null where the engine would die on a
 * capability that is no string: every rule must then be asked in turn.
 */
export function candidateIndex(rules: readonly CompiledRule[]): (facts: Facts) => Steps | null {
  if (rules.some(({ rule }) => typeof rule.capability !== 'string')) return () => null
  const known = new Map<string, Steps>()
  return (facts) => {
    const { capability } = facts
    if (typeof capability !== 'string') return null
    const steps = known.get(capability)
    if (steps !== undefined) return steps
    if (known.size >= remembered) known.clear()
    const found = stepsOf(rules.filter((rule) => coversCall(rule, facts) === true))
    known.set(capability, found)
    return found
  }
}
