import { PythonCycle } from '../../python/document-value.ts'
import { mergeInto } from '../merge.ts'
import type { Entry, MapNode, Node } from '../node.ts'
import type { YamlProblem } from '../problem.ts'
import { pyyaml } from '../pyyaml.ts'
import type { Composed, ComposedAlias, ComposedList, ComposedMap, ComposedScalar } from './composer.ts'

const standard = 'tag:yaml.org,2002:'
const listTags = ['seq', 'omap', 'pairs'].map((name) => standard + name)
const mapTags = ['map', 'set'].map((name) => standard + name)
/** How many nodes aliases may stand for beyond those that stand in the text. */
const maxAliased = 100_000

/** Makes our nodes of composed ones as PyYAML's safe constructor makes values, and notes where it would raise. */
export class Constructor {
  private readonly found: { readonly problem: YamlProblem; readonly depth: number }[] = []
  /** How many lists and maps deep the one is whose parts are being made; what PyYAML finds there it finds in one go. */
  private depth = 0
  private readonly made = new Map<Composed, Node | 'open'>()
  private readonly sizes = new Map<Node, number>()
  private aliased = 0

  /** In the order in which PyYAML comes to them: it fills lists and maps level by level, the outermost first. */
  get problems(): YamlProblem[] {
    return [...this.found].sort((a, b) => a.depth - b.depth).map(({ problem }) => problem)
  }

  node(composed: Composed): Node {
    if (composed.kind === 'alias') return this.alias(composed)
    this.made.set(composed, 'open')
    const node = this.make(composed)
    this.made.set(composed, node)
    return node
  }

  private make(composed: Exclude<Composed, ComposedAlias>): Node {
    if (composed.kind === 'scalar') return this.scalar(composed)
    return composed.kind === 'list' ? this.list(composed) : this.map(composed)
  }

  private alias({ target, range }: ComposedAlias): Node {
    const made = this.made.get(target)
    if (made === undefined || made === 'open') {
      const value = new PythonCycle(target.kind === 'map' ? '{...}' : '[...]')
      return { kind: 'scalar', range, tag: null, value, text: value.text, style: 'plain' }
    }
    this.aliased += this.sizes.get(made) ?? 1
    if (this.aliased > maxAliased) {
      const message = `Aliases in this document stand for more than ${maxAliased.toLocaleString('en')} values; write them out or use fewer.`
      if (!this.found.some(({ problem }) => problem.kind === 'alias')) this.note({ kind: 'alias', range, message })
      return { kind: 'scalar', range, tag: null, value: null, text: '', style: 'plain' }
    }
    const copy = { ...made, range }
    this.sizes.set(copy, this.sizes.get(made) ?? 1)
    return copy
  }

  private scalar({ range, tag, text, style }: ComposedScalar): Node {
    const { value, error, crash } = pyyaml.resolve(text, style, tag)
    if (error !== undefined) {
      const kind = tag === null ? 'scalar' : 'tag'
      this.note({ kind, range, message: error, ...(crash ? { crash } : {}) }, isCollection(tag))
    }
    return { kind: 'scalar', range, tag, value, text, style }
  }

  private list({ range, tag, flow, items }: ComposedList): Node {
    this.checkTag(tag, listTags, range)
    this.depth++
    if (tag === `${standard}omap` || tag === `${standard}pairs`) {
      const odd = items.find((item) => !isPair(item))
      if (odd) this.refuse(odd.range, 'Every item of an ordered map is a map with one key.')
    }
    const nodes = items.map((item) => this.node(item))
    this.depth--
    return this.sized({ kind: 'list', range, tag, flow, items: nodes }, nodes)
  }

  private map({ range, tag, flow, entries }: ComposedMap): Node {
    this.checkTag(tag, mapTags, range)
    this.depth++
    const before = this.found.length
    const made = entries.map((entry): Entry => this.entry(entry))
    const unmerged: YamlProblem[] = []
    const merged = mergeInto(made, unmerged)
    // Merges come before any part of the map is looked at.
    this.found.splice(before, 0, ...unmerged.map((problem) => ({ problem, depth: this.depth })))
    this.depth--
    const node: MapNode = { kind: 'map', range, tag, flow, entries: merged }
    return this.sized(
      node,
      merged.flatMap(({ key, value }) => [key, value]),
    )
  }

  private entry([composedKey, composedValue]: readonly [Composed, Composed]): Entry {
    const key = this.key(composedKey)
    const value = this.node(composedValue)
    const { start } = key.range
    return { key, value, range: { start, end: Math.max(key.range.end, value.range.end) } }
  }

  /** A lone `=` or `<<` is refused as a value; as keys the one is an ordinary word and the other merges. */
  private key(composed: Composed): Node {
    if (composed.kind === 'scalar' && composed.tag === null && isKeyOnly(composed)) {
      const { range, text, style } = composed
      return { kind: 'scalar', range, tag: null, value: text, text, style }
    }
    const key = this.node(composed)
    if (key.kind !== 'scalar' || key.value instanceof PythonCycle || isCollection(key.tag)) {
      this.refuse(key.range, 'A list or map cannot be a key here; use a plain word.')
    }
    return key
  }

  private checkTag(tag: string | null, own: readonly string[], range: YamlProblem['range']): void {
    if (tag === null || tag === '!' || own.includes(tag)) return
    this.refuse(range, `The tag ${tag} has no meaning here; remove it.`, isCollection(tag))
  }

  private refuse(range: YamlProblem['range'], message: string, inside = false): void {
    this.note({ kind: 'tag', range, message }, inside)
  }

  /** `inside` for what is found only when what has the tag of a list or map is filled. */
  private note(problem: YamlProblem, inside = false): void {
    this.found.push({ problem, depth: this.depth + (inside ? 1 : 0) })
  }

  private sized<N extends Node>(node: N, parts: readonly Node[]): N {
    let size = 1
    for (const part of parts) size += this.sizes.get(part) ?? 1
    this.sizes.set(node, size)
    return node
  }
}

function isKeyOnly({ style, text }: ComposedScalar): boolean {
  return style === 'plain' && (text === '=' || text === '<<')
}

function isCollection(tag: string | null): boolean {
  return tag !== null && (listTags.includes(tag) || mapTags.includes(tag))
}

function isPair(item: Composed): boolean {
  return item.kind === 'alias' ? isPair(item.target) : item.kind === 'map' && item.entries.length === 1
}
