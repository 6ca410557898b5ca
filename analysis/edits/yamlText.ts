import type { Json } from '../../evaluator/json/values.ts'
import { compactJson } from '../../evaluator/json/write.ts'
import type { TextEdit } from '../../evaluator/text.ts'
import type { ListNode, Node } from '../../evaluator/yaml/node.ts'

/** A string as YAML of every version reads it back: single quotes, or double ones where it holds what they cannot. */
export function quoted(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: single quotes hold printable characters of one line only
  return /^[^\u0000-\u001f\u007f-\u00a0\u2028\u2029\ufeff\ud800-\udfff]*$/u.test(text)
    ? `'${text.replaceAll("'", "''")}'`
    : JSON.stringify(text).replace(
        /[\u007f-\uffff]/g,
        (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
      )
}

/** A value in flow style on one line. */
export function flow(value: Json): string {
  if (typeof value === 'string') return quoted(value)
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`
  if (value !== null && typeof value === 'object' && value.constructor === Object) {
    const entries = Object.entries(value).map(
      ([key, each]) => `${/^[\w.$-]+$/.test(key) ? key : quoted(key)}: ${flow(each)}`,
    )
    return `{${entries.join(', ')}}`
  }
  return compactJson(value)
}

/** How a new item is written: as lines of a block item, the first behind the dash; and as JSON where the list is in flow style. */
export interface NewItem {
  readonly lines: readonly string[]
  readonly json: Json
}

/** Puts `item` before the item at `index` of a list; behind the last where `index` is the list's length. */
export function insertItem(text: string, list: ListNode, index: number, item: NewItem): TextEdit {
  return list.flow ? insertInFlow(text, list, index, item) : insertInBlock(text, list, index, item)
}

function insertInFlow(text: string, list: ListNode, index: number, { json }: NewItem): TextEdit {
  const next = list.items[index]
  const last = list.items.at(-1)
  if (next === undefined && last === undefined) return at(list.range.start + 1, compactJson(json))
  const neighbour = next ?? last
  const indent = neighbour === undefined ? null : ownLineIndent(text, neighbour.range.start)
  const gap = indent === null ? ' ' : `${lineBreak(text)}${indent}`
  if (next !== undefined) return at(next.range.start, `${compactJson(json)},${gap}`)
  return at(last?.range.end ?? list.range.start, `,${gap}${compactJson(json)}`)
}

function insertInBlock(text: string, list: ListNode, index: number, { lines }: NewItem): TextEdit {
  const next = list.items[index]
  const neighbour = next ?? list.items.at(-1)
  const dash = neighbour === undefined ? -1 : dashBefore(text, neighbour)
  const indent = dash < 0 ? '' : text.slice(lineStart(text, dash), dash)
  const eol = lineBreak(text)
  const body = lines.map((line, number) => `${indent}${number === 0 ? '- ' : '  '}${line}${eol}`).join('')
  if (next !== undefined) return at(aboveComments(text, lineStart(text, dash), indent), body)
  const end = neighbour === undefined ? list.range.end : neighbour.range.end
  const lineEnd = text.indexOf('\n', end)
  return lineEnd < 0 ? at(text.length, `${eol}${body}`) : at(lineEnd + 1, body)
}

/** The first line of the comments that stand right above, at the item's own column. */
function aboveComments(text: string, start: number, indent: string): number {
  let at = start
  while (at > 0) {
    const before = lineStart(text, at - 1)
    const line = text.slice(before, at)
    if (!line.startsWith(`${indent}#`)) break
    at = before
  }
  return at
}

function dashBefore(text: string, item: Node): number {
  return text.lastIndexOf('-', item.range.start - 1)
}

/** Where the line of `offset` begins. */
export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1
}

/** The blanks before `offset` where nothing else stands before it on its line; null otherwise. */
export function ownLineIndent(text: string, offset: number): string | null {
  const before = text.slice(lineStart(text, offset), offset)
  return /^[ \t]*$/.test(before) ? before : null
}

/** The line break that the text uses. */
export function lineBreak(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n'
}

function at(offset: number, newText: string): TextEdit {
  return { range: { start: offset, end: offset }, newText }
}
