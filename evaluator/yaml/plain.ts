import type { YamlComment } from './comments.ts'
import { reportDuplicates } from './duplicates.ts'
import type { YamlFlavour } from './flavour.ts'
import type { Entry, ListNode, MapNode, Node, ScalarNode } from './node.ts'
import type { YamlProblem } from './problem.ts'

/** A document of the plain kind: there is nothing wrong with it but keys that stand twice. */
export interface PlainDocument {
  readonly root: Node
  readonly problems: readonly YamlProblem[]
  readonly comments: readonly YamlComment[]
}

/** Tabs, carriage returns, surrogates and whatever else the readers disagree about. */
const unusual = /[^\n -~\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]/
const key = /[A-Za-z_][\w.-]{0,100}(?=:(?: |\n|$))/y
const flowKey = /[A-Za-z_][\w.-]{0,100}(?=: )/y
const anchor = /&[\w-]{1,100}(?=[ \n])/y
const flowWord = /(?:-(?=\d))?[\w./$^(][\w./$^()*+=<>|~;!-]*(?: +-{0,2}[\w./$^()*+=<>|~;!][\w./$^()*+=<>|~;!-]*)*/y
const deepest = 64
/** A key in quotes has to end within 1,024 characters of its line, escapes counted as written. */
const longestKey = 1_000

/** Where a list or map with an anchor begins: PyYAML and libyaml count the anchor in, the others do not. */
export type AnchoredStart = 'anchor' | 'content'

/**
 * Reads what most policies consist of: block maps and lists, texts on one line, comments, anchors that nothing refers to.
 * Null for everything else, and for all that could be wrong but keys that stand twice: that is left to the readers that
 * know all of YAML, `readYaml`, `readPyyaml` and `readLibyaml`, which give the same for what this reads and take ten times
 * as long.
 */
export function readPlainYaml(
  text: string,
  flavour: YamlFlavour,
  anchoredStart: AnchoredStart = 'content',
): PlainDocument | null {
  if (unusual.test(text)) return null
  const reader = new PlainReader(text, flavour, anchoredStart)
  const root = reader.document()
  return root && { root, problems: inOrder(reader.problems), comments: reader.comments }
}

/** In document order: an inner map is complete before the one around it. */
function inOrder(problems: YamlProblem[]): readonly YamlProblem[] {
  return problems.sort((a, b) => a.range.start - b.range.start)
}

class PlainReader {
  readonly comments: YamlComment[] = []
  readonly problems: YamlProblem[] = []
  private readonly text: string
  private readonly flavour: YamlFlavour
  private readonly anchoredStart: AnchoredStart
  private readonly anchors = new Set<string>()
  /** The first character of the next line that is neither blank nor a comment, and its column; -1 at the end. */
  private at = 0
  private column = -1
  private depth = 0
  private isRefused = false
  /** Within a flow collection that is the whole document, where lines and their indentation mean nothing. */
  private isOverLines = false

  constructor(text: string, flavour: YamlFlavour, anchoredStart: AnchoredStart) {
    this.text = text
    this.flavour = flavour
    this.anchoredStart = anchoredStart
  }

  document(): Node | null {
    this.toContent(0)
    const root = this.column < 0 ? null : this.isOneOf(this.at, '[{') ? this.flowDocument() : this.block(this.column)
    return this.column < 0 && !this.isRefused ? root : null
  }

  /** A document that is one flow collection, as JSON is. */
  private flowDocument(): Node | null {
    if (/\n(?:---|\.\.\.)/.test(this.text)) return null
    this.isOverLines = true
    const root = this.flow(this.at)
    this.isOverLines = false
    return root && this.endOfLine(root.range.end) ? root : null
  }

  private block(column: number): Node | null {
    return this.within(() => (this.isDash(this.at) ? this.list(column) : this.map(column)))
  }

  /** Nothing so deep that a reader's own limits would matter. */
  private within(read: () => Node | null): Node | null {
    if (this.depth >= deepest) return null
    this.depth++
    const node = read()
    this.depth--
    return node
  }

  private list(column: number): ListNode | null {
    const start = this.at
    const items: Node[] = []
    while (this.column === column && this.isDash(this.at)) {
      const content = this.behindBlanks(this.at + 1)
      const item = this.item(content, column, column + content - this.at)
      if (item === null) return null
      items.push(item)
    }
    const last = items[items.length - 1]
    return last ? { kind: 'list', range: { start, end: last.range.end }, tag: null, flow: false, items } : null
  }

  private item(content: number, column: number, inner: number): Node | null {
    if (this.keyEnd(content) === 0) return this.anchoredItem(content, column)
    this.at = content
    this.column = inner
    return this.map(inner)
  }

  private anchoredItem(at: number, column: number): Node | null {
    const content = this.behindAnchor(at)
    const value = this.value(content, column)
    return value && this.anchored(value, at, content)
  }

  private map(column: number): MapNode | null {
    const entries: Entry[] = []
    while (this.column === column) {
      const entry = this.entry(column)
      if (entry === null) return null
      entries.push(entry)
    }
    if (this.column > column) return null
    this.checkKeys(entries)
    return mapOf(entries)
  }

  private entry(column: number): Entry | null {
    const start = this.at
    const end = this.keyEnd(start)
    if (end === 0) return null
    const key = this.scalar(start, end, this.text.slice(start, end), 'plain')
    const at = this.behindBlanks(end + 1)
    const content = this.behindAnchor(at)
    const isNested = content >= this.text.length || this.isOneOf(content, '\n#')
    const value = isNested ? this.nested(content, column) : this.value(content, column)
    return value && { key, value: this.anchored(value, at, content), range: { start, end: value.range.end } }
  }

  /** The block below a key; a list may stand at the key's own column. */
  private nested(content: number, column: number): Node | null {
    if (!this.endOfLine(content)) return null
    const isBelow = this.column > column || (this.column === column && this.isDash(this.at))
    return isBelow ? this.block(this.column) : null
  }

  /** A value that ends with its line; null where the next line might belong to it. */
  private value(at: number, column: number): Node | null {
    const value = this.quoted(at) ?? (this.isOneOf(at, '[{') ? this.flow(at) : this.plain(at))
    return value && this.endOfLine(value.range.end) && this.column <= column ? value : null
  }

  private plain(start: number): ScalarNode | null {
    if (this.isOneOf(start, '-?:,[]{}#&*!|>\'"%@` \n') || start >= this.text.length) return null
    let end = start
    for (let at = start; ; at++) {
      const code = this.text.charCodeAt(at)
      if (code === 0x20) continue
      if (code === 0x0a || Number.isNaN(code)) break
      if (code === 0x23 && this.text.charCodeAt(at - 1) === 0x20) break
      if (code === 0x3a && this.isBlank(at + 1)) return null
      end = at + 1
    }
    return this.scalar(start, end, this.text.slice(start, end), 'plain')
  }

  private quoted(start: number): ScalarNode | null {
    const quote = this.text.charCodeAt(start)
    if (quote === 0x22) return this.doubleQuoted(start)
    return quote === 0x27 ? this.singleQuoted(start) : null
  }

  private singleQuoted(start: number): ScalarNode | null {
    for (let at = start + 1; ; at += 2) {
      at = this.text.indexOf("'", at)
      if (at < 0) return null
      if (this.text.charCodeAt(at + 1) === 0x27) continue
      const inside = this.text.slice(start + 1, at)
      return inside.includes('\n') ? null : this.scalar(start, at + 1, inside.replaceAll("''", "'"), 'single')
    }
  }

  private doubleQuoted(start: number): ScalarNode | null {
    const parts: string[] = []
    for (let at = start + 1, from = at; ; at++) {
      const code = this.text.charCodeAt(at)
      if (code === 0x0a || Number.isNaN(code)) return null
      if (code === 0x22) {
        parts.push(this.text.slice(from, at))
        return this.scalar(start, at + 1, parts.join(''), 'double')
      }
      if (code !== 0x5c) continue
      const escaped = escapes[this.text[at + 1] ?? '']
      if (escaped === undefined) return null
      parts.push(this.text.slice(from, at), escaped)
      at++
      from = at + 1
    }
  }

  private flow(start: number): Node | null {
    return this.within(() => (this.text.charCodeAt(start) === 0x5b ? this.flowList(start) : this.flowMap(start)))
  }

  private flowList(start: number): ListNode | null {
    const items: Node[] = []
    const end = this.flowParts(start, ']', (at) => {
      const item = this.flowValue(at)
      if (item) items.push(item)
      return item?.range.end ?? null
    })
    return end === null ? null : { kind: 'list', range: { start, end }, tag: null, flow: true, items }
  }

  private flowMap(start: number): MapNode | null {
    const entries: Entry[] = []
    const end = this.flowParts(start, '}', (at) => {
      const key = this.flowKey(at)
      const value = key && this.flowValue(this.behindFlowBlanks(key.range.end + 1))
      if (key === null || value === null) return null
      entries.push({ key, value, range: { start: at, end: value.range.end } })
      return value.range.end
    })
    if (end === null) return null
    this.checkKeys(entries)
    return { kind: 'map', range: { start, end }, tag: null, flow: true, entries }
  }

  /** A word with `: ` behind it, or a text in quotes with `:` behind it. */
  private flowKey(at: number): ScalarNode | null {
    const end = this.endOf(flowKey, at)
    if (end > 0) return this.scalar(at, end, this.text.slice(at, end), 'plain')
    const key = this.quoted(at)
    const isKey = key && this.text.charCodeAt(key.range.end) === 0x3a && key.range.end - at < longestKey
    return isKey ? key : null
  }

  /** Reads parts with commas between them up to `close`; gives where that ends. */
  private flowParts(start: number, close: string, part: (at: number) => number | null): number | null {
    let at = this.behindFlowBlanks(start + 1)
    if (this.text[at] === close) return at + 1
    for (;;) {
      const end = part(at)
      if (end === null) return null
      at = this.behindFlowBlanks(end)
      if (this.text[at] === close) return at + 1
      if (this.text[at] !== ',') return null
      at = this.behindFlowBlanks(at + 1)
    }
  }

  private flowValue(at: number): Node | null {
    const content = this.behindAnchor(at)
    const value = this.flowContent(content)
    return value && this.anchored(value, at, content)
  }

  private flowContent(at: number): Node | null {
    if (this.isOneOf(at, '[{')) return this.flow(at)
    if (this.isOneOf(at, '"\'')) return this.quoted(at)
    const end = this.endOf(flowWord, at)
    return end === 0 || !this.isOneOf(this.behindFlowBlanks(end), ',]}')
      ? null
      : this.scalar(at, end, this.text.slice(at, end), 'plain')
  }

  private scalar(start: number, end: number, text: string, style: ScalarNode['style']): ScalarNode {
    const { value, error } = this.flavour.resolve(text, style, null)
    if (error !== undefined || text === '<<') this.isRefused = true
    return { kind: 'scalar', range: { start, end }, tag: null, value, text, style }
  }

  /** Where the content begins behind an anchor, if one stands there that no other is named like. */
  private behindAnchor(at: number): number {
    if (this.text.charCodeAt(at) !== 0x26) return at
    const end = this.endOf(anchor, at)
    if (end === 0 || this.anchors.has(this.text.slice(at, end))) return at
    this.anchors.add(this.text.slice(at, end))
    return this.behindBlanks(end)
  }

  private anchored(value: Node, at: number, content: number): Node {
    if (content === at || value.kind === 'scalar' || this.anchoredStart === 'content') return value
    return { ...value, range: { start: at, end: value.range.end } }
  }

  private checkKeys(entries: readonly Entry[]): void {
    if (this.flavour.duplicateKeys === 'error' && entries.length > 1) reportDuplicates(entries, this.problems)
  }

  /** Goes on behind a line of which only blanks and a comment are left; false where something else is. */
  private endOfLine(from: number): boolean {
    const at = this.behindBlanks(from)
    if (at < this.text.length && !this.isOneOf(at, '\n#')) return false
    const isComment = this.text.charCodeAt(at) === 0x23
    if (isComment && at === from && this.text.charCodeAt(at - 1) !== 0x20) return false
    this.toContent(isComment ? this.comment(at) : at)
    return true
  }

  private comment(start: number): number {
    const newline = this.text.indexOf('\n', start)
    const end = newline < 0 ? this.text.length : newline
    this.comments.push({ range: { start, end }, text: this.text.slice(start, end) })
    return end
  }

  /** To the next line with content, from a line's beginning or end on. */
  private toContent(from: number): void {
    let line = from
    for (let at = from; at < this.text.length; ) {
      const code = this.text.charCodeAt(at)
      if (code === 0x20) at++
      else if (code === 0x23) at = this.comment(at)
      else if (code === 0x0a) line = ++at
      else {
        this.at = at
        this.column = at - line
        return
      }
    }
    this.column = -1
  }

  /** Where the key ends that begins there; 0 where none does. */
  private keyEnd(at: number): number {
    return this.endOf(key, at)
  }

  private endOf(pattern: RegExp, at: number): number {
    pattern.lastIndex = at
    return pattern.test(this.text) ? pattern.lastIndex : 0
  }

  private behindBlanks(from: number): number {
    let at = from
    while (this.text.charCodeAt(at) === 0x20) at++
    return at
  }

  private behindFlowBlanks(from: number): number {
    let at = this.behindBlanks(from)
    while (this.isOverLines && this.text.charCodeAt(at) === 0x0a) at = this.behindBlanks(at + 1)
    return at
  }

  private isDash(at: number): boolean {
    return this.text.charCodeAt(at) === 0x2d && this.text.charCodeAt(at + 1) === 0x20
  }

  private isBlank(at: number): boolean {
    return at >= this.text.length || this.isOneOf(at, ' \n')
  }

  private isOneOf(at: number, characters: string): boolean {
    return at < this.text.length && characters.includes(this.text[at] as string)
  }
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\', '"': '"', '/': '/', n: '\n', t: '\t' }

function mapOf(entries: readonly Entry[]): MapNode | null {
  const [first, last] = [entries[0], entries[entries.length - 1]]
  if (first === undefined || last === undefined) return null
  const range = { start: first.range.start, end: last.range.end }
  return { kind: 'map', range, tag: null, flow: false, entries }
}
