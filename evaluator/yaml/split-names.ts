import { type Shared, sharedEnds } from './split-results.ts'

/** Something that may have a name. */
interface Named {
  readonly name: { readonly value: string } | null
}

/** Counts the names of a document's items from version to version, looking only at the items that changed. */
export class NameCounts<Item extends Named> {
  private last: readonly Item[] = []
  private readonly counts = new Map<string, number>()
  private shared = 0

  /** Whether any two items of the version have one name; what lies between the ends that it shares with the last one is counted again. */
  anyTwice(items: readonly Item[], known: Shared<Item> | null = null): boolean {
    const { last } = this
    const { start, behind } = sharedEnds(last, items, known)
    for (let index = start; index < last.length - behind; index++) this.add(last[index] as Item, -1)
    for (let index = start; index < items.length - behind; index++) this.add(items[index] as Item, 1)
    this.last = items
    return this.shared > 0
  }

  private add({ name }: Item, by: 1 | -1): void {
    if (name === null) return
    const before = this.counts.get(name.value) ?? 0
    const now = before + by
    this.shared += Number(now > 1) - Number(before > 1)
    if (now === 0) this.counts.delete(name.value)
    else this.counts.set(name.value, now)
  }
}
