import { parseJson } from '../../evaluator/json/parse.ts'
import { isObject } from '../../evaluator/json/values.ts'
import { elementsOf } from './elements.ts'
import type { Members } from './foreign-event.ts'
import { linesOf, type Piece } from './lines.ts'

/** How entries stand in a text file: one a line, or as elements of a JSON list. */
export type Container = 'lines' | 'list'

/** A piece of a log with what it says; `members` is null, with the reason, when it is no JSON object. */
export interface Entry extends Piece {
  readonly members: Members | null
  readonly odd: string
}

/** The entries of a text file in its order; blank lines are left out. */
export function* entriesOf(file: string, container: Container): Generator<Entry> {
  for (const piece of container === 'lines' ? linesOf(file) : elementsOf(file)) {
    const entry = entryOf(piece)
    if (entry !== null) yield entry
  }
}

/** What a piece says; null when it is blank. */
export function entryOf(piece: Piece): Entry | null {
  if (piece.bytes === null) return { ...piece, members: null, odd: 'It is longer than 64 MiB.' }
  const text = piece.bytes.toString('utf8').trim()
  if (text === '') return null
  try {
    const value = parseJson(text)
    if (isObject(value)) return { ...piece, members: value, odd: '' }
    return { ...piece, members: null, odd: 'It is JSON, but no object.' }
  } catch {
    return { ...piece, members: null, odd: 'It is no JSON.' }
  }
}
