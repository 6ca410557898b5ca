import type { Slice } from './split-slice.ts'

/** Which elements a list has in common with the one before it: so many at the beginning, and of the rest at the end. */
export interface Shared<T> {
  readonly before: readonly T[]
  readonly start: number
  readonly behind: number
}

/** What was made of the slices of a document's last version; of the next one only slices that changed are looked at. */
export class SliceResults<Result> {
  /** One for each slice of the last version. */
  results: readonly Result[] = []
  /** The indexes of those that have something to tell, in order. */
  telling: readonly number[] = []
  /** What `results` have in common with those of the version before. */
  shared: Shared<Result> = { before: [], start: 0, behind: 0 }
  private slices: readonly Slice[] = []
  private readonly tells: (result: Result) => boolean

  constructor(tells: (result: Result) => boolean) {
    this.tells = tells
  }

  /**
   * Goes on to a version; `make` is asked for each slice between what both versions begin and what both end with, or `all`.
   * `shared` is what the reader knows of that.
   */
  update(
    { slices, shared }: { readonly slices: readonly Slice[]; readonly shared: Shared<Slice> | null },
    make: (slice: Slice, index: number) => Result,
    all = false,
  ): void {
    const { start, behind } = all ? nothing : sharedEnds(this.slices, slices, shared)
    const end = slices.length - behind
    const shift = slices.length - this.slices.length
    const made: Result[] = []
    const told: number[] = []
    for (let index = start; index < end; index++) {
      const result = make(slices[index] as Slice, index)
      made.push(result)
      if (this.tells(result)) told.push(index)
    }
    const before = this.slices.length
    this.telling = [
      ...this.telling.filter((index) => index < start),
      ...told,
      ...this.telling.filter((index) => index >= before - behind).map((index) => index + shift),
    ]
    this.shared = { before: this.results, start, behind }
    this.results = this.results.slice(0, start).concat(made, this.results.slice(before - behind))
    this.slices = slices
  }
}

const nothing = { start: 0, behind: 0 }

/** How many elements two lists have in common at the beginning, and of the rest at the end; `known` where it is about `before`. */
export function sharedEnds<T>(
  before: readonly T[],
  now: readonly T[],
  known: Shared<T> | null = null,
): { readonly start: number; readonly behind: number } {
  if (known?.before === before) return known
  const most = Math.min(before.length, now.length)
  let start = 0
  while (start < most && before[start] === now[start]) start++
  let behind = 0
  while (behind < most - start && before[before.length - 1 - behind] === now[now.length - 1 - behind]) behind++
  return { start, behind }
}
