import type { Dialect } from '../../evaluator/dialect.ts'
import type { Effect } from '../../evaluator/effect.ts'
import type { Policy } from '../../evaluator/policy.ts'
import { behind, type CallsBehind, type WhichCalls } from './behind.ts'
import type { PolicyVersion } from './changedRules.ts'
import { changesOf } from './changes.ts'
import { type JudgedInOrder, judgeRepeats } from './inOrder.ts'
import { codes, Outcomes } from './outcomes.ts'
import { Questions } from './question.ts'
import type { ReplayChange, ReplayReport } from './report.ts'
import { type ReplaySource, type SourceAnswer, type Weights, weightsOf } from './source.ts'
import { type JudgedVersion, judgeCalls } from './stateless.ts'
import { summarize } from './summary.ts'
import { unitsOf } from './units.ts'

/** A text that was read as a policy, ready to be replayed. */
export interface ReplayedText extends PolicyVersion {
  /** Absolute path of its first document: what the log knows the policy by. */
  readonly file: string
  readonly dialect: Dialect
}

/** One version judged over the whole source. */
export interface Replayed extends JudgedVersion {
  readonly file: string
  readonly source: ReplaySource
  /** As the text decides, or as it was recorded to have decided. */
  readonly outcomes: Outcomes
  /** Where calls were judged in their order: what each session had counted in the end. */
  readonly counted: JudgedInOrder['counted'] | null
  /** Repeats that count as recorded although what is stored says another thing. */
  readonly recordedOtherwise: number
}

/** Work in steps: whoever drives it can leave off between any two. */
export type Steps<T> = Generator<void, T>

/** Runs steps to their end. */
export function finish<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}

/**
 * Replays policies over one source. Calls are put into a dialect's words once, and a version that differs from one
 * judged before in a few rules is judged only where these can matter.
 */
export class Replay {
  readonly source: ReplaySource
  private held: Weights
  private readonly questions = new Map<string, Questions>()

  constructor(source: ReplaySource) {
    this.source = source
    this.held = weightsOf(source)
  }

  get weights(): Weights {
    return this.held
  }

  /** Takes in what the source holds more now. What was judged so far has to be judged on, as `before` of its own text. */
  grow(): void {
    this.held = weightsOf(this.source)
    for (const questions of this.questions.values()) questions.forgetColumns()
  }

  /** Whether a version was judged over all that the source holds. */
  covers({ weights }: Replayed): boolean {
    return weights === this.held
  }

  /** Judges a version; `earlier` is one of the same file that was judged over the same source. */
  *judge(text: ReplayedText, earlier: Replayed | null = null): Steps<Replayed> {
    const before = earlier?.source === this.source ? earlier : null
    const questions = this.questionsOf(text.dialect)
    const { policy } = text
    const { held: weights, source } = this
    const { judged, counted } = policy.stateful
      ? yield* judgeRepeats(source, questions, policy, inOrderBefore(before, policy))
      : { judged: yield* judgeCalls(source, weights, questions, text, usable(before, policy)), counted: null }
    const { outcomes, otherwise } = this.asRecorded(text, judged)
    const { file, text: own } = text
    return { policy, text: own, file, source, judged, counted, weights, outcomes, recordedOtherwise: otherwise }
  }

  /** The figures of a version; `base` is what `changes` compares with. */
  report(of: Replayed, base: Replayed | null = null): ReplayReport {
    const { policy, file, outcomes, recordedOtherwise } = of
    const { source, held: weights } = this
    const recordedHits = source.recordedHits(file)
    const figures = summarize({ source, weights, outcomes, rules: policy.rules, recordedHits, recordedOtherwise })
    return { ...figures, changes: base === null ? [] : this.changes(of, base), stale: false }
  }

  /** The calls that a version decides otherwise than `base`. */
  changes(of: Replayed, base: Replayed): ReplayChange[] {
    return changesOf(this.source, this.held, base, of)
  }

  /** The calls behind one number of a version. */
  behind(of: Replayed, which: WhichCalls, base: Replayed | null = null): CallsBehind {
    return behind(this.source, this.held, of, which, base)
  }

  private questionsOf(dialect: Dialect): Questions {
    const known = this.questions.get(dialect.name)
    if (known !== undefined) return known
    const made = new Questions(this.source, dialect)
    this.questions.set(dialect.name, made)
    return made
  }

  /** Where this very text judged a call when it was made, what it said then stands. */
  private asRecorded({ file, policy }: ReplayedText, outcomes: Outcomes): { outcomes: Outcomes; otherwise: number } {
    const answers = this.answersFor(outcomes, file, policy.digest)
    if (answers.size === 0) return { outcomes, otherwise: 0 }
    const stands = new Outcomes(outcomes.of, outcomes.codes.length, outcomes)
    const units = unitsOf(this.source, this.held, outcomes)
    let otherwise = 0
    for (let unit = 0; unit < units.size; unit++) {
      const key = outcomes.of === 'calls' ? unit : (this.source.places[unit] as number)
      const answer = units.weight(unit) === 0 ? undefined : answers.get(key)
      const code = answer && codes[answer.effect as Effect]
      if (answer === undefined || code === undefined || code === outcomes.codes[unit]) continue
      // What the command line's own mode did is no word of the text.
      if (answer.flag !== '' && policy.mode === 'disabled') continue
      if ((outcomes.codes[unit] as number) < codes.unknown) otherwise += units.weight(unit)
      const rule = answer.rule === '' ? null : answer.rule
      stands.decide(unit, { effect: answer.effect as Effect, rule, matched: rule === null ? [] : [rule] })
    }
    return { outcomes: stands, otherwise }
  }

  private answersFor({ of }: Outcomes, file: string, digest: string): ReadonlyMap<number, SourceAnswer> {
    if (of === 'calls') return this.source.answers(file, digest)
    return this.source.repeatAnswers?.(file, digest) ?? new Map()
  }
}

function usable(before: Replayed | null, policy: Policy): Replayed | null {
  return before !== null && before.judged.of === 'calls' && before.policy.dialect === policy.dialect ? before : null
}

/** What the very same text came to: what another one counted says nothing. */
function inOrderBefore(before: Replayed | null, { dialect, digest }: Policy): JudgedInOrder | null {
  if (before === null || before.counted === null) return null
  const { policy, judged, counted } = before
  return policy.dialect === dialect && policy.digest === digest ? { judged, counted } : null
}
