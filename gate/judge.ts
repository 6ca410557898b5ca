import type { AgentCall, Call, Counters, Given, ToolNames } from '../evaluator/call.ts'
import { type Decision, errorDecision } from '../evaluator/decision.ts'
import { type Applied, isShadow, type Mode } from '../evaluator/effect.ts'
import type { Json } from '../evaluator/json/values.ts'
import type { Phase, Verdict } from './agent-hook.ts'
import type { SessionCounters } from './counters.ts'
import { evaluateIsolated } from './isolation.ts'
import type { GatePolicy, ReadyPolicy, UnreadablePolicy } from './policies.ts'

/** What sets the mode of a decision. */
export type ModeSource = 'flag' | 'override' | 'document' | 'default'

/** One policy's say in one call. */
export interface Judgement {
  readonly policy: GatePolicy
  readonly decision: Decision
  readonly modeSource: ModeSource
  /** The tool in the dialect's words. */
  readonly tool: string
  /** Where the dialect sees the call, when it tells surfaces apart. */
  readonly surface?: string
  readonly durationUs: number
}

/** What all policies together make of a call. */
export interface Ruling {
  /** One for each policy that has something to say, in the order given. */
  readonly judgements: readonly Judgement[]
  /** The judgement that settles what happens to the call; null when it just goes on. */
  readonly settled: Judgement | null
  readonly verdict: Verdict
}

export interface Question {
  readonly call: AgentCall
  readonly phase: Phase
  /** `given.modeOverride` is the mode of the command line, which beats every document. */
  readonly given: Given
  readonly policies: readonly GatePolicy[]
  /** The user's own tool names by dialect. */
  readonly toolNames?: Readonly<Record<string, ToolNames>>
  /** Where policies count; without it nothing was counted before. */
  readonly counters?: SessionCounters
  /** Microseconds on a clock that only moves forward. */
  readonly clock: () => number
}

const strictness: Record<Applied, number> = { proceed: 0, sanitize: 1, hold: 2, block: 3 }

/**
 * The one decision of every entrance: each policy decides for itself, and the call gets the strictest of what the
 * enforcing ones ask for. Never throws; what goes wrong in a policy is that policy's error.
 */
export function judge(question: Question): Ruling {
  const judgements = question.policies.flatMap((policy) => judgeOne(policy, question) ?? [])
  let settled: Judgement | null = null
  for (const each of judgements) {
    const { applied } = each.decision
    if (strictness[applied] > (settled === null ? 0 : strictness[settled.decision.applied])) settled = each
  }
  return { judgements, settled, verdict: verdictOf(settled, judgements, question) }
}

/** The mode that a policy which cannot be read counts with; null when nothing is known of it. */
export function modeOfUnreadable(policy: UnreadablePolicy, flag: Mode | undefined): Mode | null {
  return flag ?? policy.mode
}

function judgeOne(policy: GatePolicy, question: Question): Judgement | null {
  const flag = question.given.modeOverride
  const { tool } = question.call
  if (policy.kind === 'unreadable') {
    const mode = modeOfUnreadable(policy, flag)
    if (mode === null || mode === 'disabled') return null
    // The call was counted before it ran; afterwards only who enforces can still keep its output back.
    if (mode === 'observe' && question.phase !== 'before') return null
    const decision = errorDecision(policy.problem.message, mode)
    return { policy, decision, modeSource: flag ? 'flag' : 'document', tool, durationUs: 0 }
  }
  const started = question.clock()
  const decided = decide(policy, question)
  if (decided === null || decided.decision.mode === 'disabled') return null
  const decision = flag === 'observe' ? observed(decided.decision) : decided.decision
  const durationUs = Math.max(0, Math.round(question.clock() - started))
  const { tool: ownName, surface } = decided.call
  const from = { policy, decision, modeSource: modeSource(policy, decision, flag), tool: ownName, durationUs }
  return surface === undefined ? from : { ...from, surface }
}

/** The decision, and the call as the dialect sees it. */
function decide(policy: ReadyPolicy, question: Question): { decision: Decision; call: Call } | null {
  const { call, phase, given } = question
  try {
    const names = question.toolNames?.[policy.dialect.name] ?? {}
    const translated = policy.dialect.fromAgent(call, names)
    if (phase === 'before') return { decision: decideBefore(policy, translated, question), call: translated }
    const decision = ask(policy, translated, given, null, true)
    return decision === null ? null : { decision, call: translated }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    const mode = given.modeOverride ?? policy.policy.mode
    return { decision: errorDecision(`${policy.name} could not decide: ${why}`, mode), call }
  }
}

function decideBefore(policy: ReadyPolicy, call: Call, { given, counters }: Question): Decision {
  const counting = policy.policy.stateful ? counters : undefined
  const before = counting?.before(policy, call, given) ?? null
  const decision = ask(policy, call, given, before, false)
  counting?.after(policy, decision?.counters)
  const lost = counting?.fault() ?? null
  // Where the call counts, what was counted before decides, and nobody knows that.
  if (lost !== null && decision?.counters != null) return errorDecision(lost, decision.mode)
  return decision ?? errorDecision(`${policy.name} gave no answer.`, policy.policy.mode)
}

/** What the policy says, in a worker where nothing but its death bounds a pattern. */
function ask(policy: ReadyPolicy, call: Call, given: Given, counters: Counters, output: boolean): Decision | null {
  const { policy: compiled, documents } = policy
  if (!compiled.needsIsolation) {
    return output ? compiled.judgeOutput(call, given, counters) : compiled.evaluate(call, given, counters)
  }
  const decision = evaluateIsolated(compiled.dialect, documents, call, given, counters, output)
  if (decision !== 'late') return decision
  const reason = `${policy.name} was still searching for a pattern when its time was over.`
  return errorDecision(reason, given.modeOverride ?? compiled.mode)
}

/** `observe` on the command line stops nothing, whatever the engine itself would still stop. */
function observed(decision: Decision): Decision {
  if (decision.applied === 'proceed' && decision.mode !== 'enforce') return decision
  return { ...decision, mode: 'observe', applied: 'proceed', dryRun: isShadow(decision.effect, 'observe') }
}

function modeSource({ policy }: ReadyPolicy, { mode, rule }: Decision, flag: Mode | undefined): ModeSource {
  if (flag !== undefined) return 'flag'
  if (mode === policy.mode) return policy.modeStands ? 'document' : 'default'
  return policy.rules.some(({ label, mode: own }) => label === rule && own === mode) ? 'document' : 'override'
}

function verdictOf(settled: Judgement | null, judgements: readonly Judgement[], question: Question): Verdict {
  if (settled === null) return { applied: 'proceed', message: '' }
  const { applied } = settled.decision
  const message = messageOf(settled)
  if (applied !== 'sanitize') return { applied, message }
  const output = sanitised(judgements, question)
  return output === undefined ? { applied, message } : { applied, message, output }
}

/** The output after every enforcing policy took out what it finds, each working on what the one before left. */
function sanitised(judgements: readonly Judgement[], question: Question): Json | undefined {
  let output = question.call.output
  for (const { policy, decision } of judgements) {
    if (decision.applied !== 'sanitize' || policy.kind !== 'ready') continue
    const call = output === undefined ? question.call : { ...question.call, output }
    const again = output === question.call.output ? decision : decide(policy, { ...question, call })?.decision
    output = again?.output ?? output
  }
  return output
}

/** Who decided, and why: `Blocked by coding-team-policy (block-bash-rm-rf): destroys the checkout`. */
function messageOf({ policy, decision }: Judgement): string {
  const did = { block: 'Blocked by', hold: 'Needs approval under', sanitize: 'Sanitised by', proceed: 'Seen by' }
  const rule = decision.rule === null ? '' : ` (${decision.rule})`
  return `${did[decision.applied]} ${policy.name}${rule}: ${decision.reason ?? decision.verdict}`
}
