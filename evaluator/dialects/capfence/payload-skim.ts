import type { Json } from '../../json/values.ts'
import { Skim } from '../../literals/skim.ts'
import { documentRepr } from '../../python/document-text.ts'
import type { Payload } from './facts.ts'

/**
 * What is left of a literal's longest stretch when all is taken away that Python may write between strings or in place of
 * a character: where the literal stands in a payload's text, this stands in one of its strings as it is. In small letters.
 */
export function ownPart(literal: string): string {
  const stretches = literal.toLowerCase().split(/[^!-~]|['"\\,}]/)
  return stretches.map(withoutEscape).reduce((longest, one) => (one.length > longest.length ? one : longest), '')
}

/** Without what may be the end of an escape such as `\n`, `\x1b` or `\u200b`, or one that the literal breaks off. */
function withoutEscape(stretch: string): string {
  return stretch.replace(/^(?:[ntr]|[xu][0-9a-f]*$|x[0-9a-f]{2}|u(?:[0-9a-f]{4}){1,2}|[0-9a-f]{1,8})/, '')
}

/** Tells of most payloads that no literal stands in them, without reading every character. */
export class PayloadSkim {
  private readonly skim: Skim

  private constructor(skim: Skim) {
    this.skim = skim
  }

  /** Null where a literal leaves too little to look for. */
  static build(literals: readonly string[]): PayloadSkim | null {
    const skim = Skim.build(literals.map(ownPart))
    return skim === null ? null : new PayloadSkim(skim)
  }

  /** False only where no literal stands in what Python writes of the payload, its top-level values or their first path. */
  mayHold(payload: Payload): boolean {
    const { skim } = this
    for (const key in payload) {
      if (skim.mayHold(key)) return true
      const value = payload[key] as Json
      if (typeof value === 'object' && value !== null) return true
      if (skim.mayHold(typeof value === 'string' ? value : documentRepr(value))) return true
    }
    return false
  }
}
