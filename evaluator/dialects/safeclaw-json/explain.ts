import type { Call, Given } from '../../call.ts'
import { Patterns } from '../../conditions/patterns.ts'
import { isTruthy, itemsOf, rangeAt } from '../../conditions/places.ts'
import { member, plainTree, unknownIn } from '../../conditions/plain.ts'
import type { Decision } from '../../decision.ts'
import type { Json, Truth } from '../../json/values.ts'
import type { ClauseTrace, RuleTrace, Trace } from '../../trace.ts'
import { childOf, type Node } from '../../yaml/node.ts'
import { toJson } from '../../yaml/toJson.ts'
import type { Judge, Judged } from './judge.ts'
import type { PlacedRule, SafeclawJsonModel } from './model.ts'
import { compilePredicate } from './predicate.ts'
import type { ReadyRule } from './ready.ts'
import { type Subject, subjectOf } from './subject.ts'

/** How a decision came about: rules in order up to the one that decided; what stands behind it was not looked at. */
export function explain(model: SafeclawJsonModel, judge: Judge, decision: Decision, call: Call, given: Given): Trace {
  const asked = begin(judge, decision, call, given)
  const subject = asked.subject
  let stopped = subject === null ? asked.note : null
  const traces = judge.rules.map((rule, index): RuleTrace => {
    const placed = model.rules[index] as PlacedRule
    const base = { label: placed.label, range: placed.range, document: 0, mode: decision.mode }
    if (stopped !== null || subject === null || rule === null) {
      const why = stopped ?? 'Not looked at: it is null.'
      return { ...base, matched: 'skipped', decided: false, why, clauses: [] }
    }
    const { matched, why } = outcomeOf(judge, rule, subject, given)
    const decided = matched === true && decision.rule === placed.label
    if (decided) stopped = `Not looked at: \`${placed.label}\` stands before it and decided.`
    else if (matched === 'failed') stopped = 'Not looked at: the engine ends before it.'
    const clauses = clausesOf(childOf(placed.node, 'condition'), subject)
    return { ...base, matched: matched === 'failed' ? 'unknown' : matched, decided, why, clauses }
  })
  const isDefault = subject !== null && decision.rule === null && decision.effect !== 'error'
  const byDefault = isDefault ? [`No rule matched, so the default decides: ${decision.verdict}.`] : []
  return { decision, rules: traces, notes: [asked.note, ...byDefault] }
}

/** What is asked of the rules, or why nothing is. */
function begin(judge: Judge, decision: Decision, call: Call, given: Given): { subject: Subject | null; note: string } {
  if (decision.mode === 'disabled') return { subject: null, note: 'Not looked at: enforcement is disabled.' }
  try {
    const subject = subjectOf(call)
    const early = judge.before(subject, given)
    if (early !== null) return { subject: null, note: noteOf(early) }
    const shown = unknownIn(subject.resource) ? 'a value that was not stored' : JSON.stringify(subject.resource ?? '')
    return { subject, note: `The policy sees the action \`${String(subject.type)}\` on ${shown}.` }
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error)
    return { subject: null, note: `Not looked at: the engine ends before any rule, because ${said}.` }
  }
}

function noteOf({ source }: Judged): string {
  if (source === 'workspace_deny') return 'Not looked at: the workspace check comes first, and the path is outside.'
  if (source === 'local_prefilter') return 'Not looked at: reads are allowed before any policy is asked.'
  return 'Not looked at: the document holds no policy.'
}

function outcomeOf(
  judge: Judge,
  rule: ReadyRule,
  subject: Subject,
  given: Given,
): { matched: Truth | 'failed'; why: string } {
  try {
    if (rule.active !== null && !rule.active(given.now)) {
      return { matched: false, why: 'Did not match: it is not in force at this time.' }
    }
    const matched = judge.matches(rule, subject, given.now)
    if (matched === true) return { matched, why: 'Decided: the first rule that matches does.' }
    if (matched === 'unknown') return { matched, why: 'Cannot be told: it reads a value that was not stored.' }
    const empty = !member(rule.rule.value, 'condition')
    return { matched, why: empty ? 'Did not match: a rule without `condition` never does.' : 'Did not match.' }
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error)
    return { matched: 'failed', why: `The engine ends here: ${said}.` }
  }
}

function clausesOf(condition: Node | undefined, subject: Subject): ClauseTrace[] {
  if (condition?.kind !== 'map') return []
  const group = ['any', 'all'].find((key) => isTruthy(childOf(condition, key)))
  if (group === undefined) return [clauseOf(condition, subject)]
  const clauses = itemsOf(condition, group).map((one) => clauseOf(one, subject))
  const known = clauses.map(({ matched }) => matched)
  const matched = group === 'any' ? anyOf(known) : allOf(known)
  return [{ text: `${group} of ${clauses.length}`, range: rangeAt(condition, group), saw: undefined, matched, clauses }]
}

function clauseOf(node: Node, subject: Subject): ClauseTrace {
  const value = plainTree(toJson(node))
  const field = childOf(node, 'field')
  const operator = childOf(node, 'operator')
  const word = (part: Node | undefined) => (part?.kind === 'scalar' ? part.text : '…')
  const wanted = childOf(node, 'value')
  const text = `${word(field)} ${word(operator)} ${wanted === undefined ? 'nothing' : JSON.stringify(plainTree(toJson(wanted)))}`
  const saw =
    word(field) === 'action.type' ? subject.type : word(field) === 'action.resource' ? subject.resource : undefined
  return { text, range: node.range, saw: saw as Json | undefined, matched: tried(value, subject) }
}

function tried(value: unknown, { type, resource }: Subject): Truth {
  try {
    return compilePredicate(value, new Patterns()).test(type, resource)
  } catch {
    return 'unknown'
  }
}

function anyOf(truths: readonly (Truth | 'skipped')[]): Truth {
  if (truths.includes(true)) return true
  return truths.includes('unknown') ? 'unknown' : false
}

function allOf(truths: readonly (Truth | 'skipped')[]): Truth {
  if (truths.includes(false)) return false
  return truths.includes('unknown') ? 'unknown' : true
}
