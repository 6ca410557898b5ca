import type { Json } from '../../json/values.ts'
import { FoldedAutomaton, Found, notRead } from '../../literals/folded.ts'
import { automatonOf, mostLiterals, type Need } from '../../literals/sieve.ts'
import { documentRepr } from '../../python/document-text.ts'
import type { Payload } from './facts.ts'
import { PayloadSkim } from './payload-skim.ts'

const noRanks: readonly number[] = []

/**
 * Tells which rules a payload may match without writing it as Python does: reads keys and values where they stand, in the
 * order of that text, all literals at once whatever they are looked for in. It finds too many rather than too few.
 */
export class PayloadSieve {
  private readonly automaton: FoldedAutomaton
  private readonly found: Found
  /** Whether a literal of the text could begin, end or lie between strings, so that what stands there must be read too. */
  private readonly spans: boolean
  /** Tells of most payloads at a glance that they hold no literal. */
  private readonly skim: PayloadSkim | null

  private constructor(automaton: FoldedAutomaton, count: number, spans: boolean, skim: PayloadSkim | null) {
    this.automaton = automaton
    this.found = new Found(count)
    this.spans = spans
    this.skim = skim
  }

  /** Built from the needs of rules by their rank, with the ranks it sieves; null when there is none, or they take too much memory. */
  static build(needs: readonly (Need | null)[]): { readonly sieve: PayloadSieve; readonly sieved: Set<number> } | null {
    const pairs: [string, number][] = []
    let spans = false
    for (const [rank, need] of needs.entries()) {
      if (need === null || need.literals.length > mostLiterals || need.literals.includes('')) continue
      for (const literal of need.literals) pairs.push([literal.toLowerCase(), rank])
      if (need.key === 'text') spans ||= need.literals.some(canSpan)
    }
    const automaton = pairs.length === 0 ? null : automatonOf(pairs)
    if (automaton === null) return null
    const skim = PayloadSkim.build(pairs.map(([literal]) => literal))
    const sieve = new PayloadSieve(new FoldedAutomaton(automaton), needs.length, spans, skim)
    return { sieve, sieved: new Set(pairs.map(([, rank]) => rank)) }
  }

  /** The ranks of sieved rules that may match, in no order, until the next call; null when the payload must be written to tell. */
  ranks(payload: Payload): readonly number[] | null {
    if (this.skim?.mayHold(payload) === false) return noRanks
    this.found.clear()
    try {
      return this.read(payload) ? this.found.values : null
    } catch {
      return null
    }
  }

  /** False where something stands in the payload that cannot be read. */
  private read(payload: Payload): boolean {
    const { automaton, found, spans } = this
    let text = 0
    let values = 0
    let first = true
    for (const key in payload) {
      if (first && key >= '0' && key < ':') return false
      if (spans) text = automaton.read(first ? "{'" : ", '", text, 'any', found)
      text = automaton.read(key, text, 'unescaped', found)
      if (text === notRead) return false
      if (!first) values = automaton.read(' ', values, 'any', found)
      first = false
      const value = payload[key] as Json
      if (typeof value === 'string' && !spans) {
        const after = automaton.read(value, values, 'unescaped', found)
        if (after !== notRead) {
          values = after
          text = 0
          continue
        }
      }
      text = automaton.read(spans ? "': " : ': ', spans ? text : 0, 'any', found)
      const isString = typeof value === 'string'
      const written = isString ? value : documentRepr(value)
      text = isString ? automaton.readQuoted(value, text, found) : automaton.read(written, text, 'any', found)
      values = automaton.read(written, values, 'any', found)
      if (text === notRead || values === notRead) return false
      if (!spans) text = 0
    }
    if (spans) automaton.read(first ? '{}' : '}', text, 'any', found)
    return true
  }
}

/**
 * Whether a literal of the text can hold something of what stands between strings: a quote, the brace that begins the
 * text or the one that ends it, or what stands before and behind a value. What begins at a colon is read with its value.
 */
function canSpan(literal: string): boolean {
  return /'|^[{: ]$|^: $|, ?$|\}$/.test(literal)
}
