import { createScanner, getNodePath, type Node, type ParseError, parseTree } from 'jsonc-parser'

/** A JSON document as text, to be changed only where something is added or taken away. */
export interface JsonText {
  readonly text: string
  readonly root: Node
}

/** The document, comments, trailing commas and a byte order mark allowed; null when it is no JSON object. */
export function readJsonText(text: string): JsonText | null {
  const errors: ParseError[] = []
  // A blank of the same length, so that places stay.
  const root = parseTree(text.replace(/^\uFEFF/, ' '), errors, { allowTrailingComma: true })
  return root?.type === 'object' && errors.length === 0 ? { text, root } : null
}

/** The line, from 1, where the text stops being JSON with comments; 1 where it is JSON but no object. */
export function faultyLine(text: string): number {
  const errors: ParseError[] = []
  parseTree(text.replace(/^\uFEFF/, ' '), errors, { allowTrailingComma: true })
  return text.slice(0, errors[0]?.offset ?? 0).split('\n').length
}

/** The value at `keys`; undefined when there is none. */
export function valueAt(document: JsonText, keys: readonly (string | number)[]): Node | undefined {
  let node: Node | undefined = document.root
  for (const key of keys) {
    node = typeof key === 'number' ? node?.children?.[key] : propertyOf(node, key)?.children?.[1]
  }
  return node
}

/** Adds `value` at the end of the list or map at `container`, under `key` in a map; the rest of the text stays. */
export function appendValue(document: JsonText, container: Node, key: string | null, value: unknown): string {
  const { text } = document
  const { unit, newline } = layoutOf(text)
  const depth = getNodePath(container).length
  const inner = newline + unit.repeat(depth + 1)
  const written = JSON.stringify(value, null, unit === '' ? undefined : unit).replaceAll('\n', inner)
  const item = key === null ? written : `${JSON.stringify(key)}: ${written}`
  const last = container.children?.at(-1)
  if (last !== undefined) {
    const end = last.offset + last.length
    const comma = commaBehind(text, end)
    const at = lineOfComments(text, comma === null ? end : comma + 1)
    const added = comma === null ? item : `${item},`
    return `${text.slice(0, end)}${comma === null ? ',' : ''}${text.slice(end, at)}${inner}${added}${text.slice(at)}`
  }
  const open = container.offset + 1
  const close = container.offset + container.length - 1
  const closing = text.slice(open, close).includes('\n')
    ? text.slice(open)
    : newline + unit.repeat(depth) + text.slice(close)
  return `${text.slice(0, open)}${inner}${item}${closing}`
}

/** Takes `node` (a list's item or a map's property) out again, with the comma and the line break that came with it. */
export function removeValue({ text }: JsonText, node: Node): string {
  const siblings = node.parent?.children ?? []
  const index = siblings.indexOf(node)
  const before = siblings[index - 1]
  const end = node.offset + node.length
  const comma = commaBehind(text, end)
  const head = text.slice(0, node.offset)
  // What follows moves up, with the comments in front of it.
  if (siblings[index + 1] !== undefined) return head + text.slice((comma ?? end) + 1).trimStart()
  if (before === undefined) {
    const open = (node.parent?.offset ?? 0) + 1
    const close = (node.parent?.offset ?? 0) + (node.parent?.length ?? 0) - 1
    const left = text.slice(open, node.offset).trimEnd() + text.slice(comma === null ? end : comma + 1, close)
    return text.slice(0, open) + (left.trim() === '' ? '' : left) + text.slice(close)
  }
  // A comma behind the last item is the document's own habit.
  if (comma !== null) return head.trimEnd() + text.slice(comma + 1)
  const first = before.offset + before.length
  const dangling = commaBehind(text, first) ?? first
  const kept = text.slice(0, dangling) + head.slice(dangling + 1).trimEnd()
  const removed = kept + text.slice(end)
  return readJsonText(removed) === null ? text.slice(0, first) + text.slice(end) : removed
}

/** Where the comma stands that follows `from` behind blanks and comments; null when something else follows. */
function commaBehind(text: string, from: number): number | null {
  const scanner = createScanner(text, true)
  scanner.setPosition(from)
  scanner.scan()
  return text[scanner.getTokenOffset()] === ',' ? scanner.getTokenOffset() : null
}

/** Behind the comments that stand on the line at `from`, which belong to what is in front of them. */
function lineOfComments(text: string, from: number): number {
  return from + (/^(?:[\t ]*(?:\/\/[^\r\n]*|\/\*[^\r\n]*?\*\/))*/.exec(text.slice(from))?.[0].length ?? 0)
}

function propertyOf(node: Node | undefined, key: string): Node | undefined {
  if (node?.type !== 'object') return undefined
  // Of a key that stands twice the last counts.
  return node.children?.findLast((property) => property.children?.[0]?.value === key)
}

/** The document's own indentation and line ending: two spaces and a line feed where it shows none. */
function layoutOf(text: string): { unit: string; newline: string } {
  const newline = text.includes('\r\n') ? '\r\n' : '\n'
  const unit = /^([\t ]+)"/m.exec(text)?.[1] ?? '  '
  return { unit: unit.startsWith('\t') ? '\t' : unit, newline }
}
