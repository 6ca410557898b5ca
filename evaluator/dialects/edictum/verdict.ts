import type { Call, Given } from '../../call.ts'
import type { Json } from '../../json/values.ts'
import { capped } from '../../python/codepoints.ts'
import { pythonTruth } from '../../python/values.ts'
import type { Expression } from './model.ts'
import { crashed, failed, hasFired, type Outcome } from './outcome.ts'
import type { Rule } from './rules.ts'
import { sandboxCrash } from './sandbox.ts'
import { maxMessage, type Words } from './words.ts'

/** What one contract said of a call, as the engine records it. */
export interface Verdict {
  readonly passed: boolean
  /** Null when it passed. */
  readonly message: string | null
  readonly policyError: boolean
  readonly tags: readonly string[]
  readonly metadata: { readonly [key: string]: Json }
}

const passed: Verdict = { passed: true, message: null, policyError: false, tags: [], metadata: {} }

/** The text with which a rule that fired decides. */
export function reasonOf(rule: Rule, outcome: Outcome, call: Call, given: Given, words: Words): string {
  const error = errorText(rule, outcome, call, given, words)
  return error === null ? rule.message(call, given, undefined) : capped(error, maxMessage)
}

/**
 * The engine's record of an outcome. An exception inside a check, or `then.metadata` that collides with the engine's
 * own words, takes the message's place.
 */
export function verdictOf(
  rule: Rule,
  outcome: Outcome,
  call: Call,
  given: Given,
  output: Json | undefined,
  words: Words,
): Verdict {
  if (!hasFired(outcome)) return passed
  const error = errorText(rule, outcome, call, given, words)
  if (error !== null) return { ...passed, passed: false, message: capped(error, maxMessage), policyError: true }
  const { contract } = rule
  const { policy_error: spoofed, ...metadata } = contract.metadata
  return {
    passed: false,
    message: rule.message(call, given, output),
    policyError: outcome >= failed || pythonTruth(spoofed),
    tags: contract.tags,
    metadata: outcome === crashed ? { ...metadata, error_detail: crashDetail(rule) } : metadata,
  }
}

function errorText(rule: Rule, outcome: Outcome, call: Call, given: Given, words: Words): string | null {
  const { contract } = rule
  if (contract.type === 'sandbox') {
    return outcome === crashed ? `${errorPrefix(rule, words)} ${sandboxCrash(contract, call, given)}` : null
  }
  if (!rule.mayCollide) return null
  const prefix = errorPrefix(rule, words)
  if (contract.metadataBroken) return `${prefix} keywords must be strings`
  const taken = ['message', 'cls', 'tags']
  if (outcome >= failed) taken.push('policy_error')
  if (outcome === crashed) taken.push('error_detail')
  const key = taken.find((name) => Object.hasOwn(contract.metadata, name))
  return key === undefined ? null : `${prefix} ${words.failMethod} got multiple values for keyword argument '${key}'`
}

/** How the engine begins the text of an exception, by kind of contract. */
function errorPrefix({ type, contract }: Rule, { one }: Words): string {
  const kind =
    type === 'pre'
      ? 'precondition'
      : type === 'post'
        ? 'postcondition'
        : type === 'session'
          ? `session ${one}`
          : contract.candidate
            ? 'sandbox'
            : `sandbox ${one}`
  return `${contract.candidate ? `Observe-mode ${kind}` : kind[0]?.toUpperCase() + kind.slice(1)} error:`
}

function crashDetail({ contract }: Rule): string {
  const type = contract.type === 'pre' || contract.type === 'post' ? strangeSelector(contract.when) : undefined
  return `'${type ?? 'NoneType'}' object has no attribute 'startswith'`
}

/** The Python type of the first selector that is no string. */
function strangeSelector(expression: Expression): string | undefined {
  if (expression.kind === 'leaf') return typeof expression.selector === 'string' ? undefined : expression.selector.type
  if (expression.kind === 'not') return strangeSelector(expression.item)
  for (const item of expression.items) {
    const type = strangeSelector(item)
    if (type !== undefined) return type
  }
  return undefined
}
