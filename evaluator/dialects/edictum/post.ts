import type { Call, Given } from '../../call.ts'
import { isObject, type Json } from '../../json/values.ts'
import { pythonTruth } from '../../python/values.ts'
import type { EdictumModel } from './model.ts'
import type { Outcome } from './outcome.ts'
import type { Plan } from './plans.ts'
import type { Rule } from './rules.ts'
import { redactCommands } from './secrets.ts'
import { outputText } from './selectors.ts'
import { isSafe } from './side-effect.ts'
import { type Verdict, verdictOf } from './verdict.ts'

/** What the engine says of a call that ran. */
export interface JudgedOutput {
  readonly success: boolean
  /** Every postcondition asked, in order. */
  readonly verdicts: readonly { readonly rule: Rule; readonly outcome: Outcome; readonly verdict: Verdict }[]
  readonly warnings: readonly string[]
  /** What takes the output's place; null where it stays. */
  readonly redacted: string | null
  readonly suppressed: boolean
  /** Rules whose own effect was carried out: `redact` and `deny` change nothing that cannot be undone. */
  readonly carriedOut: readonly Rule[]
}

/** What the tool gave back: its output, or the text of what it raised. */
export function responseOf(call: Call): Json {
  return call.throws ?? call.output ?? null
}

/** Runs a call's output through its postconditions; all that match are heard. */
export function judgeResponse(plan: Plan, model: EdictumModel, call: Call, given: Given): JudgedOutput {
  const response = responseOf(call)
  const text = outputText(response)
  const safe = isSafe(call, model.tools)
  const verdicts: JudgedOutput['verdicts'][number][] = []
  const warnings: string[] = []
  const carriedOut: Rule[] = []
  let redacted: string | null = null
  let suppressed = false
  for (const rule of [...plan.post, ...plan.candidatePost]) {
    const outcome = rule.check(call, given, text)
    const verdict = verdictOf(rule, outcome, call, given, text, model.words)
    verdicts.push({ rule, outcome, verdict })
    if (verdict.passed || rule.contract.type !== 'post') continue
    const { effect } = rule.contract
    if (rule.observes) warnings.push(`⚠️ [observe] ${verdict.message}`)
    else if (effect === 'redact' && safe) {
      redacted = redact(rule, redacted ?? (typeof text === 'string' ? text : ''))
      carriedOut.push(rule)
      warnings.push(`⚠️ Content redacted by ${rule.label}.`)
    } else if (effect === 'deny' && safe) {
      redacted = `[OUTPUT SUPPRESSED] ${verdict.message}`
      suppressed = true
      carriedOut.push(rule)
      warnings.push(`⚠️ Output suppressed by ${rule.label}.`)
    } else if (safe) warnings.push(`⚠️ ${verdict.message} Consider retrying.`)
    else warnings.push(`⚠️ ${verdict.message} Tool already executed — assess before proceeding.`)
  }
  return {
    success: call.throws === undefined && isSuccess(response),
    verdicts,
    warnings,
    redacted,
    suppressed,
    carriedOut,
  }
}

function redact(rule: Rule, text: string): string {
  if (rule.outputPatterns.length === 0) return redactCommands(text)
  return rule.outputPatterns.reduce((out, pattern) => pattern.replaceAll(out, '[REDACTED]'), text)
}

/** The engine's guess: a dict that says `is_error`, or a text that begins with `error:` or `fatal:`, failed. */
function isSuccess(response: Json): boolean {
  if (isObject(response)) return !(Object.hasOwn(response, 'is_error') && pythonTruth(response.is_error))
  return typeof response !== 'string' || !/^(?:error|fatal):/i.test(response.slice(0, 7))
}
