import type { Given } from '../../call.ts'
import type { Patterns } from '../../conditions/patterns.ts'
import { member, plainScalar, plainTree } from '../../conditions/plain.ts'
import type { Json } from '../../json/values.ts'
import type { Envelope } from './envelope.ts'
import { compileGlob } from './glob.ts'

/** What a session rule found. */
export interface Violation {
  readonly type: 'max_actions' | 'forbidden_sequence' | 'risk_threshold'
  readonly effect: unknown
  readonly reason: unknown
  readonly details: { readonly [key: string]: unknown }
}

/** `session` is what the host knows of the session, as plain values. */
export type SessionCheck = (envelope: Envelope, session: unknown) => Violation | null

/** The session a call is given, as plain values; null where it is given none, and then no session rule is asked. */
export function sessionOf({ extra }: Given): unknown {
  return plainTree((extra?.sessionContext ?? extra?.session) as Json | undefined) || null
}

/** Session rules in the engine's order: number of actions, forbidden sequences, risk; throws where the engine does. */
export function compileSession(rules: unknown, patterns: Patterns): SessionCheck | null {
  if (!rules) return null
  const maximum = member(rules, 'maxActionsPerSession')
  const sequences = member(rules, 'forbiddenSequences')
  const threshold = member(rules, 'sessionRiskThreshold')
  readPatterns(sequences, threshold, patterns)
  return (envelope, session) => {
    return (
      tooMany(maximum, session) ??
      forbidden(sequences, typesOf(session, envelope), patterns) ??
      tooRisky(threshold, typesOf(session, envelope), patterns)
    )
  }
}

/** Reads every pattern once before any call, so that it is known what they can cost. */
function readPatterns(sequences: unknown, threshold: unknown, patterns: Patterns): void {
  const lists = Array.isArray(sequences) ? sequences.map((one) => one && member(one, 'sequence')) : []
  const weights = threshold ? member(threshold, 'riskWeights') : null
  const globs = [...lists.filter(Array.isArray).flat(), ...Object.keys(weights ?? {})]
  for (const glob of globs) compileGlob(glob, patterns)
}

/** The types of the session's actions, then that of the call, which is read only when the others have been. */
function* typesOf(session: unknown, envelope: Envelope): Iterable<unknown> {
  for (const action of member(session, 'actions') as Iterable<unknown>) yield member(action, 'actionType')
  yield plainScalar(envelope.typeOrThrow)
}

function tooMany(maximum: unknown, session: unknown): Violation | null {
  if (maximum === undefined || maximum === null) return null
  const length = (member(member(session, 'actions'), 'length') as number) + 1
  if (!(length > (maximum as number))) return null
  return {
    type: 'max_actions',
    effect: 'deny',
    reason: `Session action limit exceeded: ${length} actions (limit: ${String(maximum)})`,
    details: { actionCount: length, maxActions: maximum },
  }
}

function forbidden(sequences: unknown, allTypes: Iterable<unknown>, patterns: Patterns): Violation | null {
  if (!sequences || !((member(sequences, 'length') as number) > 0)) return null
  const types = [...allTypes]
  for (const one of sequences as Iterable<unknown>) {
    const sequence = member(one, 'sequence') as readonly unknown[]
    if (sequence.length < 2) continue
    const lookback = member(one, 'lookbackActions') as number
    const window = lookback ? types.slice(-lookback) : types
    if (!occurs(sequence, window, patterns)) continue
    const id = member(one, 'id')
    return {
      type: 'forbidden_sequence',
      effect: member(one, 'effect') ?? 'deny',
      reason: member(one, 'reason') ?? `Forbidden action sequence detected: [${sequence.join(' -> ')}]`,
      details: { detectedSequence: sequence, ...(id === undefined ? {} : { sequenceRuleId: id }) },
    }
  }
  return null
}

function occurs(sequence: readonly unknown[], types: readonly unknown[], patterns: Patterns): boolean {
  let next = 0
  for (const type of types) {
    if (next < sequence.length && compileGlob(sequence[next], patterns)(type)) next++
  }
  return next >= sequence.length
}

function tooRisky(threshold: unknown, types: Iterable<unknown>, patterns: Patterns): Violation | null {
  if (!threshold) return null
  const maximum = member(threshold, 'maxScore')
  const weights = member(threshold, 'riskWeights') ?? {}
  let score: unknown = 0
  for (const type of types) score = (score as number) + (weightOf(weights, type, patterns) as number)
  if (!((score as number) > (maximum as number))) return null
  return {
    type: 'risk_threshold',
    effect: member(threshold, 'effect') ?? 'deny',
    reason: `Session risk threshold exceeded: cumulative score ${String(score)} exceeds max ${String(maximum)}`,
    details: { cumulativeScore: score, maxScore: maximum },
  }
}

/** An action's weight: under its own name (an inherited member too), else under the first glob that fits, else 0. */
function weightOf(weights: unknown, type: unknown, patterns: Patterns): unknown {
  if (typeof weights !== 'object' || weights === null) throw new TypeError('`riskWeights` is no object')
  if ((type as string) in weights) return member(weights, type as string)
  for (const [glob, weight] of Object.entries(weights)) {
    if (compileGlob(glob, patterns)(type)) return weight
  }
  return 0
}
