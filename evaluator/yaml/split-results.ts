import type { Slice } from './split-slice.ts'

/** What was made of the slices of a document's last version; of the next one only slices that changed are looked at. */
export class SliceResults<Result> {
  /** One for each slice of the last version. */
  results: readonly Result[] = []
  /** The indexes of those that have something to tell, in order. */
  telling: readonly number[] = []
  private slices: readonly Slice[] = []
  private readonly tells: (result: Result) => boolean

  constructor(tells: (result: Result) => boolean) {
    this.tells = tells
  }

  /** Goes on to a version; `make` is asked for each slice between what both versions begin and what both end with, or `all`. */
  update(slices: readonly Slice[], make: (slice: Slice, index: number) => Result, all = false): void {
    const { start, behind } = all ? nothing : sharedEnds(this.slices, slices)
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
    this.results = this.results.slice(0, start).concat(made, this.results.slice(before - behind))
    this.slices = slices
  }
}

const nothing = { start: 0, behind: 0 }

/** How many elements two lists have in common at the beginning, and of the rest at the end. */
export function sharedEnds<T>(
  before: readonly T[],
  now: readonly T[],
): { readonly start: number; readonly behind: number } {
  const most = Math.min(before.length, now.length)
  let start = 0
  while (start < most && before[start] === now[start]) start++
  let behind = 0
  while (behind < most - start && before[before.length - 1 - behind] === now[now.length - 1 - behind]) behind++
  return { start, behind }
}
