import type { Call, Counters, Given } from '../../call.ts'
import { isObject, type Json, Unknown } from '../../json/values.ts'
import { pythonStr } from '../../python/text.ts'
import { numeric } from '../../python/values.ts'
import { attemptsOf, execsOf, execsOfTool } from './counters.ts'
import { hasFired, no, type Outcome, yes } from './outcome.ts'
import type { Plan } from './plans.ts'
import type { Limits, Rule, Rules } from './rules.ts'

/** What the engine says before the tool runs. */
export interface Judged {
  readonly action: 'allow' | 'deny' | 'pending_approval'
  /** The contract that decided; null where a limit did, or nothing. */
  readonly rule: Rule | null
  readonly outcome: Outcome
  readonly limit: Limit | null
  /** Contracts that fired and only observe, in order. */
  readonly observed: readonly Rule[]
}

/** A limit that was reached. */
export interface Limit {
  readonly source: 'attempt_limit' | 'operation_limit'
  readonly name: string
  readonly reason: string
}

/** Asks a rule; replaced where its answer is known already. */
export type Ask = (rule: Rule, call: Call, given: Given) => Outcome
/** Is told of every rule that was asked, in order. */
export type Watch = (rule: Rule, outcome: Outcome) => void

const none: readonly Rule[] = []
const allowed: Judged = { action: 'allow', rule: null, outcome: no, limit: null, observed: none }

/** Whether the engine refuses to look at the call at all; the Python class it raises, else null. */
export function refusedCall(plan: Plan, call: Call): 'ValueError' | 'AttributeError' | null {
  if (!plan.valid) return 'ValueError'
  if (plan.tool !== 'Bash' || !isObject(call.args) || !Object.hasOwn(call.args, 'command')) return null
  const { command } = call.args
  // What was stored as redacted or cut had been a text.
  return typeof command === 'string' || command instanceof Unknown ? null : 'AttributeError'
}

/** Runs a call through limits, preconditions, sandboxes and session contracts, in the engine's order. */
export function judge(
  plan: Plan,
  { all: rules, limits }: Rules,
  call: Call,
  given: Given,
  counters: Counters,
  ask: Ask | null,
  watch: Watch | null,
): Judged {
  const attempts = attemptsOf(counters) + 1
  if (attempts >= (numeric(limits.maxAttempts) ?? 0)) return reached(attemptLimit(limits), none)
  let observed: Rule[] | null = null
  const guards = ask === null && watch === null ? guardsToAsk(plan, rules, call, given) : plan.guards
  for (const rule of guards) {
    const outcome = ask === null ? rule.check(call, given, undefined) : ask(rule, call, given)
    if (watch !== null) watch(rule, outcome)
    if (!hasFired(outcome)) continue
    if (!rule.observes) return decided(rule, outcome, observed ?? none)
    if (observed === null) observed = [rule]
    else observed.push(rule)
  }
  const execs = execsOf(counters)
  for (const rule of plan.session) {
    const outcome = sessionOutcome(rule, attempts, execs)
    if (watch !== null) watch(rule, outcome)
    if (outcome === yes) return decided(rule, outcome, observed ?? none)
  }
  if (execs >= (numeric(limits.maxToolCalls) ?? 0)) return reached(callLimit(limits), observed ?? none)
  if (plan.limit !== undefined) {
    const calls = execsOfTool(counters, plan.tool)
    if (calls >= (numeric(plan.limit) ?? 0)) return reached(toolLimit(plan.tool, calls, plan.limit), observed ?? none)
  }
  return observed === null ? allowed : { ...allowed, observed }
}

/** The guards that could fire, in order: those whose literals occur, and those of which nothing can be told. */
function guardsToAsk(plan: Plan, rules: readonly Rule[], call: Call, given: Given): readonly Rule[] {
  const { prefilter, unfiltered, isGuard } = plan
  if (prefilter === null) return unfiltered
  const found: number[] = []
  if (!prefilter.candidates(call, given, found)) return plan.guards
  const asked: Rule[] = []
  for (const index of found) {
    if (isGuard[index] === 1) asked.push(rules[index] as Rule)
  }
  if (asked.length === 0) return unfiltered
  if (unfiltered.length > 0) asked.push(...unfiltered)
  if (asked.length < 8) insertionSort(asked)
  else asked.sort(inEnginesOrder)
  return asked
}

function insertionSort(rules: Rule[]): void {
  for (let i = 1; i < rules.length; i++) {
    const rule = rules[i] as Rule
    let at = i
    for (; at > 0 && inEnginesOrder(rules[at - 1] as Rule, rule) > 0; at--) rules[at] = rules[at - 1] as Rule
    rules[at] = rule
  }
}

/** Sandboxes come after all preconditions. */
function inEnginesOrder(a: Rule, b: Rule): number {
  return isSandbox(a) === isSandbox(b) ? a.index - b.index : isSandbox(a) ? 1 : -1
}

function isSandbox({ type }: Rule): boolean {
  return type === 'sandbox'
}

/** Asks the contracts that only observe alongside; the engine does so after it allowed a call. */
export function judgeCandidates(
  plan: Plan,
  call: Call,
  given: Given,
  counters: Counters,
  ask: Ask | null,
  watch: Watch,
): void {
  for (const rule of plan.candidates) {
    const outcome =
      rule.type === 'session'
        ? sessionOutcome(rule, attemptsOf(counters) + 1, execsOf(counters))
        : ask === null
          ? rule.check(call, given, undefined)
          : ask(rule, call, given)
    watch(rule, outcome)
  }
}

/** Whether the session has used up a session contract's limits; `attempts` counts this call too. */
export function sessionOutcome(rule: Rule, attempts: number, execs: number): Outcome {
  const { maxToolCalls, maxAttempts } = rule.limits
  return execs >= (numeric(maxToolCalls) ?? 0) || attempts >= (numeric(maxAttempts) ?? 0) ? yes : no
}

function decided(rule: Rule, outcome: Outcome, observed: readonly Rule[]): Judged {
  const action = rule.effect === 'require_approval' ? 'pending_approval' : 'deny'
  return { action, rule, outcome, limit: null, observed }
}

function reached(limit: Limit, observed: readonly Rule[]): Judged {
  return { action: 'deny', rule: null, outcome: no, limit, observed }
}

function attemptLimit({ maxAttempts }: Limits): Limit {
  const reason = `Attempt limit reached (${pythonStr(maxAttempts)}). Agent may be stuck in a retry loop. Stop and reassess.`
  return { source: 'attempt_limit', name: 'max_attempts', reason }
}

function callLimit({ maxToolCalls }: Limits): Limit {
  const reason = `Execution limit reached (${pythonStr(maxToolCalls)} calls). Summarize progress and stop.`
  return { source: 'operation_limit', name: 'max_tool_calls', reason }
}

function toolLimit(tool: string, calls: number, limit: Json): Limit {
  const reason = `Per-tool limit: ${tool} called ${calls} times (limit: ${pythonStr(limit)}).`
  return { source: 'operation_limit', name: `max_calls_per_tool:${tool}`, reason }
}
