import type { Range } from '../text.ts'
import { coreYaml } from '../yaml/core.ts'
import type { Entry, Node } from '../yaml/node.ts'
import { readYaml } from '../yaml/read.ts'
import { jsonParse } from './plain.ts'

/** A document as `JSON.parse` reads it, with the place of everything in it. */
export interface JsonDocument {
  /** Where the text is no JSON, what can be read of it all the same; null where nothing usable stands. */
  readonly root: Node | null
  /** What `JSON.parse` gives; undefined where it refuses the text. */
  readonly value: unknown
  readonly error: { readonly range: Range; readonly message: string } | null
  /** True when the document is nested deeper than is followed here. */
  readonly tooDeep: boolean
}

const maxDepth = 400

/** Reads a text that an engine hands to `JSON.parse`; never throws. */
export function readJson(text: string): JsonDocument {
  const scanned = scan(text)
  const value = jsonParse(text)
  if (value === undefined) {
    const error = 'error' in scanned ? scanned.error : { range: { start: 0, end: 0 }, message: 'This is not JSON.' }
    return { root: readYaml(text, coreYaml).root, value: undefined, error, tooDeep: false }
  }
  const root = 'root' in scanned ? scanned.root : null
  return { root, value, error: null, tooDeep: root === null }
}

function scan(text: string): { root: Node } | { error: { range: Range; message: string } } {
  try {
    return { root: new Scanner(text).document() }
  } catch (error) {
    if (error instanceof Broken) return { error: { range: error.range, message: error.message } }
    return { error: { range: { start: 0, end: 0 }, message: 'This document cannot be read.' } }
  }
}

/** Carries a mistake's place out of the recursion; it never leaves this module. */
class Broken extends Error {
  readonly range: Range
  constructor(range: Range, message: string) {
    super(message)
    this.range = range
  }
}

const number = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/y
/** What `JSON.parse` has to look at: escapes and control characters. */
const unplain = /\\|[^ -\uffff]/
const word = /[^\s,:[\]{}"]+/y

class Scanner {
  private readonly text: string
  private at = 0

  constructor(text: string) {
    this.text = text
  }

  document(): Node {
    if (this.text.startsWith('\ufeff')) {
      this.fail('The file begins with a byte-order mark, which the engine cannot read; save it without one.', 0, 1)
    }
    this.skipBlanks()
    if (this.at === this.text.length) this.fail('This policy is empty; the engine reads JSON.', 0, 0)
    const root = this.node(0)
    this.skipBlanks()
    if (this.at < this.text.length) this.fail('The document ends before this; remove what follows.')
    return root
  }

  private node(depth: number): Node {
    if (depth > maxDepth) this.fail('This is nested too deeply.')
    const start = this.at
    if (this.text[start] === '{') return this.map(start, depth)
    if (this.text[start] === '[') return this.list(start, depth)
    if (this.text[start] === '"') return this.string()
    const lexeme = this.take(number)
    if (lexeme !== '' && !/[\w.+-]/.test(this.text[this.at] ?? '')) return this.scalar(start, Number(lexeme), lexeme)
    this.at = start
    const name = this.take(word)
    if (name === 'true' || name === 'false') return this.scalar(start, name === 'true', name)
    if (name === 'null') return this.scalar(start, null, name)
    this.at = start
    return this.fail(this.insteadOfValue(name), start, start + Math.max(1, name.length))
  }

  private insteadOfValue(name: string): string {
    if (name === '') return 'A value must stand here.'
    if (/^(?:\/\/|\/\*|#)/.test(name)) return 'The engine reads plain JSON, which has no comments; remove this one.'
    if (name.startsWith("'")) return 'JSON strings stand in double quotes.'
    if (/^-?[0-9.]/.test(name)) return `\`${name}\` is not a number as JSON writes them.`
    return `\`${name}\` is not JSON: strings stand in double quotes, and the only words are true, false and null.`
  }

  private map(start: number, depth: number): Node {
    const entries: Entry[] = []
    this.items('}', () => {
      if (this.text[this.at] !== '"') {
        const name = this.take(word)
        this.at -= name.length
        const message = /^(?:\/\/|\/\*|#)/.test(name)
          ? this.insteadOfValue(name)
          : 'A key in double quotes must stand here.'
        this.fail(message, this.at, this.at + Math.max(1, name.length))
      }
      const key = this.string()
      this.skipBlanks()
      if (this.text[this.at] !== ':') this.fail('A `:` must stand between key and value.')
      this.at++
      this.skipBlanks()
      const value = this.node(depth + 1)
      entries.push({ key, value, range: { start: key.range.start, end: value.range.end } })
    })
    return { kind: 'map', range: { start, end: this.at }, tag: null, flow: true, entries }
  }

  private list(start: number, depth: number): Node {
    const items: Node[] = []
    this.items(']', () => items.push(this.node(depth + 1)))
    return { kind: 'list', range: { start, end: this.at }, tag: null, flow: true, items }
  }

  /** What stands between the brackets, comma by comma; ends behind the closing one. */
  private items(close: string, read: () => void): void {
    this.at++
    this.skipBlanks()
    if (this.text[this.at] === close) {
      this.at++
      return
    }
    for (;;) {
      read()
      this.skipBlanks()
      const next = this.text[this.at]
      if (next === close) break
      if (next !== ',') this.fail(`A \`,\` or \`${close}\` must stand here.`)
      const comma = this.at++
      this.skipBlanks()
      if (this.text[this.at] === close)
        this.fail('JSON has no comma behind the last entry; remove it.', comma, comma + 1)
    }
    this.at++
  }

  private string(): Node {
    const start = this.at
    const end = this.endOfString(start)
    const content = end === -1 ? undefined : contentOf(this.text.slice(start, end))
    if (typeof content !== 'string') {
      const line = this.text.slice(start).search(/[\r\n]/)
      const until = end !== -1 ? end : line === -1 ? this.text.length : start + line
      const message = 'This string does not end, or holds a line break, control character or escape that JSON has not.'
      return this.fail(message, start, until)
    }
    this.at = end
    return { kind: 'scalar', range: { start, end }, tag: null, value: content, text: content, style: 'double' }
  }

  /** The offset behind the closing quote; -1 when there is none. */
  private endOfString(start: number): number {
    for (let at = start + 1; at < this.text.length; at++) {
      const char = this.text[at]
      if (char === '"') return at + 1
      if (char === '\\') at++
    }
    return -1
  }

  private scalar(start: number, value: number | boolean | null, text: string): Node {
    return { kind: 'scalar', range: { start, end: this.at }, tag: null, value, text, style: 'plain' }
  }

  private skipBlanks(): void {
    for (; this.at < this.text.length; this.at++) {
      const code = this.text.charCodeAt(this.at)
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return
    }
  }

  private take(pattern: RegExp): string {
    pattern.lastIndex = this.at
    const taken = pattern.exec(this.text)?.[0] ?? ''
    this.at += taken.length
    return taken
  }

  private fail(message: string, start = this.at, end = start + 1): never {
    const last = this.text.length
    throw new Broken({ start: Math.min(start, last), end: Math.min(end, last) }, message)
  }
}

/** What a string in quotes stands for; not a string where JSON has no such one. */
function contentOf(quoted: string): unknown {
  return unplain.test(quoted) ? jsonParse(quoted) : quoted.slice(1, -1)
}
