import type { Range } from '../../text.ts'
import type { ScalarNode } from '../node.ts'
import { YamlCrash, YamlFailure } from './failure.ts'
import { Scanner } from './scanner.ts'
import { type Token, type TokenKind, tokenNames } from './tokens.ts'

/** A document as PyYAML composes it: nodes with their tags as written, aliases being the very nodes they name. */
export type Composed = ComposedScalar | ComposedList | ComposedMap | ComposedAlias

export interface ComposedScalar {
  readonly kind: 'scalar'
  readonly range: Range
  readonly tag: string | null
  readonly text: string
  readonly style: ScalarNode['style']
}

export interface ComposedList {
  readonly kind: 'list'
  readonly range: Range
  readonly tag: string | null
  readonly flow: boolean
  readonly items: Composed[]
}

export interface ComposedMap {
  readonly kind: 'map'
  readonly range: Range
  readonly tag: string | null
  readonly flow: boolean
  readonly entries: (readonly [Composed, Composed])[]
}

export interface ComposedAlias {
  readonly kind: 'alias'
  readonly range: Range
  readonly target: Composed
}

/** Collections nested deeper than this exhaust Python's stack. */
const maxDepth = 480
const knownHandles: readonly (readonly [string, string])[] = [
  ['!', '!'],
  ['!!', 'tag:yaml.org,2002:'],
]

/** Composes the one document of a text; null for a text without any. Throws `YamlFailure` or `YamlCrash`. */
export class Composer {
  readonly scanner: Scanner
  private handles = new Map(knownHandles)
  protected readonly anchors = new Map<string, Composed>()
  private depth = 0

  constructor(text: string, scanner = new Scanner(text)) {
    this.scanner = scanner
  }

  compose(): Composed | null {
    const { scanner } = this
    const implicit = !scanner.is('directive', 'document-start', 'stream-end')
    if (!implicit && !this.startDocument()) return null
    const bare = !implicit && scanner.is('directive', 'document-start', 'document-end', 'stream-end')
    const root = bare ? this.empty(scanner.peek().start) : this.node(true, false)
    this.reached('root', root)
    if (scanner.is('document-end')) scanner.take()
    this.reached('end', root)
    const after = scanner.peek().start
    if (!this.startDocument()) return root
    const message =
      'A second document begins here; a policy is one document. Remove it, or move it to a file of its own.'
    throw new YamlFailure('ComposerError', after, message)
  }

  /** Called when the root is complete, and again at the document's end, before what follows it is looked at. */
  protected reached(_place: 'root' | 'end', _root: Composed): void {}

  /** Reads directives and `---`; false at the end of the text. */
  private startDocument(): boolean {
    const { scanner } = this
    while (scanner.is('document-end')) scanner.take()
    if (scanner.is('stream-end')) return false
    this.directives()
    if (!scanner.is('document-start')) {
      const { kind, start } = scanner.peek()
      throw new YamlFailure(
        'ParserError',
        start,
        `Nothing may follow the document but \`---\`; here is ${tokenNames[kind]}.`,
      )
    }
    scanner.take()
    return true
  }

  protected directives(): void {
    let version: string | undefined
    const handles = new Map<string, string>()
    while (this.scanner.is('directive')) {
      const { text, value = '', handle, start } = this.scanner.take()
      if (text === 'YAML') {
        if (version !== undefined) throw new YamlFailure('ParserError', start, 'There are two `%YAML` directives.')
        if (!/^0*1\./.test(value)) throw new YamlFailure('ParserError', start, 'PyYAML reads YAML 1 only.')
        version = value
      } else if (text === 'TAG' && handle) {
        if (handles.has(handle)) throw new YamlFailure('ParserError', start, `The handle ${handle} is declared twice.`)
        handles.set(handle, value)
      }
    }
    this.handles = new Map([...knownHandles, ...handles])
  }

  private node(block: boolean, indentless: boolean): Composed {
    const { scanner } = this
    if (scanner.is('alias')) return this.alias(scanner.take())
    const { anchor, tag, start, end } = this.properties()
    const next = scanner.peek()
    const at = start ?? next.start
    switch (next.kind) {
      case 'block-entry':
        if (indentless) return this.collection(anchor, tag, at, 'indentless')
        break
      case 'scalar':
        scanner.take()
        return this.named(anchor, at, scalarOf(next, tag))
      case 'flow-sequence-start':
      case 'flow-mapping-start':
        return this.collection(anchor, tag, at, next.kind)
      case 'block-sequence-start':
      case 'block-mapping-start':
        if (block) return this.collection(anchor, tag, at, next.kind)
        break
      default:
    }
    if (anchor !== null || tag !== null) {
      return this.named(anchor, at, { kind: 'scalar', range: { start: end, end }, tag, text: '', style: 'plain' })
    }
    throw new YamlFailure('ParserError', next.start, `A value must stand here, not ${tokenNames[next.kind]}.`)
  }

  private alias({ text, start, end }: Token): Composed {
    const target = this.anchors.get(text)
    if (target !== undefined) return { kind: 'alias', range: { start, end }, target }
    throw new YamlFailure('ComposerError', start, `There is no anchor &${text} before this alias.`)
  }

  /** An anchor and a tag in either order; the tag with its handle resolved. */
  private properties(): { anchor: Token | null; tag: string | null; start: number | null; end: number } {
    const { scanner } = this
    let [anchor, tag]: [Token | null, Token | null] = [null, null]
    if (scanner.is('anchor')) {
      anchor = scanner.take()
      if (scanner.is('tag')) tag = scanner.take()
    } else if (scanner.is('tag')) {
      tag = scanner.take()
      if (scanner.is('anchor')) anchor = scanner.take()
    }
    const places = [anchor, tag].filter((token) => token !== null)
    const start = places.length === 0 ? null : Math.min(...places.map((token) => token.start))
    const end = Math.max(0, ...places.map((token) => token.end))
    return { anchor, tag: tag && this.resolveTag(tag), start, end }
  }

  private resolveTag({ handle, text, start }: Token): string {
    if (handle === null || handle === undefined) return text
    const prefix = this.handles.get(handle)
    if (prefix === undefined) throw new YamlFailure('ParserError', start, `The tag handle ${handle} is not declared.`)
    return prefix + text
  }

  protected named<N extends Composed>(anchor: Token | null, at: number, node: N): N {
    if (anchor === null) return node
    if (this.anchors.has(anchor.text)) {
      throw new YamlFailure('ComposerError', at, `The anchor &${anchor.text} stands here a second time.`)
    }
    this.anchors.set(anchor.text, node)
    return node
  }

  private collection(
    anchor: Token | null,
    tag: string | null,
    start: number,
    kind: TokenKind | 'indentless',
  ): Composed {
    if (++this.depth > maxDepth) throw new YamlCrash('RecursionError', start, 'This is nested too deep for PyYAML.')
    const flow = kind === 'flow-sequence-start' || kind === 'flow-mapping-start'
    const range = { start, end: start }
    const isMap = kind === 'flow-mapping-start' || kind === 'block-mapping-start'
    const node: ComposedList | ComposedMap = isMap
      ? { kind: 'map', range, tag, flow, entries: [] }
      : { kind: 'list', range, tag, flow, items: [] }
    this.named(anchor, start, node)
    range.end = this.fill(node, kind)
    this.depth--
    return node
  }

  /** Reads what a collection holds; gives the place where it ends. */
  private fill(node: ComposedList | ComposedMap, kind: TokenKind | 'indentless'): number {
    if (node.kind === 'map') return kind === 'flow-mapping-start' ? this.flowMap(node) : this.blockMap(node)
    if (kind === 'flow-sequence-start') return this.flowList(node)
    return kind === 'indentless' ? this.indentlessList(node) : this.blockList(node)
  }

  private blockList(node: ComposedList): number {
    const { scanner } = this
    scanner.take()
    let end = node.range.start
    while (scanner.is('block-entry')) {
      const { end: after } = scanner.take()
      const item = scanner.is('block-entry', 'block-end') ? this.empty(after) : this.node(true, false)
      node.items.push(item)
      end = Math.max(after, item.range.end)
    }
    this.close('A list item or the end of the list must stand here')
    return end
  }

  private indentlessList(node: ComposedList): number {
    const { scanner } = this
    let end = node.range.start
    while (scanner.is('block-entry')) {
      const { end: after } = scanner.take()
      const none = scanner.is('block-entry', 'key', 'value', 'block-end')
      const item = none ? this.empty(after) : this.node(true, false)
      node.items.push(item)
      end = Math.max(after, item.range.end)
    }
    return end
  }

  private blockMap(node: ComposedMap): number {
    const { scanner } = this
    scanner.take()
    let end = node.range.start
    while (scanner.is('key')) {
      const key = this.part(scanner.take().end)
      const value = scanner.is('value') ? this.part(scanner.take().end) : this.empty(key.range.end)
      node.entries.push([key, value])
      end = Math.max(key.range.end, value.range.end)
    }
    this.close('A key or the end of the map must stand here')
    return end
  }

  /** A key or value of a block map, which may be missing. */
  private part(after: number): Composed {
    return this.scanner.is('key', 'value', 'block-end') ? this.empty(after) : this.node(true, true)
  }

  private close(wanted: string): void {
    const { kind, start } = this.scanner.peek()
    if (kind !== 'block-end') throw new YamlFailure('ParserError', start, `${wanted}, not ${tokenNames[kind]}.`)
    this.scanner.take()
  }

  private flowList(node: ComposedList): number {
    const { scanner } = this
    scanner.take()
    for (let first = true; !scanner.is('flow-sequence-end'); first = false) {
      if (!first) this.comma('flow-sequence-end', '`]`')
      if (scanner.is('key')) node.items.push(this.pairInList())
      else if (!scanner.is('flow-sequence-end')) node.items.push(this.node(false, false))
      else break
    }
    return scanner.take().end
  }

  /** `a: b` as an item of a flow list: a map of its own. */
  private pairInList(): Composed {
    const { scanner } = this
    const token = scanner.take()
    const none = scanner.is('value', 'flow-entry', 'flow-sequence-end')
    const key = none ? this.empty(token.end) : this.node(false, false)
    let value: Composed = this.empty(key.range.end)
    if (scanner.is('value')) {
      const { end } = scanner.take()
      value = scanner.is('flow-entry', 'flow-sequence-end') ? this.empty(end) : this.node(false, false)
    }
    const range = { start: token.start, end: Math.max(key.range.end, value.range.end) }
    return { kind: 'map', range, tag: null, flow: true, entries: [[key, value]] }
  }

  private flowMap(node: ComposedMap): number {
    const { scanner } = this
    scanner.take()
    for (let first = true; !scanner.is('flow-mapping-end'); first = false) {
      if (!first) this.comma('flow-mapping-end', '`}`')
      if (scanner.is('key')) {
        const token = scanner.take()
        const none = scanner.is('value', 'flow-entry', 'flow-mapping-end')
        const key = none ? this.empty(token.end) : this.node(false, false)
        node.entries.push([key, this.flowValue(key)])
      } else if (!scanner.is('flow-mapping-end')) {
        const key = this.node(false, false)
        node.entries.push([key, this.empty(key.range.end)])
      } else break
    }
    return scanner.take().end
  }

  private flowValue(key: Composed): Composed {
    const { scanner } = this
    if (!scanner.is('value')) return this.empty(key.range.end)
    const { end } = scanner.take()
    return scanner.is('flow-entry', 'flow-mapping-end') ? this.empty(end) : this.node(false, false)
  }

  private comma(end: TokenKind, bracket: string): void {
    if (this.scanner.is('flow-entry')) this.scanner.take()
    else {
      const { kind, start } = this.scanner.peek()
      const message = `\`,\` or ${bracket} must stand here, not ${tokenNames[kind]}.`
      if (kind !== end) throw new YamlFailure('ParserError', start, message)
    }
  }

  private empty(at: number): ComposedScalar {
    return { kind: 'scalar', range: { start: at, end: at }, tag: null, text: '', style: 'plain' }
  }
}

function scalarOf({ start, end, text, style = 'plain' }: Token, tag: string | null): ComposedScalar {
  return { kind: 'scalar', range: { start, end }, tag, text, style }
}
