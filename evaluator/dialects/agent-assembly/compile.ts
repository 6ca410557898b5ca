import type { Call, Counters, Given } from '../../call.ts'
import type { Decision } from '../../decision.ts'
import { applyEffect, type Effect, isShadow, type Mode } from '../../effect.ts'
import type { Policy } from '../../policy.ts'
import { type Action, actionOf, payloadText, resultOf } from './action.ts'
import { detectData } from './detect-data.ts'
import { explainRun } from './explain.ts'
import type { AgentAssemblyModel } from './model.ts'
import { nativeAnswer } from './native.ts'
import { none, type Plan, Question } from './plan.ts'
import { planRules } from './rules.ts'
import { type Outcome, run } from './run.ts'
import { textDigest } from './text-digest.ts'

/** Compiles a policy to closures, its tools indexed by name. */
export function compile(model: AgentAssemblyModel): Policy {
  const plan = planRules(model.documents)
  const alone = model.further.length === 0
  const labels = plan.rules.map(({ info }) => info.label)
  const isCascade = (given: Given): boolean => !alone || given.extra?.cascade === true
  const judge = (action: Action, call: Call, given: Given, counters: Counters): Decision => {
    const question = questionOf(plan, action, given)
    const cascade = isCascade(given)
    const outcome = run(plan, question, cascade, counters, null)
    return decisionOf(plan, labels, outcome, question, cascade, modeOf(given), hasOutput(call, action))
  }
  return {
    dialect: 'agent-assembly',
    name: model.name,
    digest: model.digest ?? textDigest([model.document, ...model.further]),
    rules: plan.rules.map(({ info }) => info),
    mode: 'enforce',
    modeStands: false,
    stateful: plan.rules.some(({ kind }) => kind === 'limit' || kind === 'schedule' || kind === 'budget'),
    needsIsolation: plan.patterns.some(({ pattern }) => pattern?.needsIsolation === true),
    match: (rule, call, given) => plan.rules[rule]?.test(questionOf(plan, actionOf(call), given)) ?? false,
    decide(matches, call, given, counters) {
      const action = actionOf(call)
      const question = questionOf(plan, action, given)
      const outcome = run(plan, question, isCascade(given), counters, (rule) => matches[rule] ?? false)
      return decisionOf(plan, labels, outcome, question, isCascade(given), modeOf(given), hasOutput(call, action))
    },
    evaluate: (call, given, counters) => judge(actionOf(call), call, given, counters),
    explain(call, given, counters) {
      const question = questionOf(plan, actionOf(call), given)
      const decision = judge(question.action, call, given, counters)
      return explainRun({ plan, question, cascade: isCascade(given), counters, decision, given })
    },
    judgeOutput(call, given, counters) {
      const action = resultOf(call)
      if (action === null) return null
      const decision = judge(action, call, given, counters)
      return decision.effect === 'allow' ? null : decision
    },
    native(call, given, counters) {
      const question = questionOf(plan, actionOf(call), given)
      const cascade = isCascade(given)
      const outcome = run(plan, question, cascade, counters, null)
      return { answer: nativeAnswer(plan, outcome, question, cascade, given), counters: outcome.counters ?? counters }
    },
  }
}

const noLabels: readonly string[] = []

function questionOf({ reading }: Plan, action: Action, given: Given): Question {
  return new Question(action, levelOf(given), given.now, reading)
}

function levelOf(given: Given): number {
  const level = given.extra?.level
  return typeof level === 'string' && /^L[0-3]$/.test(level) ? Number(level[1]) : 0
}

/** `disabled` switches nothing off in the gateway: it enforces. */
function modeOf(given: Given): Mode {
  return given.modeOverride === 'observe' ? 'observe' : 'enforce'
}

function hasOutput(call: Call, action: Action): boolean {
  return action.kind === 'ToolResult' && (call.output !== undefined || call.extra !== undefined)
}

function decisionOf(
  plan: Plan,
  labels: readonly string[],
  outcome: Outcome,
  question: Question,
  cascade: boolean,
  mode: Mode,
  withOutput: boolean,
): Decision {
  const effect = effectOf(plan, outcome)
  const decided = outcome.rule === none ? outcome.found : outcome.rule
  const plain: Decision = {
    verdict: outcome.verdict,
    effect,
    rule: decided === none ? null : (labels[decided] ?? null),
    matched: labelsOf(outcome.matched, labels),
    reason: outcome.reason ?? reasonOf(effect, outcome),
    mode,
    applied: applyEffect(effect, mode),
    dryRun: isShadow(effect, mode),
  }
  const decision = outcome.counters === undefined ? plain : { ...plain, counters: outcome.counters }
  if (!withOutput || effect !== 'redact') return decision
  const text = payloadText(question.action.payload)
  const redacted = text === null ? null : detectData(plan, text, cascade).redacted
  return redacted === null ? decision : { ...decision, output: redacted }
}

function labelsOf(matched: readonly number[], labels: readonly string[]): readonly string[] {
  if (matched.length === 0) return noLabels
  if (matched.length === 1) return [labels[matched[0] as number] as string]
  return matched.map((rule) => labels[rule] as string)
}

function effectOf(plan: Plan, { verdict, found }: Outcome): Effect {
  if (verdict === 'deny') return 'deny'
  if (verdict === 'requires_approval') return 'require_approval'
  if (found === none) return 'allow'
  return plan.credentialAction === 'alert_only' ? 'warn' : 'redact'
}

function reasonOf(effect: Effect, { timeout }: Outcome): string | null {
  if (effect === 'require_approval') return `approval required within ${timeout} seconds`
  return effect === 'redact' || effect === 'warn' ? 'sensitive data detected' : null
}
