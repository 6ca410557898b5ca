import type { Call, Counters, Given } from '../../call.ts'
import type { Json } from '../../json/values.ts'
import type { NativeAnswer } from '../../policy.ts'
import { attemptsOf, counted, execsOf } from './counters.ts'
import { type Judged, judge, judgeCandidates, refusedCall } from './judge.ts'
import type { EdictumModel, OwnMode } from './model.ts'
import type { Plan } from './plans.ts'
import { type JudgedOutput, judgeResponse } from './post.ts'
import type { Rule, Rules } from './rules.ts'
import { type Verdict, verdictOf } from './verdict.ts'
import { recordTypes, type Words } from './words.ts'

type Answer = { [key: string]: Json }
type Said = { readonly rule: Rule; readonly verdict: Verdict }
type Mode = 'enforce' | 'observe'

/** One full run of the engine: check, tool, postconditions, with the audit words it writes. */
export function native(
  plan: Plan,
  rules: Rules,
  model: EdictumModel,
  call: Call,
  given: Given,
  counters: Counters,
): NativeAnswer {
  const refused = refusedCall(plan, call)
  if (refused !== null) return { answer: { error: refused }, counters }
  const { words } = model
  const mode = guardMode(model.mode, given)
  const said: Said[] = []
  const note = (into: Said[]) => (rule: Rule, outcome: Parameters<typeof verdictOf>[1]) => {
    into.push({ rule, verdict: verdictOf(rule, outcome, call, given, undefined, words) })
  }
  const judged = judge(plan, rules, call, given, counters, null, note(said))
  const candidates: Said[] = []
  if (judged.action === 'allow') judgeCandidates(plan, call, given, counters, null, note(candidates))
  const approval = approvalOf(judged, given)
  const ran = judged.action === 'allow' || (judged.action === 'deny' ? mode === 'observe' : approval.ran)
  const after = counted(counters, ran, plan.tool, plan.limit !== undefined)
  const post = ran ? judgeResponse(plan, model, call, given) : null
  const policyError = judged.limit === null && said.some(({ verdict }) => verdict.policyError)
  const log = new EventLog(attemptsOf(after), execsOf(counters), mode)
  const decider = deciding(judged, said)
  const event = { ...decider, policyError }
  if (judged.action === 'allow') logAllowed(log, said, candidates, policyError)
  else if (judged.action === 'deny') log.add(mode === 'observe' ? 'call_would_deny' : 'call_denied', event)
  else for (const action of approvalActions(approval.answer, words)) log.add(action, event)
  if (post) log.addExecuted(post, execsOf(after))
  const shadow = judged.observed[0]
  const observed = said.find(({ rule }) => rule === shadow)
  const answer: Answer = {
    verdict: verdictWord(judged, mode),
    rule: judged.action === 'allow' ? (shadow?.label ?? null) : decider.name,
    reason: judged.action === 'allow' ? (observed?.verdict.message ?? null) : decider.reason,
    source: decider.source,
    decision: judged.action === 'deny' ? words.deny : judged.action,
    ran,
    policy_error: policyError,
    contracts: said.map(({ rule, verdict }) => recordOf(rule, verdict, rule.observes && rule.type !== 'session')),
    audit: log.events.map((one) => one.action as Json),
    events: log.events,
    counters: { attempts: attemptsOf(after), execs: execsOf(after) },
  }
  if (judged.action === 'pending_approval') answer.approval = approvalTerms(judged.rule, words)
  if (candidates.length > 0) answer.candidates = candidates.map(candidateRecord)
  if (post) answer.post = postAnswer(post)
  return { answer, counters: after }
}

/** The mode of the engine's guard: what was passed in code, else the document's. */
export function guardMode(mode: OwnMode, given: Given): Mode {
  return given.modeOverride === undefined ? mode : given.modeOverride === 'enforce' ? 'enforce' : 'observe'
}

/** The engine's verdict in the words of the conformance page. */
export function verdictWord(judged: Judged, mode: Mode): string {
  if (judged.action === 'deny') return mode === 'observe' ? 'would_deny' : 'deny'
  if (judged.action === 'pending_approval') return 'pending_approval'
  return judged.observed.length > 0 ? 'would_deny' : 'allow'
}

interface Decider {
  readonly name: string | null
  readonly reason: string | null
  readonly source: string | null
}

function deciding(judged: Judged, said: readonly Said[]): Decider {
  if (judged.limit) return judged.limit
  if (judged.rule === null) return { name: null, reason: null, source: null }
  return { name: judged.rule.label, reason: said.at(-1)?.verdict.message ?? null, source: sourceOf(judged.rule) }
}

export function sourceOf({ type }: Rule): string {
  return type === 'pre' ? 'yaml_precondition' : `yaml_${type}`
}

function logAllowed(log: EventLog, said: readonly Said[], candidates: readonly Said[], policyError: boolean): void {
  for (const { rule, verdict } of said) {
    if (!verdict.passed && rule.observes) log.addBeside('call_would_deny', rule.label, 'precondition', policyError)
  }
  log.add('call_allowed', { name: null, source: null, policyError })
  for (const { rule, verdict } of candidates) {
    log.addBeside(verdict.passed ? 'call_allowed' : 'call_would_deny', rule.label, sourceOf(rule), false)
  }
}

/** Collects audit events in the order in which the engine writes them. */
class EventLog {
  readonly events: Answer[] = []
  private readonly attempts: number
  private readonly execs: number
  private readonly mode: Mode

  constructor(attempts: number, execs: number, mode: Mode) {
    this.attempts = attempts
    this.execs = execs
    this.mode = mode
  }

  add(action: string, { name, source, policyError }: Omit<Decider, 'reason'> & { policyError: boolean }): void {
    const { mode, attempts, execs } = this
    this.events.push({ action, name, source, mode, policy_error: policyError, attempts, execs })
  }

  /** An event of a contract that only observes: the engine leaves its counters at 0. */
  addBeside(action: string, name: string, source: string, policyError: boolean): void {
    this.events.push({ action, name, source, mode: 'observe', policy_error: policyError, attempts: 0, execs: 0 })
  }

  addExecuted({ success, verdicts }: JudgedOutput, execs: number): void {
    const policyError = verdicts.some(({ verdict }) => verdict.policyError)
    const { mode, attempts } = this
    const action = success ? 'call_executed' : 'call_failed'
    this.events.push({ action, name: null, source: null, mode, policy_error: policyError, attempts, execs })
  }
}

type ApprovalAnswer = 'granted' | 'denied' | 'timeout' | null

function approvalOf(judged: Judged, given: Given): { answer: ApprovalAnswer; ran: boolean } {
  const answer = given.extra && Object.hasOwn(given.extra, 'approval') ? given.extra.approval : null
  if (answer === 'granted') return { answer, ran: true }
  if (answer === 'denied') return { answer, ran: false }
  if (answer !== 'timeout') return { answer: null, ran: false }
  const contract = judged.rule?.contract
  return { answer, ran: contract !== undefined && 'timeoutEffect' in contract && contract.timeoutEffect === 'allow' }
}

/** Without anybody to ask the older engine writes nothing, the younger a denial. */
function approvalActions(answer: ApprovalAnswer, { kind }: Words): readonly string[] {
  if (answer !== null) return ['call_approval_requested', `call_approval_${answer}`]
  return kind === 'Ruleset' ? ['call_denied'] : []
}

function approvalTerms(rule: Rule | null, words: Words): Json {
  const contract = rule?.contract
  if (contract === undefined || !('timeout' in contract)) return null
  return { timeout: contract.timeout, timeout_effect: contract.timeoutEffect === 'deny' ? words.deny : 'allow' }
}

function recordOf(rule: Rule, verdict: Verdict, observes: boolean): Answer {
  const { passed, message } = verdict
  const observed = observes && (rule.type === 'post' || !passed)
  const record: Answer = { id: rule.label, type: recordTypes[rule.type], passed, observed, message }
  if (verdict.policyError) record.policy_error = true
  if (verdict.tags.length > 0) record.tags = [...verdict.tags]
  if (Object.keys(verdict.metadata).length > 0) record.metadata = { ...verdict.metadata }
  return record
}

function candidateRecord({ rule, verdict }: Said): Json {
  return { id: rule.label, type: recordTypes[rule.type], passed: verdict.passed, message: verdict.message }
}

function postAnswer({ success, verdicts, warnings, redacted, suppressed }: JudgedOutput): Json {
  return {
    tool_success: success,
    passed: verdicts.every(({ rule, verdict }) => rule.observes || verdict.passed),
    policy_error: verdicts.some(({ verdict }) => verdict.policyError),
    suppressed,
    redacted,
    warnings: [...warnings],
    contracts: verdicts.map(({ rule, verdict }) => recordOf(rule, verdict, rule.observes)),
  }
}
