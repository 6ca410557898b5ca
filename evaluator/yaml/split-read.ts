import { firstComments, isAddressed, type YamlComment } from './comments.ts'
import type { Entry, ListNode, MapNode, Node } from './node.ts'
import type { YamlProblem } from './problem.ts'
import { type CutAgain, commonEnds, type Ends, type Split, split, splitAgain } from './split.ts'
import { type Shared, SliceResults } from './split-results.ts'
import { shiftNode, shiftRange } from './split-shift.ts'
import { isZero, type ReadYaml, readSlice, type Slice, sentinel } from './split-slice.ts'

/** A document read item by item. Ranges are the document's unless said otherwise. */
export interface SlicedYaml {
  readonly text: string
  /** The key of the list, and its items with where each one's first line begins. */
  readonly key: string
  readonly slices: readonly Slice[]
  readonly starts: readonly number[]
  /** What `slices` have in common with those of the version before; null where that is not known. */
  readonly shared: Shared<Slice> | null
  /** How many items stand before the first of `slices`: 0 unless this is a part of a document that is read in pieces. */
  readonly first: number
  /** What those who look at every version keep, each under a key of its own: it lasts as long as the document is read. */
  readonly kept: Map<string, unknown>
  /** All around the list; unchanged between two versions in which nothing but items changed. */
  readonly frame: Frame
  /** The whole document; the items' nodes are made when they are asked for. */
  readonly root: SlicedMap
  readonly problems: readonly YamlProblem[]
  /** Made when they are asked for. */
  readonly comments: readonly YamlComment[]
  /** The first ten comments. */
  readonly firstComments: readonly YamlComment[]
  /** Those that are addressed to Rehearsal, and the first ten. */
  readonly addressed: readonly YamlComment[]
}

/** The root of a document that was read item by item. */
export interface SlicedMap extends MapNode {
  readonly sliced?: SlicedYaml
}

/** The text around the list, read with the sentinel in the list's place. */
export interface Frame {
  readonly text: string
  readonly header: number
  readonly root: MapNode
  readonly entry: number
  readonly problems: readonly YamlProblem[]
  readonly comments: readonly YamlComment[]
}

/** Reads the versions of one document one after the other; what did not change is not read again. */
export class SliceReader {
  private readonly keys: readonly string[]
  private readonly read: ReadYaml
  private cut: Split | null = null
  /** Undefined where an item was not read yet. */
  private slices: (Slice | undefined)[] = []
  private ends: Ends = { prefix: 0, suffix: 0 }
  /** Items that were not read yet stand from `from` on and before `to`. */
  private unknown = { from: 0, to: 0 }
  /** What `slices` have in common with those before them. */
  private shared: Shared<Slice | undefined> | null = null
  private frame: Frame | null = null
  private readonly kept = new Map<string, unknown>()
  private readonly problems = new SliceResults<readonly unknown[]>(({ length }) => length > 0)
  private readonly addressed = new SliceResults<readonly unknown[]>(({ length }) => length > 0)
  private readonly broken: 'alone' | 'whole'

  /**
   * `keys` are those under which the long list may stand. `broken` items are read `alone` where indentation bounds what is
   * wrong with them, and take the `whole` document where a quote may run on over the next ones.
   */
  constructor(keys: readonly string[], read: ReadYaml, broken: 'alone' | 'whole') {
    this.keys = keys
    this.read = read
    this.broken = broken
  }

  /** Null where the document has to be read whole; what was read of it so far is then kept for the next version. */
  update(text: string): SlicedYaml | null {
    const around = this.cutAgain(text)
    if (around === null) return null
    const { from, to } = this.unknown
    for (let index = from; index < to; index++) {
      if (this.slices[index] === undefined && this.sliceAt(around.cut, index) === null) return null
    }
    this.unknown = { from: 0, to: 0 }
    const slices = this.slices as readonly Slice[]
    const version = { slices, shared: this.shared as Shared<Slice> | null }
    this.problems.update(version, (slice) => slice.problems)
    this.addressed.update(version, (slice) => slice.addressed)
    const tellers = { problems: this.problems.telling, addressed: this.addressed.telling }
    return new Sliced(around.cut, around.frame, version, this.kept, 0, tellers)
  }

  /** The share of the items that `update(text)` has still to read, from 0 to 1; null where the document has to be read whole. */
  unread(text: string): number | null {
    if (this.cutAgain(text) === null) return null
    return this.countUnknown() / this.slices.length
  }

  private countUnknown(): number {
    let count = 0
    for (let index = this.unknown.from; index < this.unknown.to; index++) {
      if (this.slices[index] === undefined) count++
    }
    return count
  }

  /**
   * Reads items from the one at `first` on, at least one and then until `enough` says so, and gives the document as if
   * these were all it has. Null where it has to be read whole, or has no such item.
   */
  part(text: string, first: number, enough: (read: number) => boolean): SlicedYaml | null {
    const around = this.cutAgain(text)
    if (around === null || first >= around.cut.starts.length) return null
    const { cut, frame } = around
    const slices: Slice[] = []
    do {
      const slice = this.sliceAt(cut, first + slices.length)
      if (slice === null) return null
      slices.push(slice)
    } while (first + slices.length < cut.starts.length && !enough(slices.length))
    const starts = cut.starts.slice(first, first + slices.length)
    return new Sliced({ ...cut, starts }, frame, { slices, shared: null }, new Map(), first)
  }

  /** Cuts a version and takes over the items that stand in the last one. */
  private cutAgain(text: string): { readonly cut: Split; readonly frame: Frame } | null {
    const before = this.cut
    if (before !== null && this.frame !== null && before.text === text) return { cut: before, frame: this.frame }
    const ends = before ? commonEnds(before.text, text, this.ends) : { prefix: 0, suffix: 0 }
    this.ends = ends
    const again = before
      ? splitAgain(text, this.keys, before, ends)
      : { cut: split(text, this.keys), start: 0, behind: 0 }
    const { cut } = again
    const frame = cut && this.frameOf(cut)
    if (!cut || !frame) return null
    this.takeOver(cut, before, ends, again)
    this.cut = cut
    this.frame = frame
    return { cut, frame }
  }

  /** Null where the item can only be understood with what stands around it. */
  private sliceAt(cut: Split, index: number): Slice | null {
    const known = this.slices[index]
    if (known !== undefined) return known
    const end = cut.starts[index + 1] ?? cut.trailer
    const slice = readSlice(owned(textOf(cut, index)), cut.column, end === cut.text.length, this.read)
    if (!slice || (this.broken === 'whole' && slice.problems.some(({ kind }) => kind === 'syntax'))) return null
    this.slices[index] = slice
    return slice
  }

  private frameOf(cut: Split): Frame | null {
    const header = cut.starts[0] ?? 0
    const text = cut.text.slice(0, header) + sentinel(cut.column) + cut.text.slice(cut.trailer)
    if (this.frame?.text === text && this.frame.header === header) return this.frame
    const { root, problems, comments } = this.read(text)
    if (root?.kind !== 'map' || root.tag !== null || problems.length > 0) return null
    // A merge at the top puts its entries before all others, wherever it stands.
    if (root.entries.some(({ key }, index) => key.range.start < (root.entries[index - 1]?.key.range.start ?? 0)))
      return null
    const at = header + cut.column
    const entry = root.entries.findIndex(({ value }) => {
      const only = value.kind === 'list' && !value.flow && value.items.length === 1 ? value.items[0] : undefined
      return only !== undefined && isZero(only) && only.range.start === at + 2
    })
    const key = root.entries[entry]?.key
    if (key?.kind !== 'scalar' || typeof key.value !== 'string' || !this.keys.includes(key.value)) return null
    return { text: owned(text), header, root, entry, problems, comments }
  }

  /** Takes over the items that did not change; only those between the ends that the cuts share are looked at. */
  private takeOver(cut: Split, before: Split | null, ends: Ends, { start, behind }: CutAgain): void {
    const [old, length] = [this.slices, cut.starts.length]
    const isComplete = this.unknown.from === this.unknown.to
    if (before === null || before.column !== cut.column) {
      this.slices = new Array<Slice | undefined>(length).fill(undefined)
      this.unknown = { from: 0, to: length }
      this.shared = null
      return
    }
    const between = this.between(cut, before, ends, start, length - behind)
    this.slices = old.slice(0, start).concat(between, old.slice(old.length - behind))
    this.unknown = isComplete ? { from: start, to: length - behind } : { from: 0, to: length }
    this.shared = { before: old, start, behind }
    if (this.countUnknown() > 1) this.takeOverEqual(this.slices, cut, before)
  }

  /** Which of the items from `from` on and before `to` stood in the version before. */
  private between(cut: Split, before: Split, { prefix, suffix }: Ends, from: number, to: number) {
    const old = this.slices
    const slices = new Array<Slice | undefined>(to - from).fill(undefined)
    const shift = cut.text.length - before.text.length
    const unchanged = cut.text.length - suffix
    let behind = from
    for (let index = from; index < to; index++) {
      const start = cut.starts[index] as number
      const end = cut.starts[index + 1] ?? cut.trailer
      let at = index
      if (end > prefix || before.starts[index] !== start) {
        if (start < unchanged) continue
        while (behind < before.starts.length && (before.starts[behind] as number) < start - shift) behind++
        at = behind
        if (before.starts[at] !== start - shift) continue
      }
      const endBefore = before.starts[at + 1] ?? before.trailer
      const isSame = endBefore - (before.starts[at] as number) === end - start
      // Compared without a look at the slice itself: in a long document that is what costs time.
      if (isSame && (endBefore === before.text.length) === (end === cut.text.length)) slices[index - from] = old[at]
    }
    return slices
  }

  /** Items between several changed places, and items that moved, are found by their text. */
  private takeOverEqual(slices: (Slice | undefined)[], cut: Split, before: Split): void {
    const taken = new Set(slices)
    const byText = new Map<string, Slice>()
    for (const [index, slice] of (this.shared?.before ?? []).entries()) {
      if (slice !== undefined && !taken.has(slice)) byText.set(textOf(before, index), slice)
    }
    if (byText.size === 0) return
    for (let index = slices.indexOf(undefined); index < slices.length; index++) {
      if (slices[index] !== undefined) continue
      const known = byText.get(textOf(cut, index))
      const final = (cut.starts[index + 1] ?? cut.trailer) === cut.text.length
      if (known?.final === final) slices[index] = known
    }
  }
}

function textOf({ text, starts, trailer }: Split, index: number): string {
  return text.slice(starts[index], starts[index + 1] ?? trailer)
}

/** A copy that does not keep the text alive that it was cut from. */
function owned(text: string): string {
  return ` ${text}`.slice(1)
}

/** Which slices have problems and comments to Rehearsal, where that is known. */
interface Tellers {
  readonly problems: readonly number[]
  readonly addressed: readonly number[]
}

class Sliced implements SlicedYaml {
  readonly text: string
  readonly key: string
  readonly slices: readonly Slice[]
  readonly starts: readonly number[]
  readonly frame: Frame
  readonly root: SlicedMap
  readonly problems: readonly YamlProblem[]
  readonly first: number
  readonly kept: Map<string, unknown>
  readonly shared: Shared<Slice> | null
  private readonly tellers: Tellers | null
  private readonly column: number
  private readonly trailer: number
  private made: readonly YamlComment[] | null = null

  constructor(
    { text, column, starts, trailer }: Split,
    frame: Frame,
    { slices, shared }: { readonly slices: readonly Slice[]; readonly shared: Shared<Slice> | null },
    kept: Map<string, unknown>,
    first = 0,
    tellers: Tellers | null = null,
  ) {
    this.kept = kept
    this.tellers = tellers
    this.first = first
    this.text = text
    this.slices = slices
    this.shared = shared
    this.starts = starts
    this.frame = frame
    this.column = column
    this.trailer = trailer
    const key = frame.root.entries[frame.entry]?.key
    this.key = key?.kind === 'scalar' ? key.text : ''
    this.root = this.makeRoot()
    this.problems = this.around(frame.problems, (slice) => slice.problems, tellers?.problems)
  }

  get comments(): readonly YamlComment[] {
    this.made ??= this.around(this.frame.comments, ({ comments }) => comments)
    return this.made
  }

  get firstComments(): readonly YamlComment[] {
    const { header } = this.frame
    const found = this.frame.comments.filter(({ range }) => range.start < header)
    for (let index = 0; index < this.slices.length && found.length < firstComments; index++) {
      for (const comment of this.slices[index]?.comments ?? [])
        found.push(shiftComment(comment, this.starts[index] ?? 0))
    }
    if (found.length >= firstComments) return found.slice(0, firstComments)
    const behind = this.frame.comments.filter(({ range }) => range.start >= header)
    return [...found, ...behind.map((comment) => shiftComment(comment, this.behind))].slice(0, firstComments)
  }

  get addressed(): readonly YamlComment[] {
    const first = this.firstComments
    const from = first.length < firstComments ? this.text.length : (first.at(-1)?.range.start ?? 0)
    const all = this.around(
      this.frame.comments.filter(isAddressed),
      ({ addressed }) => addressed,
      this.tellers?.addressed,
    )
    return [...first, ...all.filter(({ range }) => range.start > from)]
  }

  /** The frame's parts before the list, the slices' parts, and the frame's parts behind it, each at its place. */
  private around<T extends { readonly range: { readonly start: number; readonly end: number } }>(
    frame: readonly T[],
    of: (slice: Slice) => readonly T[],
    among: readonly number[] = [...this.slices.keys()],
  ): readonly T[] {
    const { header } = this.frame
    const all = frame.filter(({ range }) => range.start < header)
    for (const index of among) {
      const parts = of(this.slices[index] as Slice)
      for (const part of parts) all.push({ ...part, range: shiftRange(part.range, this.starts[index] ?? 0) })
    }
    for (const part of frame) {
      if (part.range.start >= header) all.push({ ...part, range: shiftRange(part.range, this.behind) })
    }
    return all
  }

  /** How far what stands behind the list is from its place in the frame. */
  private get behind(): number {
    return this.trailer - this.frame.header - sentinel(this.column).length
  }

  private makeRoot(): SlicedMap {
    const { root, entry } = this.frame
    const entries = root.entries.map((each, index): Entry => {
      if (index < entry) return each
      if (index > entry) return shiftEntry(each, this.behind)
      const value = new SlicedList(each.value as ListNode, this)
      return { key: each.key, value, range: { start: each.range.start, end: value.range.end } }
    })
    return { ...root, range: { start: root.range.start, end: entries.at(-1)?.range.end ?? 0 }, entries, sliced: this }
  }
}

function shiftComment({ text, range }: YamlComment, by: number): YamlComment {
  return { text, range: shiftRange(range, by) }
}

function shiftEntry({ key, value, range }: Entry, by: number): Entry {
  return { key: shiftNode(key, by), value: shiftNode(value, by), range: shiftRange(range, by) }
}

class SlicedList implements ListNode {
  readonly kind = 'list'
  readonly flow = false
  readonly tag: string | null
  readonly range: ListNode['range']
  private readonly of: Sliced
  private made: readonly Node[] | null = null

  constructor({ range, tag }: ListNode, of: Sliced) {
    this.of = of
    this.tag = tag
    const last = of.slices.length - 1
    const [slice, start] = [of.slices[last], of.starts[last] ?? 0]
    this.range = { start: range.start, end: start + (slice?.item?.range.end ?? slice?.length ?? 0) }
  }

  get items(): readonly Node[] {
    this.made ??= this.of.slices.flatMap(({ item }, index) =>
      item ? [shiftNode(item, this.of.starts[index] ?? 0)] : [],
    )
    return this.made
  }
}
