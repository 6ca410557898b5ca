import { distance } from 'fastest-levenshtein'

/** The known word that `typed` most likely meant; undefined when none is near (a third of its letters, at least one). */
export function closestWord(typed: string, known: readonly string[]): string | undefined {
  const lower = typed.toLowerCase()
  let best: string | undefined
  let least = Math.max(1, Math.floor(typed.length / 3)) + 1
  for (const word of known) {
    const far = distance(lower, word.toLowerCase())
    if (far < least) [best, least] = [word, far]
  }
  return best
}

/** ` Did you mean \`observe\`?`, or nothing when no known word is near. */
export function didYouMean(typed: string, known: readonly string[]): string {
  const word = closestWord(typed, known)
  return word === undefined ? '' : ` Did you mean \`${word}\`?`
}

/** Words as a sentence lists them: `a`, `b` or `c`. */
export function oneOf(words: readonly string[]): string {
  const quoted = words.map((word) => `\`${word}\``)
  const last = quoted.at(-1) ?? ''
  return quoted.length < 2 ? last : `${quoted.slice(0, -1).join(', ')} or ${last}`
}
