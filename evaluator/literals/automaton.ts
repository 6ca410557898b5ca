const mostCells = 8_000_000

/** What an automaton is made of, for those that run it in their own way. */
export interface Parts {
  /** Character → its column; 0, where there is none, leads back to state 0. */
  readonly columns: ReadonlyMap<number, number>
  readonly width: number
  /** State times width plus column → the next state. */
  readonly table: Int32Array
  /** State → the values of the literals that end there; behind `link` those of its suffixes. */
  readonly ends: readonly (readonly number[])[]
  readonly link: Int32Array
  /** The first state with ends at or behind a state; 0 where there is none. */
  readonly first: Int32Array
}

/** Finds which of many literals occur in a text in one pass over it. */
export class Automaton {
  /** Character → its column; 0 for characters that no literal holds. */
  private readonly columns = new Map<number, number>()
  private readonly ascii = new Uint16Array(128)
  private width = 1
  private table = new Int32Array(0)
  /** What ends at a state: values of its literals; behind `link` those of its suffixes. */
  private readonly ends: number[][] = [[]]
  private link = new Int32Array(0)
  /** The first state with ends at or behind a state; 0 where there is none. */
  private first = new Int32Array(0)

  private constructor() {}

  /** Built from literals, none of them empty, with a value each; null when it would take too much memory. */
  static build(
    literals: readonly (readonly [literal: string, value: number])[],
    maxCells = mostCells,
  ): Automaton | null {
    const automaton = new Automaton()
    const children: Map<number, number>[] = [new Map()]
    for (const [literal, value] of literals) automaton.insert(children, literal, value)
    if (children.length * automaton.width > maxCells) return null
    automaton.connect(children)
    return automaton
  }

  /** Adds the values of all literals that occur in `text` to `found`; `seen` marks with `round` those that it holds. */
  search(text: string, seen: Uint32Array, round: number, found: number[]): void {
    const { ascii, columns, table, width, ends, link, first } = this
    let state = 0
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i)
      const column = unit < 128 ? (ascii[unit] as number) : (columns.get(unit) ?? 0)
      if (column === 0) {
        state = 0
        continue
      }
      state = table[state * width + column] as number
      for (let at = first[state] as number; at > 0; at = link[at] as number) {
        for (const value of ends[at] as number[]) {
          if (seen[value] === round) continue
          seen[value] = round
          found.push(value)
        }
      }
    }
  }

  get parts(): Parts {
    const { columns, width, table, ends, link, first } = this
    return { columns, width, table, ends, link, first }
  }

  private insert(children: Map<number, number>[], literal: string, value: number): void {
    let state = 0
    for (let i = 0; i < literal.length; i++) {
      const column = this.columnOf(literal.charCodeAt(i))
      const next = children[state]?.get(column) ?? children.length
      if (next === children.length) {
        children.push(new Map())
        this.ends.push([])
        children[state]?.set(column, next)
      }
      state = next
    }
    this.ends[state]?.push(value)
  }

  private columnOf(unit: number): number {
    const known = this.columns.get(unit)
    if (known !== undefined) return known
    const column = this.width++
    this.columns.set(unit, column)
    if (unit < 128) this.ascii[unit] = column
    return column
  }

  /** Breadth first: where a literal breaks off, go on with the longest suffix that another literal begins with. */
  private connect(children: readonly Map<number, number>[]): void {
    const { width, ends } = this
    this.table = new Int32Array(children.length * width)
    this.link = new Int32Array(children.length)
    this.first = new Int32Array(children.length)
    const suffix = new Int32Array(children.length)
    const waiting = [0]
    for (let at = 0; at < waiting.length; at++) {
      const state = waiting[at] as number
      const behind = suffix[state] as number
      if (state > 0) {
        this.table.copyWithin(state * width, behind * width, (behind + 1) * width)
        this.link[state] = this.first[behind] as number
        this.first[state] = (ends[state] as number[]).length > 0 ? state : (this.link[state] as number)
      }
      for (const [column, next] of children[state] as Map<number, number>) {
        suffix[next] = state > 0 ? (this.table[behind * width + column] as number) : 0
        this.table[state * width + column] = next
        waiting.push(next)
      }
    }
  }
}
