import type { YamlComment } from '../comments.ts'
import type { Entry, Node } from '../node.ts'
import { readPlainYaml } from '../plain.ts'
import type { YamlProblem } from '../problem.ts'
import { type Composed, Composer } from '../python/composer.ts'
import { YamlCrash, YamlFailure } from '../python/failure.ts'
import { serdeYaml } from '../serde.ts'
import { LibyamlScanner } from './libyaml-scanner.ts'

/** The first document of a text as libyaml reads it. */
export interface LibyamlDocument {
  /** Null where nothing stands, or where the text stops being YAML before the root is complete. */
  readonly root: Node | null
  readonly stops: YamlProblem | null
  /** The line in which libyaml says it stops, counted from 1; behind the end of the text it begins a new one. */
  readonly stopLine: number
  /** True where it stops for being nested too deep; nothing more should be made of such a text. */
  readonly tooDeep?: boolean
  /** Set where more follows the first document, whatever it is. */
  readonly second: YamlProblem | null
  readonly comments: readonly YamlComment[]
}

/** How many nodes all aliases together may stand for. */
const maxAliased = 100_000

/** A composer that keeps the first document when something follows it, and knows the directives that libyaml knows. */
class FirstDocument extends Composer {
  first: Composed | null = null
  ended = false

  protected override reached(place: 'root' | 'end', root: Composed): void {
    this.first = root
    this.ended = place === 'end'
  }

  protected override directives(): void {
    const { scanner } = this
    if (scanner.is('directive')) {
      const { text, value, start } = scanner.peek()
      const known = text === 'TAG' || (text === 'YAML' && /^0*1\.0*[12]$/.test(value ?? ''))
      if (!known) throw new YamlFailure('ScannerError', start, `The directive %${text} is not known here; remove it.`)
    }
    super.directives()
  }

  /** An anchor may stand twice; the last one counts. */
  protected override named<N extends Composed>(anchor: { readonly text: string } | null, _at: number, node: N): N {
    if (anchor !== null) this.anchors.set(anchor.text, node)
    return node
  }
}

/** Reads `text` token by token as libyaml, and so serde_yaml, does. Never throws. */
export function readLibyaml(text: string): LibyamlDocument {
  const plain = readPlainYaml(text, serdeYaml, 'anchor')
  if (plain === null) return readAnyLibyaml(text)
  const { root, comments } = plain
  return { root, stops: null, stopLine: 0, second: null, comments }
}

/** The same without the short way for plain documents: what that is held against. */
export function readAnyLibyaml(text: string): LibyamlDocument {
  let composer: FirstDocument | null = null
  try {
    composer = new FirstDocument(text, new LibyamlScanner(text))
    composer.compose()
    return { ...rootOf(text, composer.first), second: null, comments: composer.scanner.cursor.comments }
  } catch (error) {
    const comments = composer?.scanner.cursor.comments ?? []
    const problem = problemOf(text, error)
    if (composer?.first == null) return { root: null, ...stopped(text, error), second: null, comments }
    if (!composer.ended) return { ...rootOf(text, composer.first), ...stopped(text, error), second: null, comments }
    const message =
      'A second document begins here; a policy is one document. Remove it, or move it to a file of its own.'
    return { ...rootOf(text, composer.first), second: { ...problem, kind: 'second-document', message }, comments }
  }
}

function problemOf(text: string, error: unknown): YamlProblem {
  if (error instanceof YamlFailure || error instanceof YamlCrash) {
    const start = Math.min(error.at, text.length)
    const word = /^\S+/.exec(text.slice(start, start + 80))?.[0] ?? text.slice(start, start + 1)
    return { kind: 'syntax', range: { start, end: start + word.length }, message: error.message }
  }
  const message = error instanceof Error ? error.message : String(error)
  return { kind: 'syntax', range: { start: 0, end: 0 }, message: `This document cannot be read: ${message}` }
}

function stopped(text: string, error: unknown): { stops: YamlProblem; stopLine: number; tooDeep: boolean } {
  const tooDeep = error instanceof YamlCrash && error.raised === 'RecursionError'
  const stops = problemOf(text, error)
  const atEnd = error instanceof YamlFailure && error.raised === 'ParserError' && error.at >= text.length
  const newLine = atEnd && /[^\n\r\u0085\u2028\u2029]$/.test(text) ? 1 : 0
  return { stops, stopLine: lineOf(text, stops.range.start) + newLine, tooDeep }
}

/** The line in which an offset stands, counted from 1, with every line break that libyaml knows. */
export function lineOf(text: string, offset: number): number {
  return (text.slice(0, offset).match(/\r\n|[\n\r\u0085\u2028\u2029]/g)?.length ?? 0) + 1
}

function rootOf(text: string, composed: Composed | null): Pick<LibyamlDocument, 'root' | 'stops' | 'stopLine'> {
  if (composed === null) return { root: null, stops: null, stopLine: 0 }
  try {
    return { root: new Converter().node(composed), stops: null, stopLine: 0 }
  } catch (error) {
    return { root: null, ...stopped(text, error) }
  }
}

/** Puts what aliases name in their place. */
class Converter {
  private readonly done = new Map<Composed, Node | 'open'>()
  private readonly sizes = new Map<Node, number>()
  private aliased = 0

  node(composed: Composed): Node {
    if (composed.kind === 'alias') return this.alias(composed)
    const known = this.done.get(composed)
    if (known !== undefined && known !== 'open') return known
    this.done.set(composed, 'open')
    const node = this.plain(composed)
    this.done.set(composed, node)
    return node
  }

  private alias({ target, range }: Composed & { kind: 'alias' }): Node {
    if (this.done.get(target) === 'open')
      throw new YamlFailure('ComposerError', range.start, 'An alias stands inside what it names.')
    const node = this.node(target)
    this.aliased += this.sizes.get(node) ?? 1
    if (this.aliased <= maxAliased) return node
    const count = maxAliased.toLocaleString('en')
    throw new YamlFailure(
      'ComposerError',
      range.start,
      `Aliases stand for more than ${count} values; write them out or use fewer.`,
    )
  }

  private plain(composed: Exclude<Composed, { kind: 'alias' }>): Node {
    const { range, tag } = composed
    if (composed.kind === 'scalar') {
      const { text, style } = composed
      return { kind: 'scalar', range, tag, text, style, value: serdeYaml.resolve(text, style, tag).value }
    }
    if (composed.kind === 'list') {
      const items = composed.items.map((item) => this.node(item))
      return this.sized({ kind: 'list', range, tag, flow: composed.flow, items }, items)
    }
    const entries = composed.entries.map(([first, second]): Entry => {
      const [key, value] = [this.node(first), this.node(second)]
      return { key, value, range: { start: first.range.start, end: Math.max(first.range.end, second.range.end) } }
    })
    return this.sized(
      { kind: 'map', range, tag, flow: composed.flow, entries },
      entries.flatMap(({ key, value }) => [key, value]),
    )
  }

  private sized<N extends Node>(node: N, parts: readonly Node[]): N {
    let size = 1
    for (const part of parts) size += this.sizes.get(part) ?? 1
    this.sizes.set(node, size)
    return node
  }
}
