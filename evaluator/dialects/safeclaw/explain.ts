import type { Call, Given } from '../../call.ts'
import type { Decision } from '../../decision.ts'
import type { Truth } from '../../json/values.ts'
import type { ClauseTrace, RuleTrace, Trace } from '../../trace.ts'
import { type CompiledRule, conditionMatcher, fieldOf, ruleMatches } from './matchers.ts'
import type { Condition, SafeclawModel } from './model.ts'

/** How a decision came about: rules in order up to the one that decided; what stands behind it was not looked at. */
export function explain(
  model: SafeclawModel,
  rules: readonly CompiledRule[],
  decision: Decision,
  call: Call,
  given: Given,
): Trace {
  const looked = decision.mode !== 'disabled'
  let decidedBy: string | null = null
  const traces = rules.map((compiled): RuleTrace => {
    const would = ruleMatches(compiled, call)
    const asked = looked && decidedBy === null
    const trace = ruleTrace(compiled, asked ? would : 'skipped', decision, call)
    if (!asked) return { ...trace, why: skippedBecause(decidedBy, would) }
    if (trace.decided) decidedBy = trace.label
    return trace
  })
  const notes = [modeNote(model, given), ...(looked && decidedBy === null ? [nothingMatched(call)] : [])]
  return { decision, rules: traces, notes }
}

function modeNote(model: SafeclawModel, given: Given): string {
  if (given.modeOverride !== undefined) return `Mode ${given.modeOverride}: it was set for this call.`
  return model.modeStands
    ? `Mode ${model.mode}: the document's own.`
    : `Mode ${model.mode}: the document names none, and this is what it starts with.`
}

function nothingMatched(call: Call): string {
  return `No rule matched this \`${call.tool}\`, and what no rule allows is denied.`
}

function skippedBecause(decidedBy: string | null, would: Truth): string {
  if (decidedBy === null) return 'Not looked at: enforcement is disabled.'
  const also = would === true ? ' It would have matched too.' : ''
  return `Not looked at: \`${decidedBy}\` stands before it and decided.${also}`
}

function ruleTrace({ rule }: CompiledRule, matched: Truth | 'skipped', { mode }: Decision, call: Call): RuleTrace {
  return {
    label: rule.name,
    range: rule.range,
    document: 0,
    matched,
    decided: matched === true,
    mode,
    why: whyOf(matched, rule.action === call.tool, rule.verdict),
    clauses: matched === 'skipped' ? [] : clauses(rule.conditions, call, actionClause(rule, call)),
  }
}

function whyOf(matched: Truth | 'skipped', sameAction: boolean, verdict: string): string {
  if (matched === true) return `Decided: the first rule that matches does, and it says ${verdict}.`
  if (matched === 'unknown') return 'Cannot be told: it reads a value that was not stored.'
  return sameAction ? 'Did not match: a condition does not hold.' : 'Did not match: it is about another action.'
}

function actionClause(rule: CompiledRule['rule'], { tool }: Call): ClauseTrace {
  return { text: `action is ${rule.action}`, range: rule.actionRange, saw: tool, matched: tool === rule.action }
}

function clauses(conditions: readonly Condition[], call: Call, action: ClauseTrace): ClauseTrace[] {
  if (action.matched === false) {
    return [action, ...conditions.map((one): ClauseTrace => ({ ...describe(one, call), matched: 'skipped' }))]
  }
  return [action, ...conditions.map((one) => ({ ...describe(one, call), matched: conditionMatcher(one)(call) }))]
}

function describe(condition: Condition, call: Call): Omit<ClauseTrace, 'matched'> {
  const { field, operator, value, range } = condition
  const wanted = operator === 'matches' ? `/${value.source}/` : JSON.stringify(value)
  const saw = fieldOf(call, field)
  return { text: `${field} ${operator} ${wanted}`, range, saw }
}
