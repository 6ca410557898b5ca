import type { Decision } from '../../decision.ts'
import type { Json } from '../../json/values.ts'
import type { ClauseTrace, RuleTrace, Trace } from '../../trace.ts'
import { describeCondition } from './describe.ts'
import type { Facts } from './facts.ts'
import { Failure, type Outcome } from './failure.ts'
import { type CompiledRisk, type CompiledRule, coversCall, riskOf, stepsOf, testClauses } from './judge.ts'
import type { Judged } from './judged.ts'
import type { CapfenceModel, RiskLevel } from './model.ts'

/** How a decision came about, in the engine's order: deny, approval, risk levels, allow and warn. */
export function explainCall(
  model: CapfenceModel,
  rules: readonly CompiledRule[],
  risks: ReadonlyMap<string, CompiledRisk>,
  decision: Decision,
  judged: () => Judged,
): Trace {
  try {
    const { facts, runtime } = judged()
    if (facts === null) return { decision, rules: [], notes: ['The engine dies on this event before it asks a rule.'] }
    const { deny, approval, permit } = stepsOf(rules)
    const traced = (some: readonly CompiledRule[]) => some.map((rule) => traceRule(rule, facts, decision))
    const levels = model.riskLevels.map((risk) => traceRisk(risk, riskOf(risks, facts)?.risk === risk, facts, decision))
    const notes = [`Capability: ${String(facts.capability)}.`, ...notesOn(decision, runtime, model)]
    return { decision, rules: [...traced(deny), ...traced(approval), ...levels, ...traced(permit)], notes }
  } catch (error) {
    const note = error instanceof Error ? error.message : String(error)
    return { decision, rules: [], notes: [note] }
  }
}

function notesOn(decision: Decision, runtime: Judged['runtime'], model: CapfenceModel): string[] {
  const notes: string[] = []
  if (decision.verdict === 'default_deny') notes.push('No rule allows it: what nothing allows is denied.')
  if (decision.verdict === 'warn') notes.push('`warn` lets the call through; as a rollout it counts as a shadow event.')
  if (runtime === null) return notes
  if ('error' in runtime)
    notes.push(`Runtime: dies at ${runtime.stage} with ${runtime.error}, so the call does not run.`)
  else notes.push(`Runtime: ${runtime.decision}, ${runtime.reason}.`)
  if (model.runtimeRefuses !== null) notes.push('`check-policy` accepts this file, but the runtime does not load it.')
  return notes
}

function traceRule(compiled: CompiledRule, facts: Facts, decision: Decision): RuleTrace {
  const { rule } = compiled
  const covered = coversCall(compiled, facts)
  const outcome = covered === true ? testClauses(compiled, facts) : covered
  const clauses = [capabilityClause(compiled, covered, facts), ...clauseTraces(compiled, covered, facts)]
  const decided = decision.rule === rule.label
  return {
    label: rule.label,
    range: rule.range,
    document: rule.document,
    matched: outcome instanceof Failure ? false : outcome,
    decided,
    mode: rule.action === 'warn' ? 'observe' : 'enforce',
    why: whyOf(outcome, covered, decided, decision),
    clauses,
  }
}

function whyOf(outcome: Outcome, covered: Outcome, decided: boolean, decision: Decision): string {
  if (outcome instanceof Failure) {
    const died = `the engine dies here: ${outcome.raised}, ${outcome.reason}.`
    return decided ? `Decided: ${died}` : `Not reached; otherwise ${died}`
  }
  if (outcome === 'unknown') return 'Cannot be told: it reads a value that was not stored.'
  if (covered !== true) return 'Its capability does not cover the call.'
  if (!outcome) return 'Did not match.'
  if (decided) return 'Decided: it is the first that matched in the engine’s order.'
  return `Matched, but ${decision.rule === null ? 'the engine' : `\`${decision.rule}\``} had decided before.`
}

function capabilityClause({ rule }: CompiledRule, covered: Outcome, { capability }: Facts): ClauseTrace {
  const text = `capability ${typeof rule.capability === 'string' ? rule.capability : '(no string)'}`
  return { text, range: rule.nameRange, saw: capability, matched: covered instanceof Failure ? false : covered }
}

function clauseTraces({ clauses }: CompiledRule, covered: Outcome, facts: Facts): ClauseTrace[] {
  let skip = covered !== true || facts.payloadFailure !== null
  return clauses.map(({ condition, test, saw }): ClauseTrace => {
    const about = { text: describeCondition(condition), range: condition.range }
    if (skip) return { ...about, saw: undefined, matched: 'skipped' }
    const outcome = test(facts)
    skip = outcome === false || outcome instanceof Failure
    return { ...about, saw: saw(facts), matched: outcome instanceof Failure ? false : outcome }
  })
}

function traceRisk(risk: RiskLevel, hit: boolean, facts: Facts, decision: Decision): RuleTrace {
  const decided = decision.rule === risk.label
  const level: Json | undefined = facts.context('risk_level')
  const clause: ClauseTrace = {
    text: `risk_level is ${risk.level}`,
    range: risk.nameRange,
    saw: level,
    matched: level === risk.level,
  }
  const passed = risk.action === 'allow' && level === risk.level
  const why = passed ? 'The engine passes over a risk level that says `allow`.' : whyOf(hit, true, decided, decision)
  return {
    label: risk.label,
    range: risk.range,
    document: risk.document,
    matched: hit,
    decided,
    mode: risk.action === 'warn' ? 'observe' : 'enforce',
    why,
    clauses: [clause],
  }
}
