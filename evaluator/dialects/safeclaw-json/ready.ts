import { type Decisions, decisionsOf } from '../../conditions/outcome.ts'
import type { Patterns } from '../../conditions/patterns.ts'
import { member, textOf } from '../../conditions/plain.ts'
import type { Need, TextOf } from '../../literals/sieve.ts'
import { type Activity, activityOf } from './active.ts'
import type { PlacedRule } from './model.ts'
import { compileCondition, type Test } from './predicate.ts'
import type { Subject } from './subject.ts'
import { reasonOfRule } from './words.ts'

/** A rule ready to be asked, with its decision in every mode made once. */
export interface ReadyRule {
  readonly rule: PlacedRule
  readonly position: number
  /** When it is in force; null for always. */
  readonly active: Activity | null
  readonly test: Test
  /** True when its test can throw although type and resource are strings. */
  readonly fragile: boolean
  readonly types: readonly string[] | null
  readonly need: Need | null
  /** Throws where the engine cannot put its answer into words. */
  readonly decisions: () => Decisions
  readonly reason: () => string
}

/** Compiles a rule; null for a rule that is null, of which the engine dies before it looks at any. */
export function readyRule(rule: PlacedRule, position: number, patterns: Patterns): ReadyRule | null {
  const { value } = rule
  if (value === null || value === undefined) return null
  const compiled = compileCondition(member(value, 'condition'), patterns)
  const reason = () => reasonOfRule(textOf(member(value, 'description') || member(value, 'id')))
  return { rule, position, active: activityOf(value), ...compiled, reason, decisions: made(rule, reason) }
}

function made(rule: PlacedRule, reason: () => string): () => Decisions {
  const word = member(rule.value, 'effect')
  try {
    const decisions = decisionsOf({ word, rule: rule.label, reason: reason() })
    return () => decisions
  } catch {
    return () => decisionsOf({ word, rule: rule.label, reason: reason() })
  }
}

/** The resource's text, the only one that rules look for literals in; one that is no text the rules are asked about. */
export function textOfResource(): TextOf<Subject> {
  return ({ resource }) => (typeof resource === 'string' ? resource : true)
}
