type Part =
  | { readonly kind: 'char'; readonly char: string }
  | { readonly kind: 'any' }
  | { readonly kind: 'star' }
  | Set

interface Set {
  readonly kind: 'set'
  readonly negated: boolean
  readonly ranges: readonly (readonly [number, number])[]
}

/**
 * Python's `fnmatch.fnmatchcase(name, pattern)` for one pattern: `*`, `?`, `[seq]`, `[!seq]`; never fails, an unclosed
 * `[` is a literal one. Takes time proportional to name × pattern at worst.
 */
export function compileFnmatch(pattern: string): (name: string) => boolean {
  if (!/[*?[]/.test(pattern)) return (name) => name === pattern
  if (/^\*+$/.test(pattern)) return () => true
  const parts = parse(Array.from(pattern))
  return (name) => matches(parts, Array.from(name))
}

function parse(chars: readonly string[]): Part[] {
  const parts: Part[] = []
  for (let i = 0; i < chars.length; i++) {
    const char = chars[i] as string
    if (char === '*') {
      if (parts.at(-1)?.kind !== 'star') parts.push({ kind: 'star' })
    } else if (char === '?') parts.push({ kind: 'any' })
    else if (char === '[') {
      const end = setEnd(chars, i + 1)
      if (end < 0) parts.push({ kind: 'char', char })
      else {
        parts.push(parseSet(chars.slice(i + 1, end)))
        i = end
      }
    } else parts.push({ kind: 'char', char })
  }
  return parts
}

function setEnd(chars: readonly string[], from: number): number {
  let at = from
  if (chars[at] === '!') at++
  if (chars[at] === ']') at++
  return chars.indexOf(']', at)
}

function parseSet(chars: readonly string[]): Part {
  const negated = chars[0] === '!'
  const inside = negated ? chars.slice(1) : chars
  const ranges: [number, number][] = []
  for (let i = 0; i < inside.length; i++) {
    const low = code(inside[i])
    if (inside[i + 1] === '-' && i + 2 < inside.length) {
      const high = code(inside[i + 2])
      if (low <= high) ranges.push([low, high])
      i += 2
    } else ranges.push([low, low])
  }
  return { kind: 'set', negated, ranges }
}

function matches(parts: readonly Part[], name: readonly string[]): boolean {
  let [part, at, star, retry] = [0, 0, -1, 0]
  while (at < name.length) {
    const one = parts[part]
    if (one?.kind === 'star') {
      star = part++
      retry = at
    } else if (one !== undefined && fits(one, name[at] as string)) {
      part++
      at++
    } else if (star >= 0) {
      part = star + 1
      at = ++retry
    } else return false
  }
  while (parts[part]?.kind === 'star') part++
  return part === parts.length
}

function fits(part: Exclude<Part, { kind: 'star' }>, char: string): boolean {
  if (part.kind === 'char') return part.char === char
  if (part.kind === 'any') return true
  const point = code(char)
  return part.ranges.some(([low, high]) => point >= low && point <= high) !== part.negated
}

function code(char: string | undefined): number {
  return char?.codePointAt(0) ?? 0
}
