import type { TextEdit } from '../text.ts'
import type { Entry, MapNode, Node, ScalarNode } from './node.ts'

/** Puts `word` in place of a scalar, keeping its quotes; `word` must need no quoting of its own. */
export function replaceScalar(text: string, node: Node, word: string): TextEdit {
  const quote = text[node.range.start]
  const quoted = node.kind === 'scalar' && (quote === '"' || quote === "'") ? `${quote}${word}${quote}` : word
  const blank = node.range.start === node.range.end && /[:\-?]/.test(text[node.range.start - 1] ?? '') ? ' ' : ''
  return { range: node.range, newText: blank + quoted }
}

/**
 * Adds `key: word` to a map behind the entry `after`, in the map's own style (block, flow or JSON) and indentation; a `bare`
 * word (true, a number) is never quoted.
 */
export function addEntry(
  text: string,
  map: MapNode,
  after: Entry,
  key: string,
  word: string,
  kind: 'string' | 'bare' = 'string',
): TextEdit {
  const quote = text[after.key.range.start] === '"' ? '"' : ''
  const value = kind === 'bare' ? word : `${quote}${word}${quote}`
  const entry = `${quote}${key}${quote}: ${value}`
  if (map.flow) {
    const at = after.range.end
    return { range: { start: at, end: at }, newText: `, ${entry}` }
  }
  const at = lineEnd(text, after.range.end)
  const newline = text.includes('\r\n') ? '\r\n' : '\n'
  const indent = ' '.repeat(columnOf(text, after.key.range.start))
  const range = { start: at, end: at }
  return text[at - 1] === '\n'
    ? { range, newText: `${indent}${entry}${newline}` }
    : { range, newText: `${newline}${indent}${entry}` }
}

/** Adds `key: word` to a map before its first entry `first`, in the map's own style and indentation. */
export function addFirstEntry(text: string, map: MapNode, first: Entry, key: string, word: string): TextEdit {
  const { start } = first.key.range
  const quote = text[start] === '"' ? '"' : ''
  const entry = `${quote}${key}${quote}: ${quote}${word}${quote}`
  if (map.flow) return { range: { start, end: start }, newText: `${entry}, ` }
  const newline = text.includes('\r\n') ? '\r\n' : '\n'
  return { range: { start, end: start }, newText: `${entry}${newline}${' '.repeat(columnOf(text, start))}` }
}

/** A scalar's own words in the document, quotes removed; null when it is empty. */
export function wordsOf(node: ScalarNode): string | null {
  return node.text === '' ? null : node.text
}

/** The end of the line that holds the last character before `offset`: behind a block scalar, that is where the next line begins. */
function lineEnd(text: string, offset: number): number {
  const begin = text.lastIndexOf('\n', offset - 1) + 1
  if (begin > 0 && text.slice(begin, offset).trim() === '') return begin
  const end = text.indexOf('\n', offset)
  if (end === -1) return text.length
  return text[end - 1] === '\r' ? end - 1 : end
}

function columnOf(text: string, offset: number): number {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1
  return offset - lineStart - (text[lineStart] === '\ufeff' ? 1 : 0)
}
