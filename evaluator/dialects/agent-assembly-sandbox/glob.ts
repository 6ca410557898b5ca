/**
 * Compiles a glob of this dialect to a test over the whole name: `*` any run, `?` one code point, all else literal,
 * case-sensitive, nothing normalised. Linear in the name times the pattern's stars.
 */
export function compileGlob(glob: string): (name: string) => boolean {
  if (!/[*?]/.test(glob)) return (name) => name === glob
  if (/^\*+$/.test(glob)) return () => true
  const pattern = [...glob]
  if (!glob.includes('?') && glob.indexOf('*') === glob.length - 1) {
    const prefix = glob.slice(0, -1)
    return (name) => name.startsWith(prefix)
  }
  return (name) => matches(pattern, [...name])
}

/** True when the glob names exactly one tool. */
export function isLiteral(glob: string): boolean {
  return !/[*?]/.test(glob)
}

/** Greedy matching that returns to the last star only: no exponential case. */
function matches(pattern: readonly string[], name: readonly string[]): boolean {
  let [p, n, star, mark] = [0, 0, -1, 0]
  while (n < name.length) {
    if (p < pattern.length && pattern[p] === '*') {
      star = p++
      mark = n
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === name[n])) {
      p++
      n++
    } else if (star >= 0) {
      p = star + 1
      n = ++mark
    } else return false
  }
  while (pattern[p] === '*') p++
  return p === pattern.length
}
