import type { Range } from '../evaluator/text.ts'

/** A stretch of a text as people and most formats count it: lines and columns from 1, columns in UTF-16 units, the end excluded. */
export interface Region {
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
}

/** Where the lines of one text begin, so that any number of places is found in it at the price of one look. */
export class Lines {
  private readonly text: string
  private readonly starts: number[] = [0]

  constructor(text: string) {
    this.text = text
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) this.starts.push(at + 1)
  }

  /** The place of an offset, from 1. */
  at(offset: number): { readonly line: number; readonly column: number } {
    let [low, high] = [0, this.starts.length - 1]
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.starts[middle] as number) <= offset) low = middle
      else high = middle - 1
    }
    return { line: low + 1, column: offset - (this.starts[low] as number) + 1 }
  }

  region({ start, end }: Range): Region {
    const [from, to] = [this.at(start), this.at(end)]
    return { line: from.line, column: from.column, endLine: to.line, endColumn: to.column }
  }

  /** The text of a line, counted from 1, without its end; empty where there is none. */
  line(number: number): string {
    const start = this.starts[number - 1]
    if (start === undefined) return ''
    return this.text.slice(start, (this.starts[number] ?? this.text.length + 1) - 1).replace(/\r$/, '')
  }
}
