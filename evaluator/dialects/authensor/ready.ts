import { type Decisions, decisionsOf } from '../../conditions/outcome.ts'
import type { Patterns } from '../../conditions/patterns.ts'
import { member, textOf } from '../../conditions/plain.ts'
import { TypeIndex } from '../../conditions/type-index.ts'
import { Unknown } from '../../json/values.ts'
import type { Need, TextOf } from '../../literals/sieve.ts'
import { compileCondition, type Test } from './condition.ts'
import type { Envelope } from './envelope.ts'
import type { PlacedPolicy, PlacedRule } from './model.ts'
import { getterOf } from './path.ts'
import { compileScope, type Scope } from './scope.ts'
import { compileSession, type SessionCheck } from './session.ts'
import { reasonOfDefault } from './words.ts'

/** A rule ready to be asked. */
export interface ReadyRule {
  readonly rule: PlacedRule
  /** Its index among all rules of the document. */
  readonly index: number
  readonly position: number
  readonly test: Test
  readonly fragile: boolean
  readonly types: readonly string[] | null
  readonly need: Need | null
  readonly rateLimit: unknown
  /** The outcome where no rate limit is reached. */
  readonly outcome: Outcome
}

export interface Outcome {
  readonly word: unknown
  readonly reason: unknown
  readonly decisions: Decisions
}

/** A policy ready to be asked. */
export interface ReadyPolicy {
  readonly policy: PlacedPolicy
  readonly scope: Scope | null
  readonly session: SessionCheck | null
  readonly rules: readonly ReadyRule[]
  /** Why the engine dies when it comes to the rules; null when it does not. */
  readonly crash: string | null
  readonly byDefault: () => Outcome | null
  readonly index: TypeIndex<ReadyRule, Envelope>
}

export function outcome(word: unknown, rule: string | null, reason: unknown): Outcome {
  return { word, reason, decisions: decisionsOf({ word, rule, reason }) }
}

/** Compiles one policy; `first` is the index of its first rule among the document's. */
export function readyPolicy(policy: PlacedPolicy, first: number, patterns: Patterns): ReadyPolicy {
  const { value } = policy
  const rules = policy.rules.map((rule, position) => readyRule(rule, first + position, position, patterns))
  const source = member(value, 'rules')
  const iterable = typeof source === 'string' || Array.isArray(source)
  return {
    policy,
    scope: compileScope(member(value, 'scope'), patterns),
    session: compileSession(member(value, 'sessionRules'), patterns),
    rules,
    crash: iterable ? null : '`rules` is no list',
    byDefault: defaultOf(member(value, 'defaultEffect')),
    index: new TypeIndex(rules, textOfField),
  }
}

/** A field's text; what is none holds no literal, and of what was not stored nothing can be told. */
function textOfField(field: string): TextOf<Envelope> {
  const get = getterOf(field)
  return (envelope) => {
    const saw = get(envelope)
    return typeof saw === 'string' ? saw : saw instanceof Unknown
  }
}

function readyRule(rule: PlacedRule, index: number, position: number, patterns: Patterns): ReadyRule {
  const { value } = rule
  if (value === null || value === undefined) return nullRule(rule, index, position)
  const compiled = compileCondition(member(value, 'condition'), patterns)
  const made = outcome(member(value, 'effect'), rule.label, member(value, 'description'))
  return { rule, index, position, ...compiled, rateLimit: member(value, 'rateLimit'), outcome: made }
}

/** A rule that is null, of which the engine dies when it comes to it. */
function nullRule(rule: PlacedRule, index: number, position: number): ReadyRule {
  const test = () => {
    throw new TypeError('a rule is null')
  }
  const made = outcome(undefined, rule.label, null)
  return { rule, index, position, test, fragile: true, types: null, need: null, rateLimit: null, outcome: made }
}

function defaultOf(word: unknown): () => Outcome | null {
  if (!word) return () => null
  const make = () => outcome(word, null, reasonOfDefault(textOf(word)))
  try {
    const made = make()
    return () => made
  } catch {
    return make
  }
}
