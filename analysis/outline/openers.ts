import type { Range } from '../../evaluator/text.ts'

/** A dash or a key on a line of block YAML: what opens a list item or an entry. */
export interface Opener {
  readonly kind: 'item' | 'key'
  readonly column: number
  /** The key's content, quotes removed; empty for an item. */
  readonly key: string
  /** The key with its quotes, or the dash. */
  readonly range: Range
  /** Where the value begins, or would begin: behind the colon or dash and the blanks that follow. */
  readonly valueStart: number
}

/** The dashes and keys that a line of block YAML begins with, from left to right; none for a bare value or a comment. */
export function openersOf(text: string, lineStart: number, lineEnd: number): Opener[] {
  const found: Opener[] = []
  for (let at = skipBlanks(text, lineStart, lineEnd); at < lineEnd; ) {
    const column = at - lineStart - (text[lineStart] === '\ufeff' ? 1 : 0)
    if (text[at] === '-' && isBlank(text[at + 1])) {
      const valueStart = skipBlanks(text, at + 1, lineEnd)
      found.push({ kind: 'item', column, key: '', range: { start: at, end: at + 1 }, valueStart })
      at = valueStart
      continue
    }
    const colon = keyEnd(text, at, lineEnd)
    if (colon === -1) break
    const end = at + text.slice(at, colon).trimEnd().length
    const valueStart = skipBlanks(text, colon + 1, lineEnd)
    found.push({ kind: 'key', column, key: unquoted(text.slice(at, end)), range: { start: at, end }, valueStart })
    break
  }
  return found
}

/** Where the colon of a key that begins at `from` stands; -1 when no key begins there. */
function keyEnd(text: string, from: number, lineEnd: number): number {
  const first = text[from] ?? ''
  if (first === '"' || first === "'") {
    const close = closingQuote(text, from, lineEnd)
    const colon = close === -1 ? -1 : skipBlanks(text, close + 1, lineEnd)
    return colon !== -1 && text[colon] === ':' && isBlank(text[colon + 1]) ? colon : -1
  }
  if ('#{}[]&!|>%@`'.includes(first)) return -1
  for (let at = from; at < lineEnd; at++) {
    if (text[at] === ':' && isBlank(text[at + 1])) return at === from ? -1 : at
    if (text[at] === '#' && isBlank(text[at - 1])) return -1
  }
  return -1
}

/** The quote that closes the one at `open`; -1 when it does not close before `end`. */
export function closingQuote(text: string, open: number, end: number): number {
  const quote = text[open]
  for (let at = open + 1; at < end; at++) {
    if (text[at] === '\\' && quote === '"') at++
    else if (text[at] === quote) {
      if (quote === "'" && text[at + 1] === "'") at++
      else return at
    }
  }
  return -1
}

/** The scalar that begins at `start` on its line: without blanks and comment behind it; a quote may stay open. */
export function scalarRange(text: string, start: number, lineEnd: number): Range {
  if (text[start] === '"' || text[start] === "'") {
    const close = closingQuote(text, start, lineEnd)
    return { start, end: close === -1 ? lineEnd : close + 1 }
  }
  let end = start
  for (let at = start; at < lineEnd; at++) {
    if (text[at] === '#' && (at === start || isBlank(text[at - 1]))) break
    if (!isBlank(text[at])) end = at + 1
  }
  return { start, end }
}

/** A scalar's content as far as lines can tell: quotes removed, plain escapes of quotes undone. */
export function unquoted(text: string): string {
  if (text.startsWith("'"))
    return text.slice(1, text.endsWith("'") && text.length > 1 ? -1 : undefined).replaceAll("''", "'")
  if (!text.startsWith('"')) return text
  const inner = text.slice(1, text.endsWith('"') && text.length > 1 ? -1 : undefined)
  return inner.replace(/\\(["\\/])/g, '$1')
}

/** True when a value opens a block scalar (`|`, `>-`, `|2`). */
export function isBlockHeader(value: string): boolean {
  return /^[|>][-+0-9]{0,2}\s*(?:#|$)/.test(value)
}

export function isBlank(char: string | undefined): boolean {
  return char === undefined || char === ' ' || char === '\t' || char === '\n' || char === '\r'
}

export function skipBlanks(text: string, from: number, end: number): number {
  let at = from
  while (at < end && (isBlank(text[at]) || text[at] === '\ufeff')) at++
  return at
}

/** Where the line of `offset` ends: before its line break. */
export function lineEndOf(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset)
  if (newline === -1) return text.length
  return newline > offset && text[newline - 1] === '\r' ? newline - 1 : newline
}

export function lineStartOf(text: string, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1
}
