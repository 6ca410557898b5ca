import type { Range } from '../../evaluator/text.ts'
import { closingQuote, isBlank, skipBlanks, unquoted } from './openers.ts'

/** A flow map or list that is open at some place. */
export interface FlowFrame {
  readonly kind: 'map' | 'list'
  /** Where its bracket stands. */
  readonly start: number
  /** The key whose value is being read; null before a key, and in lists. */
  key: string | null
  keyRange: Range | null
  /** The entries of the map by key, with the text of scalars and `''` for the rest. */
  readonly siblings: Map<string, string>
}

/** What stands at the place that was asked for. */
export interface FlowPlace {
  readonly frames: readonly FlowFrame[]
  /** The scalar at the place; empty where none stands. */
  readonly token: Range
  readonly role: 'key' | 'value'
  /** A colon stands behind the token. */
  readonly colon: boolean
}

/** A scalar, or a key without its value, in a flow collection. */
export interface FlowScalar {
  readonly frames: readonly FlowFrame[]
  readonly range: Range
  readonly role: 'key' | 'value'
}

interface Scan {
  /** Where the collection ends, behind its bracket; the text's length when it does not. */
  readonly end: number
  /** Null when nothing was asked for, or the place is in a comment or behind the end. */
  readonly place: FlowPlace | null
}

/**
 * Reads the flow collection that begins at `from`, whatever state it is in. `at` is a place to describe (-1: none);
 * the maps of its frames go on to fill up behind it, so that all siblings are known.
 */
export function scanFlow(text: string, from: number, at = -1, onScalar?: (scalar: FlowScalar) => void): Scan {
  const frames: FlowFrame[] = []
  let place: FlowPlace | null = null
  let settled = at === -1
  const settle = (token: Range, colon: boolean) => {
    settled = true
    const top = frames.at(-1)
    if (top === undefined) return
    const role = top.kind === 'map' && top.key === null ? 'key' : 'value'
    place = { frames: frames.map((frame) => ({ ...frame })), token, role, colon }
  }
  for (let index = from; index < text.length; ) {
    const char = text[index] ?? ''
    if (char === '#' && isBlank(text[index - 1])) {
      const newline = text.indexOf('\n', index)
      const end = newline === -1 ? text.length : newline
      if (!settled && at > index && at <= end) settled = true
      index = end
      continue
    }
    if (isBlank(char)) {
      index++
      continue
    }
    if (!settled && index >= at && '{}[],:'.includes(char)) settle({ start: at, end: at }, false)
    const top = frames.at(-1)
    if (char === '{' || char === '[') {
      if (top?.kind === 'map' && top.key !== null) top.siblings.set(top.key, '')
      frames.push({ kind: char === '{' ? 'map' : 'list', start: index, key: null, keyRange: null, siblings: new Map() })
      index++
    } else if (char === '}' || char === ']') {
      frames.pop()
      index++
      if (frames.length === 0) return { end: index, place }
    } else if (char === ',') {
      if (top) [top.key, top.keyRange] = [null, null]
      index++
    } else if (char === ':' && (isBlank(text[index + 1]) || text[index - 1] === '"' || text[index - 1] === "'")) {
      index++
    } else {
      const range = { start: index, end: tokenEnd(text, index) }
      const colon = skipBlanks(text, range.end, text.length)
      const isKey = text[colon] === ':'
      if (!settled && range.start > at) settle({ start: at, end: at }, false)
      else if (!settled && range.end >= at) settle(range, isKey)
      if (top) readToken(text, frames, top, range, onScalar)
      index = Math.max(range.end, index + 1)
    }
  }
  if (!settled) settle({ start: at, end: at }, false)
  return { end: text.length, place }
}

function readToken(
  text: string,
  frames: readonly FlowFrame[],
  top: FlowFrame,
  range: Range,
  onScalar?: (scalar: FlowScalar) => void,
): void {
  const content = unquoted(text.slice(range.start, range.end))
  if (top.kind === 'map' && top.key === null) {
    onScalar?.({ frames, range, role: 'key' })
    ;[top.key, top.keyRange] = [content, range]
    if (!top.siblings.has(content)) top.siblings.set(content, '')
    return
  }
  onScalar?.({ frames, range, role: 'value' })
  if (top.key !== null) top.siblings.set(top.key, content)
}

/** Where the scalar at `from` ends; a quote that never closes ends with its line. */
function tokenEnd(text: string, from: number): number {
  const newline = text.indexOf('\n', from)
  const lineEnd = newline === -1 ? text.length : newline
  if (text[from] === '"' || text[from] === "'") {
    const close = closingQuote(text, from, lineEnd)
    return close === -1 ? from + text.slice(from, lineEnd).trimEnd().length : close + 1
  }
  let end = from + 1
  for (let at = from; at < lineEnd; at++) {
    const char = text[at] ?? ''
    if (',{}[]'.includes(char)) break
    if (char === ':' && (isBlank(text[at + 1]) || ',{}[]'.includes(text[at + 1] ?? ''))) break
    if (char === '#' && isBlank(text[at - 1])) break
    if (!isBlank(char)) end = at + 1
  }
  return end
}
