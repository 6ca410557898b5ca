import { getNodePath, type Node, parseTree } from 'jsonc-parser'

/** A JSON document as text, to be changed only where something is added or taken away. */
export interface JsonText {
  readonly text: string
  readonly root: Node
}

/** The document, comments and trailing commas allowed; null when it is no JSON object. */
export function readJsonText(text: string): JsonText | null {
  const errors: { error: number }[] = []
  const root = parseTree(text, errors as never, { allowTrailingComma: true })
  return root?.type === 'object' && errors.length === 0 ? { text, root } : null
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
    const comma = /^\s*,/.exec(text.slice(end))
    if (comma === null) return `${text.slice(0, end)},${inner}${item}${text.slice(end)}`
    const after = end + comma[0].length
    return `${text.slice(0, after)}${inner}${item},${text.slice(after)}`
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
  const after = siblings[index + 1]
  const end = node.offset + node.length
  if (before !== undefined) return text.slice(0, before.offset + before.length) + text.slice(trailingEnd(end))
  if (after !== undefined) return text.slice(0, node.offset) + text.slice(after.offset)
  const open = (node.parent?.offset ?? 0) + 1
  const close = (node.parent?.offset ?? 0) + (node.parent?.length ?? 0) - 1
  const left = text.slice(open, node.offset) + text.slice(trailingEnd(end), close)
  return text.slice(0, open) + (left.trim() === '' ? '' : left) + text.slice(close)

  function trailingEnd(from: number): number {
    // A comma behind the last item is the document's own habit when it stands there without us.
    return before === undefined ? from + (/^\s*,/.exec(text.slice(from))?.[0].length ?? 0) : from
  }
}

function propertyOf(node: Node | undefined, key: string): Node | undefined {
  if (node?.type !== 'object') return undefined
  return node.children?.find((property) => property.children?.[0]?.value === key)
}

/** The document's own indentation and line ending: two spaces and a line feed where it shows none. */
function layoutOf(text: string): { unit: string; newline: string } {
  const newline = text.includes('\r\n') ? '\r\n' : '\n'
  const unit = /^([\t ]+)"/m.exec(text)?.[1] ?? '  '
  return { unit: unit.startsWith('\t') ? '\t' : unit, newline }
}
