import { isAlias, isMap, isScalar, isSeq, type Node as LibraryNode, type Pair, type Scalar, type YAMLMap } from 'yaml'
import type { Range } from '../text.ts'
import { reportDuplicates } from './duplicates.ts'
import type { YamlFlavour } from './flavour.ts'
import { mergeInto } from './merge.ts'
import type { Entry, MapNode, Node, ScalarNode } from './node.ts'
import type { YamlProblem } from './problem.ts'
import { openQuotes } from './syntax-words.ts'

/** How many nodes aliases may add beyond those that stand in the text. */
const maxAliasedNodes = 100_000

interface Conversion {
  readonly source: string
  readonly flavour: YamlFlavour
  readonly problems: YamlProblem[]
  readonly anchors: Map<string, Node | 'open'>
  readonly sizes: WeakMap<Node, number>
  aliased: number
}

/**
 * Turns the library's tree of `source` into ours, resolving scalars, aliases and merges the flavour's way; adds what it
 * finds to `problems`.
 */
export function convert(source: string, root: LibraryNode, flavour: YamlFlavour, problems: YamlProblem[]): Node {
  return convertNode(root, { source, flavour, problems, anchors: new Map(), sizes: new WeakMap(), aliased: 0 })
}

function convertNode(node: LibraryNode, into: Conversion): Node {
  if (isAlias(node)) return convertAlias(node.source, rangeOf(node), into)
  const anchor = 'anchor' in node ? (node.anchor as string | undefined) : undefined
  if (anchor) into.anchors.set(anchor, 'open')
  const converted = convertPlain(node, into)
  if (anchor) into.anchors.set(anchor, converted)
  return converted
}

function convertPlain(node: LibraryNode, into: Conversion): Node {
  if (isScalar(node)) return convertScalar(node, into)
  const range = rangeOf(node)
  const tag = (node.tag as string | undefined) ?? null
  const flow = Boolean((node as { flow?: boolean }).flow)
  if (isSeq(node)) {
    const items = node.items.map((item) => convertNode(item as LibraryNode, into))
    checkCollectionTag(tag, 'tag:yaml.org,2002:seq', range, into)
    return sized({ kind: 'list', range: trimmed(range, flow, items), tag, flow, items }, items, into)
  }
  if (!isMap(node)) return nullAt(range.start)
  checkCollectionTag(tag, 'tag:yaml.org,2002:map', range, into)
  const map = convertMap(node, range, tag, flow, into)
  return sized(
    map,
    map.entries.flatMap((entry) => [entry.key, entry.value]),
    into,
  )
}

function convertMap(node: YAMLMap, range: Range, tag: string | null, flow: boolean, into: Conversion): MapNode {
  const entries = node.items.map((pair) => convertEntry(pair as Pair<LibraryNode, LibraryNode | null>, range, into))
  const merged = into.flavour.merges ? mergeInto(entries, into.problems) : entries
  if (into.flavour.duplicateKeys === 'error') reportDuplicates(entries, into.problems)
  return { kind: 'map', range: trimmed(range, flow, entries), tag, flow, entries: merged }
}

function convertEntry(pair: Pair<LibraryNode, LibraryNode | null>, map: Range, into: Conversion): Entry {
  const key = pair.key ? convertNode(pair.key, into) : nullAt(map.start)
  const value = pair.value ? convertNode(pair.value, into) : nullAt(key.range.end)
  return { key, value, range: { start: key.range.start, end: Math.max(key.range.end, value.range.end) } }
}

function convertScalar(node: Scalar, into: Conversion): ScalarNode {
  const range = rangeOf(node)
  const tag = (node.tag as string | undefined) ?? null
  const style = styleOf(node.type)
  const text = typeof node.value === 'string' ? node.value : (node.source ?? '')
  if (endsInEscape(into.source.slice(range.start, range.end)))
    into.problems.push({ kind: 'syntax', range, message: openQuotes })
  const { value, error, crash } = into.flavour.resolve(text, style, tag)
  if (error !== undefined)
    into.problems.push({ kind: tag === null ? 'scalar' : 'tag', range, message: error, ...(crash && { crash }) })
  return { kind: 'scalar', range, tag, value, text, style }
}

/** Whether what looks like the closing quote is an escaped one: the library ends such a text with its line. */
function endsInEscape(raw: string): boolean {
  const escaping = raw.startsWith('"') ? '\\' : raw.startsWith("'") ? "'" : null
  if (escaping === null) return false
  let length = 0
  for (let at = raw.length - 2; at > 0 && raw[at] === escaping; at--) length++
  return length % 2 === 1
}

function convertAlias(name: string, range: Range, into: Conversion): Node {
  const target = into.anchors.get(name)
  if (target === undefined || target === 'open') {
    const message =
      target === 'open' ? `*${name} stands inside what it names.` : `There is no anchor &${name} before this alias.`
    into.problems.push({ kind: 'alias', range, message })
    return nullAt(range.start)
  }
  const size = into.sizes.get(target) ?? 1
  into.aliased += size
  if (into.aliased <= maxAliasedNodes) {
    const copy = { ...target, range }
    into.sizes.set(copy, size)
    return copy
  }
  if (!into.problems.some((problem) => problem.kind === 'alias')) {
    const message = `Aliases in this document stand for more than ${maxAliasedNodes.toLocaleString('en')} values; write them out or use fewer.`
    into.problems.push({ kind: 'alias', range, message })
  }
  return nullAt(range.start)
}

/** A block collection ends with its last part, not with the line breaks behind it. */
function trimmed(range: Range, flow: boolean, parts: readonly { readonly range: Range }[]): Range {
  const last = parts.at(-1)
  return flow || last === undefined ? range : { start: range.start, end: last.range.end }
}

function sized<N extends Node>(node: N, parts: readonly Node[], into: Conversion): N {
  into.sizes.set(
    node,
    parts.reduce((sum, part) => sum + (into.sizes.get(part) ?? 1), 1),
  )
  return node
}

function checkCollectionTag(tag: string | null, own: string, range: Range, into: Conversion): void {
  if (tag === null || tag === own || tag === '!') return
  into.problems.push({ kind: 'tag', range, message: `The tag ${tag} has no meaning here; remove it.` })
}

function rangeOf(node: { range?: [number, number, number] | null | undefined }): Range {
  const [start, end] = node.range ?? [0, 0]
  return { start, end }
}

function nullAt(offset: number): ScalarNode {
  return { kind: 'scalar', range: { start: offset, end: offset }, tag: null, value: null, text: '', style: 'plain' }
}

function styleOf(type: Scalar.Type | undefined): ScalarNode['style'] {
  switch (type) {
    case 'QUOTE_SINGLE':
      return 'single'
    case 'QUOTE_DOUBLE':
      return 'double'
    case 'BLOCK_LITERAL':
    case 'BLOCK_FOLDED':
      return 'block'
    default:
      return 'plain'
  }
}
