import type { RecordedAnswers } from '../../audit/recorded-calls.ts'
import type { Result } from '../../audit/result.ts'
import type { SourceAnswer } from './source.ts'

type Ask = (file: string, digest: string, after: number) => Result<RecordedAnswers>

/** What policies were recorded to say; asked once for each text, and then for what was added since. */
export class SaidBefore {
  private readonly ask: Ask
  private readonly known = new Map<string, { readonly answers: Map<number, SourceAnswer>; upTo: number }>()

  constructor(ask: Ask) {
    this.ask = ask
  }

  /** The newest answers in the rows up to `upTo`, by what `keyOf` makes of a call's number. */
  by(
    file: string,
    digest: string,
    upTo: number,
    keyOf: (call: number) => number | undefined,
  ): ReadonlyMap<number, SourceAnswer> {
    const key = `${digest} ${file}`
    const one = this.known.get(key) ?? { answers: new Map<number, SourceAnswer>(), upTo: -1 }
    this.known.set(key, one)
    if (one.upTo >= upTo) return one.answers
    const found = this.ask(file, digest, Math.max(0, one.upTo))
    one.upTo = upTo
    if (!found.ok) return one.answers
    const { said, newest } = found.value
    newest.forEach((number, call) => {
      const place = keyOf(call)
      const answer = said.get(number)
      if (place !== undefined && answer !== undefined) one.answers.set(place, answer)
    })
    return one.answers
  }
}
