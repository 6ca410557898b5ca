import { guarded } from '../../evaluator/guarded.ts'
import { isObject, type Json } from '../../evaluator/json/values.ts'
import type { PolicyText } from '../../evaluator/text.ts'
import { type Adapter, firstDifference, show, type Vector } from './adapter.ts'

export interface Disagreement {
  readonly vector: Vector
  /** Which call of the line, counted from 0; null for its load. */
  readonly call: number | null
  readonly difference: string
  readonly expected: string
  readonly got: string
}

/** The tally of one dialect: one for each load and each call. */
export interface Tally {
  agree: number
  readonly disagree: Disagreement[]
  /** Disagreements in lines that the vectors' readme does not require; counted apart. */
  readonly apart: Disagreement[]
  readonly cannot: { readonly vector: Vector; readonly call: number | null; readonly reason: string }[]
  skipped: number
}

export function newTally(): Tally {
  return { agree: 0, disagree: [], apart: [], cannot: [], skipped: 0 }
}

/** Puts one line to a dialect and adds what came of it to `tally`. */
export function runVector(adapter: Adapter, vector: Vector, tally: Tally): void {
  const wrong = adapter.notRequired?.(vector) === undefined ? tally.disagree : tally.apart
  const { document, further } = adapter.texts?.(vector) ?? defaultTexts(vector)
  const model = adapter.dialect.load(document, further)
  const calls = vector.calls ?? []
  if (model.cannotReproduce !== null) {
    const reason = model.cannotReproduce
    for (const call of [null, ...calls.keys()]) tally.cannot.push({ vector, call, reason })
    return
  }
  const difference = (adapter.compareLoad ?? compareLoad)(vector.load, model, vector)
  if (difference === null) tally.agree++
  else {
    const [expected, got] = [show(vector.load as Json), show(model.nativeLoad)]
    wrong.push({ vector, call: null, difference, expected, got })
  }
  if (model.refused !== null) {
    for (const call of calls.keys()) {
      const [expected, got] = ['an answer', `not loaded: ${model.refused.message}`]
      wrong.push({ vector, call, difference: 'the policy did not load', expected, got })
    }
    return
  }
  runCalls(adapter, vector, guarded(adapter.dialect).compile(model), tally, wrong)
}

function runCalls(
  adapter: Adapter,
  vector: Vector,
  policy: ReturnType<Adapter['dialect']['compile']>,
  tally: Tally,
  wrong: Disagreement[],
): void {
  let counters = adapter.counters?.(vector) ?? null
  for (const [index, { call: json, call_json: text, expect }] of (vector.calls ?? []).entries()) {
    const { call, given } = adapter.toCall(json ?? null, vector, text)
    const native = policy.native(call, given, counters)
    counters = native.counters
    if (native.cannotReproduce !== undefined) {
      tally.cannot.push({ vector, call: index, reason: native.cannotReproduce })
      continue
    }
    const difference = adapter.compareAnswer
      ? adapter.compareAnswer(expect, native.answer, vector)
      : firstDifference(expect, native.answer)
    if (difference === null) tally.agree++
    else wrong.push({ vector, call: index, difference, expected: show(expect), got: show(native.answer) })
  }
}

function defaultTexts(vector: Vector): { document: PolicyText; further: PolicyText[] } {
  const further = Object.entries(vector.files ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, text]) => ({ path, text }))
  return { document: { path: 'policy.yaml', text: vector.policy }, further }
}

/** Compares `ok` and, where the document is refused, the category; `detail` is for people. */
export function compareLoad(expected: Vector['load'], model: { nativeLoad: Json }): string | null {
  const { detail: _expected, ...wanted } = expected
  if (!isObject(model.nativeLoad)) return firstDifference(wanted, model.nativeLoad)
  const { detail: _got, ...got } = model.nativeLoad
  return firstDifference(wanted, got)
}
