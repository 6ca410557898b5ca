import type { Node } from './ast.ts'
import { ANY, type CharSet, intersect, overlaps, union } from './charset.ts'
import { type Positions, positionsOf } from './positions.ts'
import { exampleWord } from './witness.ts'

/** How a backtracking engine's time grows with the text, at worst; each figure errs towards the worse. */
export interface Growth {
  /** Time grows like length to the power of this; Infinity: exponentially. */
  readonly power: number
  /** A constant factor from loop-free choices. */
  readonly ways: number
  /** Characters that counted repeats of a fixed length make a search go through from every place, at most; 1 without. */
  readonly span: number
  /** Tries that one character can lead to at once, at most: of positions that it may stand at, and of those behind them. */
  readonly crowd: number
  /** What makes it slow: a text that begins so; null when the pattern is linear or no example was found. */
  readonly witness: Witness | null
}

/** A slow text: `prefix`, then `pump` over and over. */
export interface Witness {
  readonly prefix: string
  readonly pump: string
}

const UNKNOWN: Growth = { power: Number.POSITIVE_INFINITY, ways: 1, span: 1, crowd: 1, witness: null }
const MAX_LOOPS = 40
/** Pairs of steps that are compared before a pattern is held to be exponential; some 20 ms. */
const MAX_PAIRS = 4_000_000

/** The growth of a search (`whole`: of a match of the whole text, which can also fail behind the pattern). */
export function growthOf(node: Node, whole: boolean): Growth {
  const { power, ways, span, crowd, witness } = growth(node, startsAtStart(node) || whole, whole)
  return { power, ways, span, crowd, witness }
}

function growth(node: Node, anchored: boolean, whole: boolean): Growth & { readonly hasLoop: boolean } {
  const positions = positionsOf(node)
  if (!positions) return { ...UNKNOWN, hasLoop: true }
  const own = new Analysis(positions, anchored, whole).growth()
  // Every step of the pattern may ask every look-around anew.
  const looks = positions.looks.map((look) => {
    const inner = growth(look, true, false)
    return { ...inner, power: inner.power - (inner.hasLoop ? 0 : 1) }
  })
  return {
    power: own.power + Math.max(0, ...looks.map((look) => look.power)),
    ways: looks.reduce((product, look) => product * look.ways, own.ways),
    span: looks.reduce((product, look) => product * look.span, own.span),
    crowd: looks.reduce((sum, look) => sum + look.crowd, own.crowd),
    witness: own.witness ?? looks.find((look) => look.witness)?.witness ?? null,
    hasLoop: hasOwnLoop(positions) || looks.some((look) => look.hasLoop),
  }
}

/** Whether a match can only begin at the start of the text. */
function startsAtStart(node: Node): boolean {
  switch (node.kind) {
    case 'place':
      return node.place === 'textStart'
    case 'sequence':
      return node.items.length > 0 && startsAtStart(node.items[0] as Node)
    case 'alternation':
      return node.items.every(startsAtStart)
    case 'group':
    case 'atomic':
      return startsAtStart(node.body)
    default:
      return false
  }
}

function hasOwnLoop({ follow }: Positions): boolean {
  return follow.some((next, p) => [...next].some((q) => q <= p))
}

/** Beyond ASCII all characters count as one. */
const beyondAscii = 128

function crowdOf({ sets, follow, first }: Positions): number {
  const tries = new Map<CharSet, number>()
  for (const [p, set] of sets.entries()) tries.set(set, (tries.get(set) ?? 0) + (follow[p]?.size ?? 0))
  const change = new Int32Array(beyondAscii + 2)
  for (const [set, count] of tries) {
    for (let i = 0; i < set.length && (set[i] as number) < beyondAscii; i += 2) {
      change[set[i] as number] = (change[set[i] as number] as number) + count
      const behind = Math.min(set[i + 1] as number, beyondAscii - 1) + 1
      change[behind] = (change[behind] as number) - count
    }
    if ((set[set.length - 1] ?? 0) < beyondAscii) continue
    change[beyondAscii] = (change[beyondAscii] as number) + count
    change[beyondAscii + 1] = (change[beyondAscii + 1] as number) - count
  }
  let most = 0
  let here = 0
  for (const by of change) {
    here += by
    most = Math.max(most, here)
  }
  return first.length + most
}

/** Two places that one text leads to, and the pair before them. */
interface Pair {
  readonly p: number
  readonly q: number
  readonly set: CharSet
  readonly before: Pair | null
}

class Analysis {
  private readonly sets: CharSet[]
  private readonly follow: (readonly number[])[]
  private readonly positions: Positions
  private readonly start: number
  private readonly whole: boolean
  private readonly component: Int32Array
  private readonly components: number[][] = []

  constructor(positions: Positions, anchored: boolean, whole: boolean) {
    this.positions = positions
    this.whole = whole
    this.start = positions.sets.length
    this.sets = [...positions.sets, ANY]
    const fromStart = [...new Set(positions.first)]
    this.follow = [...positions.follow.map((f) => [...f]), anchored ? fromStart : [this.start, ...fromStart]]
    this.component = new Int32Array(this.sets.length).fill(-1)
    this.findComponents()
  }

  growth(): Growth {
    const { ways, span } = this.positions
    const crowd = crowdOf(this.positions)
    const loops = this.components.map((_, index) => index).filter((index) => this.isLoop(index))
    if (loops.length > MAX_LOOPS) return UNKNOWN
    for (const index of loops) {
      const pump = this.isHarmless(index) ? null : this.exponentialPump(index)
      if (pump === 'unknown') return UNKNOWN
      if (pump !== null) return { power: Number.POSITIVE_INFINITY, ways, span, crowd, witness: pump }
    }
    const best = new Array<number>(this.components.length).fill(0)
    let witness: Witness | null = null
    // Components are found last first: those that lead somewhere have the higher index.
    for (let index = this.components.length - 1; index >= 0; index--) {
      let most = best[index] as number
      for (const from of loops) {
        if (from <= index || !loops.includes(index) || this.isHarmless(index)) continue
        const common = this.commonPump(from, index)
        if (!common) continue
        if ((best[from] as number) + 1 > most) {
          most = (best[from] as number) + 1
          witness = this.witness(from === this.component[this.start] ? index : from, exampleWord(common))
        }
      }
      best[index] = most
      for (const p of this.components[index] as number[]) {
        for (const q of this.follow[p] as readonly number[]) {
          const next = this.component[q] as number
          if (next !== index) best[next] = Math.max(best[next] as number, most)
        }
      }
    }
    return { power: 1 + Math.max(...best), ways, span, crowd, witness }
  }

  /** Whether reaching the component is already a match, so that nothing inside it is ever tried twice. */
  private isHarmless(index: number): boolean {
    return !this.whole && (this.components[index] as number[]).every((p) => this.positions.last.get(p) === true)
  }

  private isLoop(index: number): boolean {
    return (this.components[index] as number[]).some((p) =>
      (this.follow[p] as readonly number[]).some((q) => this.component[q] === index),
    )
  }

  /** A text that two ways lead round the same loop, or null when there is only ever one; `unknown` where that takes too long to see. */
  private exponentialPump(index: number): Witness | 'unknown' | null {
    for (const [p, q] of this.positions.doubled) {
      if (this.component[p] === index && this.component[q] === index) {
        return this.witness(index, exampleWord([this.sets[q] as CharSet, ...this.back(q, p, index)]), p)
      }
    }
    const members = this.withFollowOfTheirOwn(this.components[index] as number[])
    const size = this.sets.length
    const seen = new Uint8Array(size * size)
    const queue: Pair[] = members.map((p) => ({ p, q: p, set: ANY, before: null }))
    let compared = 0
    for (let head = 0; head < queue.length; head++) {
      const pair = queue[head] as Pair
      const { p, q } = pair
      compared += (this.follow[p] as readonly number[]).length * (this.follow[q] as readonly number[]).length
      if (compared > MAX_PAIRS) return 'unknown'
      for (const p2 of this.follow[p] as readonly number[]) {
        if (this.component[p2] !== index) continue
        for (const q2 of this.follow[q] as readonly number[]) {
          if (this.component[q2] !== index || (p === q && p2 >= q2)) continue
          const key = Math.min(p2, q2) * size + Math.max(p2, q2)
          if (seen[key] === 1) continue
          seen[key] = 1
          const set = intersect(this.sets[p2] as CharSet, this.sets[q2] as CharSet)
          if (set.length === 0) continue
          const next: Pair = { p: p2, q: q2, set, before: pair }
          if (p2 === q2) return this.roundTrip(next, index)
          queue.push(next)
        }
      }
    }
    return null
  }

  /** One of all positions that the same may follow. */
  private withFollowOfTheirOwn(members: readonly number[]): number[] {
    return [...new Map(members.map((p) => [(this.follow[p] as readonly number[]).join(), p])).values()]
  }

  /** The text along which two ways part and meet again, and on to where they parted. */
  private roundTrip(met: Pair, index: number): Witness {
    const sets: CharSet[] = []
    let parted = met
    for (; parted.before !== null; parted = parted.before) sets.unshift(parted.set)
    return this.witness(index, exampleWord([...sets, ...this.back(met.p, parted.p, index)]), parted.p)
  }

  /** A way inside a loop from one of its places to another; nothing where they are one. */
  private back(from: number, to: number, index: number): CharSet[] {
    if (from === to) return []
    const inside = (p: number) => this.component[p] === index
    return this.path(from, (p) => p === to, inside) ?? []
  }

  /** A way from the first loop to the second by characters that keep both going; null if there is none. */
  private commonPump(from: number, to: number): CharSet[] | null {
    const common = intersect(this.alphabet(from), this.alphabet(to))
    if (common.length === 0) return null
    const passes = (p: number) => overlaps(this.sets[p] as CharSet, common)
    for (const p of this.components[from] as number[]) {
      if (p !== this.start && !passes(p)) continue
      const way = this.path(p, (q) => this.component[q] === to, passes)
      if (way) return way.map((set) => intersect(set, common))
    }
    return null
  }

  private alphabet(index: number): CharSet {
    return union(...(this.components[index] as number[]).map((p) => this.sets[p] as CharSet))
  }

  /** A text that leads to the loop, to its place `at` where one is given, and goes on with `pump`. */
  private witness(index: number, pump: string, at?: number): Witness {
    const lead = this.path(
      this.start,
      (p) => (at === undefined ? this.component[p] === index : p === at),
      (p) => p !== this.start,
    )
    return { prefix: exampleWord(lead ?? []), pump }
  }

  /** The sets along a shortest way (of at least one step) to a position that is asked for. */
  private path(from: number, isGoal: (p: number) => boolean, passes: (p: number) => boolean): CharSet[] | null {
    const parents = new Map<number, number>()
    const queue = [from]
    for (let head = 0; head < queue.length; head++) {
      const p = queue[head] as number
      for (const q of this.follow[p] as readonly number[]) {
        if (!passes(q)) continue
        if (isGoal(q)) {
          const sets = [this.sets[q] as CharSet]
          for (let back = p; back !== from || sets.length === 0; back = parents.get(back) as number) {
            sets.unshift(this.sets[back] as CharSet)
          }
          return sets
        }
        if (parents.has(q) || q === from) continue
        parents.set(q, p)
        queue.push(q)
      }
    }
    return null
  }

  /** Tarjan's strongly connected components, without recursion. */
  private findComponents(): void {
    const size = this.sets.length
    const order = new Int32Array(size).fill(-1)
    const low = new Int32Array(size)
    const open: number[] = []
    let counter = 0
    for (let root = 0; root < size; root++) {
      if (order[root] !== -1) continue
      const work: { p: number; next: number }[] = [{ p: root, next: 0 }]
      while (work.length > 0) {
        const frame = work[work.length - 1] as { p: number; next: number }
        const { p } = frame
        if (frame.next === 0 && order[p] === -1) {
          order[p] = counter
          low[p] = counter++
          open.push(p)
        }
        const follow = this.follow[p] as readonly number[]
        if (frame.next < follow.length) {
          const q = follow[frame.next++] as number
          if (order[q] === -1) work.push({ p: q, next: 0 })
          else if (this.component[q] === -1) low[p] = Math.min(low[p] as number, order[q] as number)
          continue
        }
        work.pop()
        const parent = work[work.length - 1]
        if (parent) low[parent.p] = Math.min(low[parent.p] as number, low[p] as number)
        if (low[p] !== order[p]) continue
        const members = open.splice(open.indexOf(p))
        for (const member of members) this.component[member] = this.components.length
        this.components.push(members)
      }
    }
  }
}
