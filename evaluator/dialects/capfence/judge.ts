import type { Truth } from '../../json/values.ts'
import { PythonBytes } from '../../python/bytes.ts'
import { documentEquals } from '../../python/document-equal.ts'
import type { Pattern } from '../../regex/pattern.ts'
import { type Capability, matchesCapability, parseCapability } from './capability.ts'
import { type Clause, compileCondition } from './conditions.ts'
import type { Facts } from './facts.ts'
import { Failure, type Outcome } from './failure.ts'
import type { CapfenceModel, CapfenceRule, RiskLevel } from './model.ts'
import type { Action } from './words.ts'

/** One rule, ready to be asked; `index` is its place in the engine's combined list. */
export interface CompiledRule {
  readonly rule: CapfenceRule
  readonly index: number
  readonly parsed: Capability | null
  readonly clauses: readonly Clause[]
  /** Whether the engine can die on it. */
  readonly fallible: boolean
  /** What it says when it decides. */
  readonly answer: Answer
}

export interface CompiledRisk {
  readonly risk: RiskLevel
  readonly index: number
  readonly answer: Answer
}

/** Rules in the order of the engine's steps: deny, approval, then allow and warn together. */
export interface Steps {
  readonly deny: readonly CompiledRule[]
  readonly approval: readonly CompiledRule[]
  readonly permit: readonly CompiledRule[]
}

export type Verdict = 'allow' | 'deny' | 'require_approval' | 'warn' | 'default_deny'

/** The policy layer's answer. */
export interface Answer {
  readonly verdict: Verdict | Failure
  readonly section: string
  readonly reason: string
  /** Label of the rule or risk level that decided, or at which the engine died; null when none did. */
  readonly label: string | null
  /** Its place in the engine's combined list; null for a risk level. */
  readonly index: number | null
}

export function compileRule(rule: CapfenceRule, index: number): CompiledRule {
  const clauses = rule.conditions.map(compileCondition)
  const parsed = typeof rule.capability === 'string' ? parseCapability(rule.capability) : null
  const fallible = typeof rule.capability !== 'string' || clauses.some((clause) => clause.fallible)
  const verdict = verdictOf(rule.action)
  const answer: Answer = { verdict, section: verdict, reason: `policy_${verdict}`, label: rule.label, index }
  return { rule, index, parsed, clauses, fallible, answer }
}

export function stepsOf(rules: readonly CompiledRule[]): Steps {
  const of = (...actions: Action[]) => rules.filter(({ rule }) => actions.includes(rule.action))
  return { deny: of('deny', 'block'), approval: of('require_approval'), permit: of('allow', 'warn') }
}

export function patternsOf(rules: readonly CompiledRule[]): Pattern[] {
  return rules.flatMap(({ clauses }) => clauses.flatMap(({ patterns }) => patterns))
}

/** Whether the rule's capability covers the call's. */
export function coversCall({ rule, parsed }: CompiledRule, facts: Facts): Outcome {
  const { capability } = rule
  const asked = facts.capability
  if (typeof capability === 'string' && typeof asked === 'string') {
    return matchesCapability(capability, parsed, asked, facts.parsed)
  }
  if (capability === '*' || documentEquals(capability, asked)) return true
  if (typeof capability !== 'string') {
    const raised = capability instanceof PythonBytes ? 'TypeError' : 'AttributeError'
    return new Failure(raised, 'the capability of the rule is no string')
  }
  if (!capability.endsWith('.*')) return false
  return new Failure('AttributeError', 'the capability of the call is no string')
}

/** Whether a rule whose capability covers the call matches: its clauses in order, up to the first that fails. */
export function testClauses({ clauses }: CompiledRule, facts: Facts): Outcome {
  if (facts.payloadFailure !== null) return facts.payloadFailure
  let matched: Truth = true
  for (let i = 0; i < clauses.length; i++) {
    const outcome = (clauses[i] as Clause).test(facts)
    if (outcome === false || outcome instanceof Failure) return outcome
    if (outcome === 'unknown') matched = outcome
  }
  return matched
}

export function testRule(rule: CompiledRule, facts: Facts): Outcome {
  const covered = coversCall(rule, facts)
  return covered === true ? testClauses(rule, facts) : covered
}

const byDefault: Answer = {
  verdict: 'default_deny',
  section: 'default',
  reason: 'policy_default_deny',
  label: null,
  index: null,
}

/**
 * The engine's order: the first deny, the first approval, the risk level, the first allow or warn, else the default.
 * `outcomeOf` answers for one rule; an unknown outcome counts as no match, the first failure before a match ends
 * everything. The labels of all that match are added to `matched`.
 */
export function judge(
  steps: Steps,
  risks: ReadonlyMap<string, CompiledRisk>,
  facts: Facts,
  outcomeOf: (rule: CompiledRule, facts: Facts) => Outcome,
  matched: string[],
): Answer {
  let answer = sweep(steps.deny, facts, outcomeOf, null, matched)
  answer = sweep(steps.approval, facts, outcomeOf, answer, matched)
  const risk = riskOf(risks, facts)
  if (risk !== null) {
    matched.push(risk.risk.label)
    answer ??= risk.answer
  }
  return sweep(steps.permit, facts, outcomeOf, answer, matched) ?? byDefault
}

/** The risk level that speaks of a call; null when there is none. */
export function riskOf(risks: ReadonlyMap<string, CompiledRisk>, facts: Facts): CompiledRisk | null {
  if (risks.size === 0) return null
  const level = facts.context('risk_level')
  return (typeof level === 'string' ? risks.get(level) : undefined) ?? null
}

function sweep(
  rules: readonly CompiledRule[],
  facts: Facts,
  outcomeOf: (rule: CompiledRule, facts: Facts) => Outcome,
  before: Answer | null,
  matched: string[],
): Answer | null {
  let answer = before
  for (let i = 0; i < rules.length; i++) {
    const rule = rules[i] as CompiledRule
    const outcome = outcomeOf(rule, facts)
    if (outcome === true) {
      matched.push(rule.rule.label)
      answer ??= rule.answer
    } else if (answer === null && outcome instanceof Failure) {
      answer = { verdict: outcome, section: '', reason: '', label: rule.rule.label, index: rule.index }
    }
  }
  return answer
}

/** Risk levels by name, without those that say `allow`, which the engine passes over; indexes follow the rules'. */
export function compileRisks(model: CapfenceModel): ReadonlyMap<string, CompiledRisk> {
  const from = model.rules.length
  const risks = model.riskLevels.map((risk, at) => compileRisk(risk, from + at))
  return new Map(risks.filter(({ risk }) => risk.action !== 'allow').map((risk) => [risk.risk.level, risk]))
}

function compileRisk(risk: RiskLevel, index: number): CompiledRisk {
  const { label, level, action } = risk
  const reason = `risk_level:${level}`
  return { risk, index, answer: { verdict: verdictOf(action), section: 'risk_levels', reason, label, index: null } }
}

function verdictOf(action: Action): Verdict {
  return action === 'block' ? 'deny' : action
}
