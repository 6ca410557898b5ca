import { type CharSet, intersect } from './charset.ts'

const PREFERRED: readonly CharSet[] = [
  [0x61, 0x7a],
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x20, 0x7e],
]

/** A text with one character out of each set, letters first. */
export function exampleWord(sets: readonly CharSet[]): string {
  return sets.map((set) => String.fromCodePoint(example(set))).join('')
}

function example(set: CharSet): number {
  for (const preferred of PREFERRED) {
    const first = intersect(set, preferred)[0]
    if (first !== undefined) return first
  }
  return set[0] ?? 0x61
}
