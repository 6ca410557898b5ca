import type { Automaton, Parts } from './automaton.ts'

/** What a reading returns at a character that it does not take. */
export const notRead = -1
const lastAscii = 126
const refused = -0x80000000

/** Which characters a reading takes: all of ASCII but NUL and DEL, or only those that no string escapes. */
export type Reading = 'any' | 'unescaped'

/** Values found so far, each once. */
export class Found {
  readonly values: number[] = []
  private readonly seen: Uint8Array

  /** For values below `count`. */
  constructor(count: number) {
    this.seen = new Uint8Array(count)
  }

  add(value: number): void {
    if (this.seen[value] === 1) return
    this.seen[value] = 1
    this.values.push(value)
  }

  clear(): void {
    if (this.values.length === 0) return
    for (const value of this.values) this.seen[value] = 0
    this.values.length = 0
  }
}

/**
 * Finds lower-case literals in a text that comes in pieces, read as if it were one and lower-cased. Only ASCII is read,
 * where lower case is a matter of single characters.
 */
export class FoldedAutomaton {
  private readonly parts: Omit<Parts, 'table'>
  /** A state stands for itself times this. */
  private readonly width: number
  /** State plus column → the next state, inverted where literals end; `refused` in the last column. */
  private readonly steps: Int32Array
  private readonly any = new Uint16Array(lastAscii + 1)
  private readonly unescaped = new Uint16Array(lastAscii + 1)

  constructor(automaton: Automaton) {
    const { table, ...parts } = automaton.parts
    const { columns, width, first } = parts
    this.parts = parts
    this.width = width + 1
    this.steps = new Int32Array(first.length * this.width)
    for (let row = 0, to = 0; row < table.length; row += width, to += this.width) {
      for (let column = 1; column < width; column++) {
        const next = table[row + column] as number
        this.steps[to + column] = first[next] === 0 ? next * this.width : ~(next * this.width)
      }
      this.steps[to + width] = refused
    }
    for (let unit = 1; unit <= lastAscii; unit++) {
      const column = columns.get(unit >= 0x41 && unit <= 0x5a ? unit + 0x20 : unit) ?? 0
      const escaped = unit < 0x20 || unit === 0x22 || unit === 0x27 || unit === 0x5c
      this.any[unit] = column
      this.unescaped[unit] = escaped ? width : column
    }
    this.any[0] = width
    this.unescaped[0] = width
  }

  /**
   * Reads one more piece from `state`, which is 0 at the beginning of a text, and adds the values of literals that end in
   * it to `found`. Returns the state behind it; `notRead` when the piece holds what `reading` does not take.
   */
  read(piece: string, state: number, reading: Reading, found: Found): number {
    const { steps } = this
    const columns = reading === 'any' ? this.any : this.unescaped
    let at = state
    for (let i = 0; i < piece.length; i++) {
      const unit = piece.charCodeAt(i)
      if (unit > lastAscii) return notRead
      at = steps[at + (columns[unit] as number)] as number
      if (at < 0) {
        if (at === refused) return notRead
        at = ~at
        this.collect(at / this.width, found)
      }
    }
    return at
  }

  /** The same for a string as Python's `repr()` quotes and escapes it. */
  readQuoted(string: string, state: number, found: Found): number {
    const { steps, unescaped } = this
    const quote = string.includes("'") && !string.includes('"') ? '"' : "'"
    let at = this.read(quote, state, 'any', found)
    for (let i = 0; i < string.length; i++) {
      const unit = string.charCodeAt(i)
      if (unit > lastAscii) return notRead
      const next = steps[at + (unescaped[unit] as number)] as number
      if (next >= 0) at = next
      else if (next === refused) at = this.read(escaped(string.charAt(i), unit, quote), at, 'any', found)
      else {
        at = ~next
        this.collect(at / this.width, found)
      }
    }
    return this.read(quote, at, 'any', found)
  }

  private collect(state: number, found: Found): void {
    const { ends, link, first } = this.parts
    for (let at = first[state] as number; at > 0; at = link[at] as number) {
      for (const value of ends[at] as readonly number[]) found.add(value)
    }
  }
}

/** One of the characters that `unescaped` readings refuse, as it stands between such quotes. */
function escaped(char: string, unit: number, quote: string): string {
  if (char === '\n') return '\\n'
  if (char === '\t') return '\\t'
  if (char === '\r') return '\\r'
  if (unit < 0x20) return `\\x${unit.toString(16).padStart(2, '0')}`
  return char === quote || char === '\\' ? `\\${char}` : char
}
