import type { Call, Given } from '../../call.ts'
import { Patterns } from '../../conditions/patterns.ts'
import { isTruthy, rangeAt } from '../../conditions/places.ts'
import { plainTree } from '../../conditions/plain.ts'
import type { Decision } from '../../decision.ts'
import { and, not, or } from '../../json/truth.ts'
import type { Json, Truth } from '../../json/values.ts'
import type { ClauseTrace, RuleTrace, Trace } from '../../trace.ts'
import { childOf, type Node } from '../../yaml/node.ts'
import { toJson } from '../../yaml/toJson.ts'
import { compileCondition } from './condition.ts'
import { Envelope } from './envelope.ts'
import type { Judge, Judged } from './judge.ts'
import type { PlacedRule } from './model.ts'
import { getterOf } from './path.ts'
import type { ReadyPolicy, ReadyRule } from './ready.ts'

/** How a decision came about: policies by priority, and of each its rules up to the one that decided. */
export function explain(judge: Judge, judged: Judged | null, decision: Decision, call: Call, given: Given): Trace {
  const envelope = new Envelope(call, given)
  const state: State = { decision, judged, envelope, stopped: initially(decision) }
  const notes: string[] = []
  const traces = new Map<number, RuleTrace>()
  for (const policy of judge.inOrder) {
    const why = state.stopped ?? whyPassedOver(policy, state)
    if (state.stopped === null && why !== null) notes.push(`${titleOf(policy)}: ${why}`)
    for (const rule of policy.rules) {
      traces.set(rule.index, why === null ? ask(rule, state) : skipped(rule, decision, state.stopped ?? why))
    }
    if (why === null && state.stopped === null && judged?.policy === policy && judged.rule === null) {
      state.stopped = `Not looked at: the default of ${titleOf(policy)} decided before it.`
    }
  }
  for (const rule of judge.rules) {
    if (!traces.has(rule.index))
      traces.set(rule.index, skipped(rule, decision, 'Not looked at: its policy is disabled.'))
  }
  const inOrder = [...traces].sort(([a], [b]) => a - b).map(([, trace]) => trace)
  return { decision, rules: inOrder, notes: [...notes, ...noteOf(judged, decision)] }
}

interface State {
  readonly decision: Decision
  readonly judged: Judged | null
  readonly envelope: Envelope
  /** Why nothing further is looked at; null while it is. */
  stopped: string | null
}

function initially({ mode }: Decision): string | null {
  return mode === 'disabled' ? 'Not looked at: enforcement is disabled.' : null
}

/** Why a policy's rules are not asked; null when they are. */
function whyPassedOver(policy: ReadyPolicy, state: State): string | null {
  try {
    const inScope = policy.scope === null ? true : policy.scope(state.envelope)
    if (inScope === false) return 'the call is outside its scope.'
    if (inScope === 'unknown') return 'whether it is in scope depends on a value that was not stored.'
  } catch (error) {
    state.stopped = `Not looked at: the engine ends at the scope of ${titleOf(policy)} (${saidBy(error)}).`
    return state.stopped
  }
  if (state.judged?.policy === policy && state.judged.violation !== null) {
    state.stopped = `Not looked at: a session rule of ${titleOf(policy)} decided before it.`
    return state.stopped
  }
  return null
}

function ask(rule: ReadyRule, state: State): RuleTrace {
  const { decision, judged, envelope } = state
  if (state.stopped !== null) return skipped(rule, decision, state.stopped)
  const { matched, failed } = tried(() => rule.test(envelope))
  const decided = matched === true && judged?.rule === rule
  const base = { ...common(rule.rule, decision), matched, decided }
  if (failed !== null) state.stopped = 'Not looked at: the engine ends before it.'
  else if (matched === true) state.stopped = `Not looked at: \`${rule.rule.label}\` stands before it and decided.`
  return {
    ...base,
    why: failed ?? whyOf(matched, judged),
    clauses: clausesOf(childOf(rule.rule.node, 'condition'), envelope),
  }
}

function whyOf(matched: Truth, judged: Judged | null): string {
  if (matched === 'unknown') return 'Cannot be told: it reads a value that was not stored.'
  if (matched === false) return 'Did not match.'
  if (judged === null) return 'Matched, but the engine ends before it can answer.'
  return judged.isLimited ? 'Decided, and its rate limit is reached.' : 'Decided: the first rule that matches does.'
}

function skipped({ rule }: ReadyRule, decision: Decision, why: string): RuleTrace {
  return { ...common(rule, decision), matched: 'skipped', decided: false, why, clauses: [] }
}

function common({ label, range }: PlacedRule, { mode }: Decision) {
  return { label, range, document: 0, mode }
}

function titleOf({ policy }: ReadyPolicy): string {
  return policy.label === '' ? 'the policy' : `\`${policy.label}\``
}

function noteOf(judged: Judged | null, decision: Decision): string[] {
  if (decision.mode === 'disabled') return ['Enforcement is disabled.']
  if (judged === null) return [decision.reason ?? '']
  if (judged.policy === null) return ['No policy is about this call, or none had a say: that is denied.']
  if (judged.rule !== null) return []
  return [judged.violation ? 'A session rule decided.' : `The default of ${titleOf(judged.policy)} decided.`]
}

function clausesOf(node: Node | undefined, envelope: Envelope): ClauseTrace[] {
  return node?.kind === 'map' ? [clauseOf(node, envelope)] : []
}

/** One condition as the engine reads it: the first of `all`, `any`, `not`, else field and operator, else always true. */
function clauseOf(node: Node, envelope: Envelope): ClauseTrace {
  const group = ['all', 'any', 'not'].find((key) => isTruthy(childOf(node, key)))
  const inner = group === undefined ? undefined : childOf(node, group)
  if (group !== undefined && inner !== undefined) {
    const clauses = (inner.kind === 'list' ? inner.items : [inner]).map((one) => clauseOf(one, envelope))
    const text = group === 'not' ? 'not' : `${group} of ${clauses.length}`
    return { text, range: rangeAt(node, group), saw: undefined, matched: joined(group, clauses), clauses }
  }
  const { matched } = tried(() => compileCondition(plainTree(toJson(node)), new Patterns()).test(envelope))
  const field = childOf(node, 'field')
  const operator = childOf(node, 'operator')
  if (field?.kind !== 'scalar' || operator?.kind !== 'scalar') {
    return { text: 'no test: always true', range: node.range, saw: undefined, matched }
  }
  const value = childOf(node, 'value')
  const wanted = value === undefined ? 'nothing' : JSON.stringify(plainTree(toJson(value)))
  return {
    text: `${field.text} ${operator.text} ${wanted}`,
    range: node.range,
    saw: sawOf(field.text, envelope),
    matched,
  }
}

function joined(group: string, clauses: readonly ClauseTrace[]): Truth {
  const truths = clauses.map(({ matched }): Truth => (matched === 'skipped' ? false : matched))
  if (group === 'not') return not(truths[0] ?? true)
  return group === 'all' ? truths.reduce(and, true) : truths.reduce(or, false)
}

function sawOf(field: string, envelope: Envelope): Json | undefined {
  const saw = getterOf(field)(envelope)
  return typeof saw === 'function' ? undefined : (saw as Json | undefined)
}

function tried(test: () => Truth): { matched: Truth; failed: string | null } {
  try {
    return { matched: test(), failed: null }
  } catch (error) {
    return { matched: 'unknown', failed: `The engine ends here: ${saidBy(error)}.` }
  }
}

function saidBy(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
