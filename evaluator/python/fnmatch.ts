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

/** A `!` negates wherever it comes to stand first, also behind a range that holds nothing and so falls away. */
function parseSet(chars: readonly string[]): Part {
  const [first = [], ...further] = withoutEmptyRanges(chunksOf(chars))
  if (first[0] !== '!') return { kind: 'set', negated: false, ranges: rangesOf([first, ...further]) }
  const rest = first.slice(1)
  const [next, ...others] = further
  const hyphenFirst = rest.length === 0 && next !== undefined
  return {
    kind: 'set',
    negated: true,
    ranges: rangesOf(hyphenFirst ? [['-', ...next], ...others] : [rest, ...further]),
  }
}

/** Cuts a set at the hyphens that make ranges: each lies between the last of one chunk and the first of the next. */
function chunksOf(chars: readonly string[]): string[][] {
  const chunks: string[][] = []
  let from = 0
  let at = chars.indexOf('-', chars[0] === '!' ? 2 : 1)
  while (at >= 0) {
    chunks.push(chars.slice(from, at))
    from = at + 1
    at = chars.indexOf('-', at + 3)
  }
  if (from < chars.length || chunks.length === 0) chunks.push(chars.slice(from))
  else chunks.at(-1)?.push('-')
  return chunks
}

function withoutEmptyRanges(chunks: readonly string[][]): string[][] {
  const kept = [...chunks]
  for (let k = kept.length - 1; k > 0; k--) {
    const [low, high] = [kept[k - 1] as string[], kept[k] as string[]]
    if (code(low.at(-1)) > code(high[0])) kept.splice(k - 1, 2, [...low.slice(0, -1), ...high.slice(1)])
  }
  return kept
}

function rangesOf(chunks: readonly string[][]): [number, number][] {
  return chunks.flatMap((chunk, k) => {
    const ranges = chunk.map((char): [number, number] => [code(char), code(char)])
    const before = chunks[k - 1]
    return before === undefined ? ranges : [[code(before.at(-1)), code(chunk[0])] as [number, number], ...ranges]
  })
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
