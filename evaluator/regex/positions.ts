import { type Node, some } from './ast.ts'
import { ANY, type CharSet } from './charset.ts'

/** A pattern as the automaton of its character positions: what may stand where, and what may follow. */
export interface Positions {
  readonly sets: readonly CharSet[]
  readonly follow: readonly ReadonlySet<number>[]
  /** Steps that two different loops lead to: two ways to do the same. */
  readonly doubled: readonly (readonly [number, number])[]
  readonly first: readonly number[]
  /** Positions behind which a match is complete: true where nothing is left to fail. */
  readonly last: ReadonlyMap<number, boolean>
  /** Whether the pattern matches the empty text everywhere (`free`), where its places allow (`guarded`), or nowhere. */
  readonly empty: 'free' | 'guarded' | 'never'
  /** How many ways through loop-free choices one text can have, at most. */
  readonly ways: number
  /** How many characters counted repeats of a fixed length take, at most; 1 without. */
  readonly span: number
  readonly looks: readonly Node[]
}

const MAX_POSITIONS = 400
/** Links from position to position, drawn again where loops lie in loops. */
const MAX_LINKS = 300_000
/** Counted repeats up to this many copies are written out; longer ones count as endless. */
const MAX_COPIES = 8

interface Fragment {
  readonly empty: Positions['empty']
  readonly first: readonly number[]
  readonly last: ReadonlyMap<number, boolean>
  readonly ways: number
}

/** What stands for the rest of a pattern that has too many positions: nobody looks at it. */
const tooMany: Fragment = { empty: 'free', first: [], last: new Map(), ways: 1 }

/** The positions of a pattern; null when there are too many to look at. Places and look-arounds are taken to hold. */
export function positionsOf(node: Node): Positions | null {
  const builder = new Builder()
  const fragment = builder.fragment(node)
  if (builder.isTooLarge) return null
  const { sets, follow, doubled, looks } = builder
  return { sets, follow, doubled, looks, span: builder.span, ...fragment }
}

class Builder {
  readonly sets: CharSet[] = []
  readonly follow: Set<number>[] = []
  readonly doubled: [number, number][] = []
  readonly looks: Node[] = []
  span = 1
  private links = 0
  /** Groups of bounded length, so that repeating what they matched is no loop. */
  private readonly shortGroups = new Set<number>()

  fragment(node: Node): Fragment {
    if (this.isTooLarge) return tooMany
    switch (node.kind) {
      case 'empty':
        return { empty: 'free', first: [], last: new Map(), ways: 1 }
      case 'set':
        return this.position(node.set)
      case 'sequence':
        return node.items
          .map((item) => () => this.fragment(item))
          .reduce((left: Fragment | null, next) => {
            const right = next()
            return left ? this.join(left, right) : right
          }, null) as Fragment
      case 'alternation':
        return this.either(
          node.items.map((item) => this.fragment(item)),
          node.items,
        )
      case 'repeat':
        return this.repeat(node.body, node.min, node.max)
      case 'group':
        if (!some(node.body, isEndless)) this.shortGroups.add(node.index)
        return this.fragment(node.body)
      case 'atomic':
        return this.fragment(node.body)
      case 'place':
        return { empty: 'guarded', first: [], last: new Map(), ways: 1 }
      case 'look':
        this.looks.push(node.body)
        return { empty: 'guarded', first: [], last: new Map(), ways: 1 }
      case 'backreference': {
        const one = this.position(ANY)
        const any = node.groups.every((group) => this.shortGroups.has(group)) ? one : this.loop(one)
        return { ...any, last: new Map([...any.last].map(([p]) => [p, false])), empty: 'guarded' }
      }
      case 'conditional':
        return this.either([this.fragment(node.yes), this.fragment(node.no)], [node.yes, node.no])
    }
  }

  private position(set: CharSet): Fragment {
    const at = this.sets.push(set) - 1
    this.follow.push(new Set())
    return { empty: 'never', first: [at], last: new Map([[at, true]]), ways: 1 }
  }

  /** Whether the pattern is larger than anybody looks at. */
  get isTooLarge(): boolean {
    return this.sets.length > MAX_POSITIONS || this.links > MAX_LINKS
  }

  private link(from: ReadonlyMap<number, boolean>, to: readonly number[]): void {
    this.links += from.size * to.length
    if (this.isTooLarge) return
    for (const p of from.keys()) {
      for (const q of to) {
        const follow = this.follow[p] as Set<number>
        if (follow.has(q)) this.doubled.push([p, q])
        follow.add(q)
      }
    }
  }

  private join(left: Fragment, right: Fragment): Fragment {
    this.link(left.last, right.first)
    if (this.isTooLarge) return tooMany
    const last = new Map(right.last)
    if (right.empty !== 'never') {
      for (const [p, free] of left.last) last.set(p, free && right.empty === 'free')
    }
    const empty =
      left.empty === 'never' || right.empty === 'never'
        ? 'never'
        : left.empty === 'free' && right.empty === 'free'
          ? 'free'
          : 'guarded'
    return {
      empty,
      first: left.empty === 'never' ? left.first : [...left.first, ...right.first],
      last,
      ways: left.ways * right.ways,
    }
  }

  private either(branches: readonly Fragment[], nodes: readonly Node[]): Fragment {
    if (this.isTooLarge) return tooMany
    const empty = branches.some((b) => b.empty === 'free')
      ? 'free'
      : branches.some((b) => b.empty === 'guarded')
        ? 'guarded'
        : 'never'
    const ways = branches.map((branch, i) =>
      branches.reduce(
        (sum, other, k) => (k !== i && compatible(nodes[i] as Node, nodes[k] as Node) ? sum + other.ways : sum),
        branch.ways,
      ),
    )
    return {
      empty,
      first: branches.flatMap((b) => b.first),
      last: new Map(branches.flatMap((b) => [...b.last])),
      ways: Math.max(...ways),
    }
  }

  private loop(body: Fragment): Fragment {
    this.link(body.last, body.first)
    return body
  }

  /** Many rounds of one length: no choice and no loop, but characters to go through. */
  private fixed(body: Node, count: number): Fragment {
    this.span += (count - 1) * lengthOf(body)
    return this.fragment(body)
  }

  private repeat(body: Node, min: number, max: number): Fragment {
    if (max === 0) return { empty: 'free', first: [], last: new Map(), ways: 1 }
    if (max === 1) {
      const once = this.fragment(body)
      return min === 1 ? once : { ...once, empty: 'free', ways: once.ways + 1 }
    }
    if (min === max && isFixed(body)) return this.fixed(body, min)
    if (max > MAX_COPIES) {
      const loop = this.loop(this.fragment(body))
      // Rounds that must be made can be empty, and any of them.
      if (min > 1 && loop.empty !== 'never') this.loop(loop)
      return min === 0 ? { ...loop, empty: 'free' } : loop
    }
    let whole = this.fragment(body)
    if (min === 0) whole = { ...whole, empty: 'free', ways: whole.ways + 1 }
    for (let i = 1; i < max; i++) {
      const copy = this.fragment(body)
      whole = this.join(whole, i < min ? copy : { ...copy, empty: 'free', ways: copy.ways + 1 })
    }
    return min < max && isFixed(body) ? { ...whole, ways: max - min + 1 } : whole
  }
}

function isEndless(node: Node): boolean {
  return node.kind === 'backreference' || (node.kind === 'repeat' && node.max > MAX_COPIES)
}

function isFixed(node: Node): boolean {
  return (
    node.kind === 'set' ||
    (node.kind === 'group' && isFixed(node.body)) ||
    (node.kind === 'sequence' && node.items.every(isFixed))
  )
}

/** The characters that a fixed node takes. */
function lengthOf(node: Node): number {
  if (node.kind === 'group') return lengthOf(node.body)
  return node.kind === 'sequence' ? node.items.reduce((sum, item) => sum + lengthOf(item), 0) : 1
}

/** Whether both can match at the start of one text, as far as their leading characters show. */
function compatible(a: Node, b: Node): boolean {
  const left = leading(a)
  const right = leading(b)
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    if (!meet(left[i] as CharSet, right[i] as CharSet)) return false
  }
  return true
}

function meet(a: CharSet, b: CharSet): boolean {
  let i = 0
  let j = 0
  while (i < a.length && j < b.length) {
    if ((a[i] as number) <= (b[j + 1] as number) && (b[j] as number) <= (a[i + 1] as number)) return true
    if ((a[i + 1] as number) < (b[j + 1] as number)) i += 2
    else j += 2
  }
  return false
}

function leading(node: Node): CharSet[] {
  if (node.kind === 'set') return [node.set]
  if (node.kind === 'group') return leading(node.body)
  if (node.kind === 'repeat' && node.min > 0) return isFixed(node.body) ? leading(node.body) : []
  if (node.kind !== 'sequence') return []
  const out: CharSet[] = []
  for (const item of node.items) {
    out.push(...leading(item))
    if (!isFixed(item)) break
  }
  return out
}
