import { jsonText } from '../../audit/json-text.ts'
import { compareEffects } from '../../evaluator/effect.ts'
import { parseJson } from '../../evaluator/json/parse.ts'
import type { Json } from '../../evaluator/json/values.ts'
import type { Verdict } from '../agent-hook.ts'
import type { Judgement, Ruling } from '../judge.ts'
import type { CheckResult, PolicyDecision } from './public.d.ts'

/** What a program gets to know of a ruling. */
export function checkResult(ruling: Ruling, observed: Ruling, verdict: Verdict): CheckResult {
  const strictest = ruling.judgements.reduce<Judgement | null>((best, each) => {
    return best === null || compareEffects(each.decision.effect, best.decision.effect) > 0 ? each : best
  }, null)
  const deciding = ruling.settled ?? strictest
  const { applied, message, output } = verdict
  return {
    allowed: allows(verdict),
    applied,
    effect: strictest?.decision.effect ?? 'allow',
    decision: deciding === null ? null : decisionOf(deciding),
    reason: applied === 'proceed' ? (deciding?.decision.reason ?? null) : message,
    decisions: ruling.judgements.map(decisionOf),
    observed: observed.judgements.map(decisionOf),
    ...(output === undefined ? {} : { output: plain(output) }),
  }
}

/** What a program gets to know of a call that could not be judged. */
export function doubtfulResult(verdict: Verdict): CheckResult {
  const { applied, message } = verdict
  const none = { decision: null, decisions: [], observed: [] }
  return { allowed: allows(verdict), applied, effect: 'error', reason: message, ...none }
}

/** A program's value as the policies see it; throws what `JSON.stringify` throws. */
export function jsonOf(value: unknown): Json {
  return parseJson(JSON.stringify(value) ?? 'null')
}

/**
 * The sanitised output in the shape of `original`: text for text, else what the text says as JSON; undefined when it
 * cannot be brought into that shape.
 */
export function inShapeOf(original: unknown, output: unknown): unknown {
  if (typeof output !== 'string' || typeof original === 'string') return output
  try {
    const parsed: unknown = JSON.parse(output)
    return Array.isArray(parsed) === Array.isArray(original) && typeof parsed === typeof original ? parsed : undefined
  } catch {
    return undefined
  }
}

function allows({ applied }: Verdict): boolean {
  return applied === 'proceed' || applied === 'sanitize'
}

function decisionOf({ policy, decision }: Judgement): PolicyDecision {
  const { verdict, effect, rule, matched, reason, mode, applied, dryRun } = decision
  return { policy: policy.name, verdict, effect, rule, matched, reason, mode, applied, dryRun }
}

/** Without the forms that keep number lexemes. */
function plain(value: Json): unknown {
  return JSON.parse(jsonText(value))
}
