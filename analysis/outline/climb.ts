import { isBlockHeader, lineEndOf, lineStartOf, type Opener, openersOf, scalarRange, unquoted } from './openers.ts'
import type { Step } from './step.ts'

/** What stands around a line, outermost first. */
export interface Climb {
  readonly steps: readonly Step[]
  /** The keys beside the one at the line, with the text of scalars. */
  readonly siblings: ReadonlyMap<string, string>
  /** Where the flow collection begins that the line lies in; -1 when there is none. */
  readonly flowStart: number
  readonly column: number
}

interface Level {
  kind: Opener['kind']
  readonly column: number
  /** The key that leads to the level inside this one; null for an item. */
  key: string | null
  readonly siblings: Map<string, string>
}

/**
 * Finds the maps and lists around a line by walking up through smaller and smaller columns, and then down for the entries
 * that follow. Null when the line is text of a scalar. `sameLine` are the openers before the one the walk begins at.
 */
export function climb(
  text: string,
  lineStart: number,
  lineEnd: number,
  kind: Opener['kind'],
  column: number,
  sameLine: readonly Opener[],
): Climb | null {
  const levels: Level[] = [{ kind, column, key: null, siblings: new Map() }]
  let flow: Opener | null = null
  for (const opener of sameLine.toReversed()) climbTo(levels, opener)
  for (let start = lineStart; start > 0; ) {
    const end = start - 1
    start = lineStartOf(text, end)
    const indent = indentOf(text, start, end)
    const current = levels.at(-1)
    if (indent === -1 || current === undefined || indent > current.column || text[start + indent] === '#') continue
    // Other items of the same list: there may be thousands, and none of them lies around the line.
    if (current.kind === 'item' && indent === current.column && text[start + indent] === '-') continue
    const stop = text[end - 1] === '\r' ? end - 1 : end
    const openers = openersOf(text, start, stop)
    for (const [index, opener] of openers.toReversed().entries()) {
      const level = levels.at(-1)
      if (level === undefined || opener.column > level.column) continue
      if (opener.column === level.column && !leadsTo(opener, level)) {
        if (opener.kind === 'key' && level.kind === 'key') note(text, opener, level, stop)
        else if (levels.length === 1 && opener.kind === 'item' && text.slice(lineStart, lineEnd).trim() === '')
          level.kind = 'item'
        continue
      }
      const value = index === 0 ? text.slice(opener.valueStart, stop) : ''
      if (/^[{[]/.test(value)) {
        flow = opener
        levels.splice(0, levels.length, { kind: 'key', column: opener.column + 1, key: null, siblings: new Map() })
      } else if (isBlockHeader(value) || /^[^#&!\s]/.test(value)) return null
      climbTo(levels, opener)
    }
  }
  descend(text, lineEnd, levels)
  const outward = levels.slice(1).map(({ key, siblings }): Step => ({ key, siblings }))
  const siblings = levels[0]?.siblings ?? new Map()
  return { steps: outward.reverse(), siblings, flowStart: flow?.valueStart ?? -1, column: flow?.column ?? column }
}

/** A list may stand in the column of the key that it belongs to. */
function leadsTo(opener: Opener, level: Level): boolean {
  return opener.kind === 'key' && level.kind === 'item'
}

function climbTo(levels: Level[], { kind, column, key }: Opener): void {
  levels.push({ kind, column, key: kind === 'key' ? key : null, siblings: new Map() })
}

function note(text: string, opener: Opener, { siblings }: Level, lineEnd: number): void {
  if (siblings.has(opener.key)) return
  const { start, end } = scalarRange(text, opener.valueStart, lineEnd)
  siblings.set(opener.key, unquoted(text.slice(start, end)))
}

/** Collects the entries below the line, for every level that goes on. */
function descend(text: string, from: number, levels: readonly Level[]): void {
  let at = 0
  for (
    let start = text.indexOf('\n', from) + 1;
    start > 0 && at < levels.length;
    start = text.indexOf('\n', start) + 1
  ) {
    const end = lineEndOf(text, start)
    const indent = indentOf(text, start, end)
    if (indent === -1 || text[start + indent] === '#') continue
    while (at < levels.length && hasEnded(levels[at], indent, text[start + indent])) at++
    const level = levels[at]
    if (level === undefined || indent !== level.column || level.kind === 'item') continue
    const [opener] = openersOf(text, start, end)
    if (opener?.kind === 'key') note(text, opener, level, end)
  }
}

/** A list whose dashes stand in its key's column ends with the next key there. */
function hasEnded(level: Level | undefined, indent: number, char: string | undefined): boolean {
  if (level === undefined) return true
  return indent < level.column || (level.kind === 'item' && indent === level.column && char !== '-')
}

/** The column of a line's first character that is no blank; -1 for a blank line. */
export function indentOf(text: string, lineStart: number, lineEnd: number): number {
  for (let at = lineStart; at < lineEnd; at++) {
    const char = text[at]
    if (char !== ' ' && char !== '\r' && char !== '\t') return at - lineStart
  }
  return -1
}
