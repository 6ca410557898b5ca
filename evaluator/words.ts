import { distance } from 'fastest-levenshtein'

/**
 * The known word that `typed` most likely meant; undefined when none is near (a third of its letters, at least one). Two
 * neighbours in each other's place are one slip.
 */
export function closestWord(typed: string, known: readonly string[]): string | undefined {
  const lower = typed.toLowerCase()
  let best: string | undefined
  let least = Math.max(1, Math.floor(typed.length / 3)) + 1
  for (const word of known) {
    // Words are at least as far from each other as their lengths.
    if (Math.abs(word.length - typed.length) > least) continue
    const known = word.toLowerCase()
    const edits = distance(lower, known)
    // A swap makes it one less at most.
    const far = edits > least ? edits : slips(lower, known, edits)
    if (far < least) [best, least] = [word, far]
  }
  return best
}

/** The edits from one word to the other, a swap of neighbours counted once; `edits` counts it twice. */
function slips(typed: string, word: string, edits: number): number {
  if (edits < 2) return edits
  for (let at = 0; at + 1 < typed.length; at++) {
    const swapped = typed.slice(0, at) + typed[at + 1] + typed[at] + typed.slice(at + 2)
    if (typed[at] !== typed[at + 1] && distance(swapped, word) === edits - 2) return edits - 1
  }
  return edits
}

/** ` Did you mean \`observe\`?`, or nothing when no known word is near. */
export function didYouMean(typed: string, known: readonly string[]): string {
  return askIfMeant(closestWord(typed, known))
}

/** ` Did you mean \`observe\`?` of the closest word; nothing where there is none. */
export function askIfMeant(word: string | undefined): string {
  return word === undefined ? '' : ` Did you mean \`${word}\`?`
}

/** Words as a sentence lists them: `a`, `b` or `c`. */
export function oneOf(words: readonly string[]): string {
  const quoted = words.map((word) => `\`${word}\``)
  const last = quoted.at(-1) ?? ''
  return quoted.length < 2 ? last : `${quoted.slice(0, -1).join(', ')} or ${last}`
}
