/** Something that may be chosen, what it covers, and how much is to be said for it. */
export interface Choice {
  readonly covers: ReadonlySet<string>
  /** The greater the better, among choices that cover as much. */
  readonly weight: number
}

/**
 * As few choices as a greedy search finds that cover together what all of them cover, beside what is `covered` already:
 * always the one that adds most, then the weightiest, then the first.
 */
export function leastCover<T extends Choice>(choices: readonly T[], covered: ReadonlySet<string> = new Set()): T[] {
  const open = new Set(choices.flatMap(({ covers }) => [...covers]).filter((element) => !covered.has(element)))
  const chosen: T[] = []
  let left = choices.map((choice) => ({ choice, adds: [...choice.covers].filter((element) => open.has(element)) }))
  while (open.size > 0) {
    left = left
      .map(({ choice, adds }) => ({ choice, adds: adds.filter((element) => open.has(element)) }))
      .filter(({ adds }) => adds.length > 0)
    const best = left.reduce((one, other) => (isBetter(other, one) ? other : one))
    chosen.push(best.choice)
    for (const element of best.adds) open.delete(element)
  }
  return chosen
}

interface Rated {
  readonly choice: Choice
  readonly adds: readonly string[]
}

function isBetter(a: Rated, b: Rated): boolean {
  return a.adds.length - b.adds.length > 0 || (a.adds.length === b.adds.length && a.choice.weight > b.choice.weight)
}
