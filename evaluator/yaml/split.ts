/** A text cut at the items of its one long list. All offsets are the text's. */
export interface Split {
  readonly text: string
  /** The column of the items' dashes. */
  readonly column: number
  /** Where each item's line begins: the first ends the header, each ends the item before it. Never empty. */
  readonly starts: readonly number[]
  /** Where the first line behind the list begins; the text's length where there is none. */
  readonly trailer: number
}

/**
 * Cuts a text at the items of the block list under the first of `keys` that stands at a line's beginning: a pure function
 * of the lines. Null where there is no such list, or where the text needs to be read whole (directives, several documents).
 */
export function split(text: string, keys: readonly string[]): Split | null {
  const key = new RegExp(`^(?:${keys.join('|')}):[ \\t]*(?:#.*)?\\r?\\n`, 'm').exec(text)
  if (key === null) return null
  const first = firstItem(text, key.index + key[0].length)
  if (first === null) return null
  const starts: number[] = []
  const trailer = cutItems(text, first.start, first.column, (start) => {
    starts.push(start)
    return false
  })
  return checked({ text, column: first.column, starts, trailer })
}

/** The same as `split(text, keys)`, looking only at the lines that changed since `before`. */
export function splitAgain(
  text: string,
  keys: readonly string[],
  before: Split,
  { prefix, suffix } = commonEnds(before.text, text),
): Split | null {
  const { column } = before
  const kept = lastAtOrBefore(before.starts, prefix - column - 2)
  if (kept < 0 || prefix === before.text.length) return split(text, keys)
  const shift = text.length - before.text.length
  const starts = before.starts.slice(0, kept)
  const unchanged = before.text.length - suffix
  let again = kept
  let met = -1
  const end = cutItems(text, before.starts[kept] ?? 0, column, (start) => {
    while (again < before.starts.length && (before.starts[again] ?? 0) + shift < start) again++
    if (start - shift >= unchanged && before.starts[again] === start - shift) {
      met = again
      return true
    }
    starts.push(start)
    return false
  })
  if (met < 0) return checked({ text, column, starts, trailer: end })
  for (let index = met; index < before.starts.length; index++) starts.push((before.starts[index] ?? 0) + shift)
  return checked({ text, column, starts, trailer: before.trailer + shift })
}

/** The lengths of what two texts begin and end with alike, without overlap; native comparisons of halves. */
export function commonEnds(before: string, after: string): { readonly prefix: number; readonly suffix: number } {
  const most = Math.min(before.length, after.length)
  const prefix = longest(most, (from, to) => before.slice(from, to) === after.slice(from, to))
  const suffix = longest(most - prefix, (from, to) => {
    const [inBefore, inAfter] = [before.length - from, after.length - from]
    return before.slice(before.length - to, inBefore) === after.slice(after.length - to, inAfter)
  })
  return { prefix, suffix }
}

/** The greatest length up to `most` at which all is alike; what was found alike is not compared again. */
function longest(most: number, alike: (from: number, to: number) => boolean): number {
  if (alike(0, most)) return most
  let [low, high] = [0, most]
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (alike(low, middle)) low = middle
    else high = middle
  }
  return low
}

function firstItem(text: string, from: number): { start: number; column: number } | null {
  for (let at = from; at < text.length; at = nextLine(text, at)) {
    const first = firstInLine(text, at)
    if (isBlankOrComment(text, first)) continue
    return isDash(text, first) ? { start: at, column: first - at } : null
  }
  return null
}

/** Tells `found` where items begin, from the line at `from` on, until it says to stop; gives back where the list ends. */
function cutItems(text: string, from: number, column: number, found: (start: number) => boolean): number {
  for (let at = from; at < text.length; at = nextLine(text, at)) {
    const first = firstInLine(text, at)
    if (first - at > column || isBlankOrComment(text, first)) continue
    if (first - at < column || !isDash(text, first)) return at
    if (found(at)) return at
  }
  return text.length
}

function checked(cut: Split): Split | null {
  const first = cut.starts[0]
  if (first === undefined) return null
  const whole = /^(?:---|\.\.\.|%)/m
  return whole.test(cut.text.slice(0, first)) || whole.test(cut.text.slice(cut.trailer)) ? null : cut
}

function firstInLine(text: string, line: number): number {
  let at = line
  while (text.charCodeAt(at) === 0x20) at++
  return at
}

function isBlankOrComment(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return code === 0x0a || code === 0x23 || (code === 0x0d && text.charCodeAt(at + 1) === 0x0a) || at >= text.length
}

function isDash(text: string, at: number): boolean {
  return text.charCodeAt(at) === 0x2d && (at + 1 === text.length || /[ \t\r\n]/.test(text[at + 1] ?? ''))
}

function nextLine(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  return end === -1 ? text.length : end + 1
}

/** The index of the last of the ascending `values` that is at most `limit`; -1 where there is none. */
function lastAtOrBefore(values: readonly number[], limit: number): number {
  let [low, high] = [0, values.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((values[middle] ?? 0) <= limit) low = middle + 1
    else high = middle
  }
  return low - 1
}
