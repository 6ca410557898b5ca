import type { Decision } from '../decision.ts'
import { applyEffect, type Effect, isShadow, type Mode } from '../effect.ts'
import type { Json } from '../json/values.ts'
import { compactJson } from '../json/write.ts'

/** What an engine answers, before a mode is laid over it. */
export interface Outcome {
  /** The engine's word: any JSON value the document holds, undefined where it holds none. */
  readonly word: unknown
  /** Label of the deciding rule. */
  readonly rule: string | null
  readonly reason: unknown
}

/** The decision that an outcome is, in each mode; made once where the outcome does not depend on the call. */
export type Decisions = Readonly<Record<Mode, Decision>>

export const effectWords = ['allow', 'deny', 'require_approval'] as const

/** A verdict on the common scale; a word that no part of the engine acts on is an error. */
export function effectOfWord(word: unknown): Effect {
  if (word === 'rate_limited') return 'deny'
  return effectWords.find((known) => known === word) ?? 'error'
}

export function decisionsOf(outcome: Outcome): Decisions {
  return { enforce: decisionOf(outcome, 'enforce'), observe: decisionOf(outcome, 'observe'), disabled }
}

export function decisionOf({ word, rule, reason }: Outcome, mode: Mode): Decision {
  if (mode === 'disabled') return disabled
  const effect = effectOfWord(word)
  return {
    verdict: wordText(word),
    effect,
    rule,
    matched: rule === null ? [] : [rule],
    reason: reason === undefined || reason === null ? null : wordText(reason),
    mode,
    applied: applyEffect(effect, mode),
    dryRun: isShadow(effect, mode),
  }
}

/** The decision where the engine itself dies with `error`. */
export function failureOf(error: unknown, mode: Mode): Decision {
  if (mode === 'disabled') return disabled
  const said = error instanceof Error ? error.message : String(error)
  const reason = `The engine ends with ${errorName(error)} here: ${said}`
  return { ...decisionOf({ word: 'error', rule: null, reason }, mode), matched: [] }
}

/** The class of an exception, as the engine's callers would see it. */
export function errorName(error: unknown): string {
  return error instanceof Error ? error.name : 'Error'
}

/** A verdict or reason as text: strings as they are, other values as JSON. */
export function wordText(word: unknown): string {
  if (word === undefined) return '<undefined>'
  return typeof word === 'string' ? word : compactJson(word as Json)
}

/** A value as it enters a native answer: `<undefined>` where the engine has none. */
export function nativeWord(word: unknown): Json {
  return word === undefined ? '<undefined>' : (word as Json)
}

const disabled: Decision = {
  verdict: 'allow',
  effect: 'allow',
  rule: null,
  matched: [],
  reason: 'enforcement is disabled',
  mode: 'disabled',
  applied: 'proceed',
  dryRun: false,
}
