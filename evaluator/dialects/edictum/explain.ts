import type { Call, Given } from '../../call.ts'
import type { Json, Truth } from '../../json/values.ts'
import { documentRepr } from '../../python/document-text.ts'
import { pythonRepr } from '../../python/text.ts'
import type { ClauseTrace, RuleTrace, Trace } from '../../trace.ts'
import { compileCondition } from './condition.ts'
import { attemptsOf, execsOf } from './counters.ts'
import { type Case, decideCall } from './decide.ts'
import { judge, judgeCandidates, refusedCall } from './judge.ts'
import type { Contract, EdictumModel, Expression, Leaf } from './model.ts'
import { guardMode } from './native.ts'
import { hasFired, type Outcome, truthOf } from './outcome.ts'
import { judgeResponse, responseOf } from './post.ts'
import type { Limits, Rule } from './rules.ts'
import { compileSelector, outputText } from './selectors.ts'

/** How a decision came about: what the engine asked in its order, then what it never came to. */
export function explain(of: Case): Trace {
  const { plan, rules, model, call, given, counters } = of
  const decision = decideCall(of, null)
  const asked = new Map<Rule, Outcome>()
  const watch = (rule: Rule, outcome: Outcome) => void asked.set(rule, outcome)
  if (refusedCall(plan, call) === null) {
    const judged = judge(plan, rules, call, given, counters, null, watch)
    if (judged.action === 'allow') judgeCandidates(plan, call, given, counters, null, watch)
    if (call.output !== undefined || call.throws !== undefined) {
      for (const { rule, outcome } of judgeResponse(plan, model, call, given).verdicts) asked.set(rule, outcome)
    }
  }
  return {
    decision,
    rules: rules.all.map((rule) => ruleTrace(rule, asked.get(rule), decision.rule, call, given)),
    notes: notes(model, rules.limits, given, counters),
  }
}

function notes(model: EdictumModel, limits: Limits, given: Given, counters: Case['counters']): string[] {
  const mode = guardMode(model.mode, given)
  const from = given.modeOverride === undefined ? '`defaults.mode`' : 'what was given from outside'
  const attempts = `${attemptsOf(counters) + 1} of ${pythonRepr(limits.maxAttempts)} attempts`
  const calls = `${execsOf(counters)} of ${pythonRepr(limits.maxToolCalls)} calls`
  return [
    `The guard's mode is ${mode}, by ${from}.`,
    `This session has used ${attempts} (this call counted; the last one is refused) and ${calls}.`,
  ]
}

function ruleTrace(
  rule: Rule,
  outcome: Outcome | undefined,
  decider: string | null,
  call: Call,
  given: Given,
): RuleTrace {
  const decided = outcome !== undefined && hasFired(outcome) && rule.label === decider
  const { contract } = rule
  const output = rule.type === 'post' ? outputText(responseOf(call)) : undefined
  return {
    label: rule.label,
    range: contract.range,
    document: contract.document,
    matched: outcome === undefined ? 'skipped' : truthOf(outcome),
    decided,
    mode: rule.mode,
    why: why(rule, outcome, decided, call),
    clauses: outcome === undefined ? [] : clausesOf(contract, outcome, call, given, output),
  }
}

function why(rule: Rule, outcome: Outcome | undefined, decided: boolean, call: Call): string {
  if (!rule.contract.enabled) return 'Switched off by `enabled: false`.'
  if (outcome === undefined) {
    if (!rule.appliesTo(call.tool)) return `Looks at other tools than \`${call.tool}\`.`
    if (rule.type === 'post') return 'Looks at the output, which this call does not have yet.'
    return 'Never asked: the decision fell before it.'
  }
  const truth = truthOf(outcome)
  if (truth === 'unknown') return 'Cannot be told: it reads a value that was not stored.'
  if (!truth) return 'Did not fire.'
  const error = outcome > 2 ? 'A value has a type its operator cannot take, which counts as firing. ' : ''
  if (decided) return `${error}Decided.`
  return `${error}${rule.observes ? 'Fired, and only observes.' : 'Fired.'}`
}

function clausesOf(
  contract: Contract,
  outcome: Outcome,
  call: Call,
  given: Given,
  output: Json | undefined,
): ClauseTrace[] {
  if (contract.type === 'pre' || contract.type === 'post') return [clauseOf(contract.when, call, given, output)]
  const text = contract.type === 'sandbox' ? 'the call leaves the sandbox' : 'a limit is used up'
  return [
    {
      text,
      range: contract.range,
      saw: contract.type === 'sandbox' ? call.args : undefined,
      matched: truthOf(outcome),
    },
  ]
}

/** One clause with what it saw; a clause that the engine's left-to-right rule never reached is `skipped`. */
function clauseOf(expression: Expression, call: Call, given: Given, output: Json | undefined): ClauseTrace {
  const outcome = compileCondition(expression)(call, given, output)
  const matched: Truth = truthOf(outcome)
  const { range } = expression
  if (expression.kind === 'leaf') {
    const { selector } = expression
    const saw = typeof selector === 'string' ? compileSelector(selector)(call, given, output) : undefined
    return { text: leafText(expression), range, saw, matched }
  }
  if (expression.kind === 'not') {
    const clauses = [clauseOf(expression.item, call, given, output)]
    return { text: 'not', range, saw: undefined, matched, clauses }
  }
  const stop = expression.kind !== 'all'
  const clauses: ClauseTrace[] = []
  let settled = false
  for (const item of expression.items) {
    const clause = clauseOf(item, call, given, output)
    clauses.push(settled ? skipped(clause) : clause)
    settled ||= clause.matched === stop
  }
  return { text: expression.kind, range, saw: undefined, matched, clauses }
}

function skipped({ text, range }: ClauseTrace): ClauseTrace {
  return { text, range, saw: undefined, matched: 'skipped' }
}

function leafText({ selector, operator, operand }: Leaf): string {
  return `${typeof selector === 'string' ? selector : 'a key that is no string'} ${operator} ${documentRepr(operand)}`
}
