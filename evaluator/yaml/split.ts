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

/** The lengths of what two versions begin and end with alike. */
export interface Ends {
  readonly prefix: number
  readonly suffix: number
}

/** A cut, and how many items it surely has in common with the one before: at its beginning, and of the rest at its end. */
export interface CutAgain {
  readonly cut: Split | null
  readonly start: number
  readonly behind: number
}

/** The same cut as `split(text, keys)`, looking only at the lines that changed since `before`. */
export function splitAgain(
  text: string,
  keys: readonly string[],
  before: Split,
  { prefix, suffix }: Ends = commonEnds(before.text, text),
): CutAgain {
  const { column } = before
  const kept = lastAtOrBefore(before.starts, prefix - column - 2)
  if (kept < 0 || prefix === before.text.length) return { cut: split(text, keys), start: 0, behind: 0 }
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
  if (met < 0) return { cut: checked({ text, column, starts, trailer: end }), start: kept, behind: 0 }
  const moved = before.starts.slice(met)
  for (let index = 0; shift !== 0 && index < moved.length; index++) moved[index] = (moved[index] as number) + shift
  const cut = checked({ text, column, starts: starts.concat(moved), trailer: before.trailer + shift })
  return { cut, start: kept, behind: moved.length }
}

/**
 * The lengths of what two texts begin and end with alike, without overlap; native comparisons of halves. They are looked
 * for first where `near` says: the next edit is mostly near the last one.
 */
export function commonEnds(before: string, after: string, near: Ends = { prefix: 0, suffix: 0 }): Ends {
  const most = Math.min(before.length, after.length)
  const prefix = longest(most, near.prefix, (from, to) => before.slice(from, to) === after.slice(from, to))
  const suffix = longest(most - prefix, near.suffix, (from, to) => {
    const [inBefore, inAfter] = [before.length - from, after.length - from]
    return before.slice(before.length - to, inBefore) === after.slice(after.length - to, inAfter)
  })
  return { prefix, suffix }
}

/** How far from the last edit the next one is looked for first. */
const nearby = 256

/** The greatest length up to `most` at which all is alike; what was found alike is not compared again. */
function longest(most: number, near: number, alike: (from: number, to: number) => boolean): number {
  const [least, enough] = [Math.min(most, Math.max(0, near - nearby)), Math.min(most, near + nearby)]
  const isNear = least > 0 && alike(0, least)
  if (isNear && enough < most && !alike(least, enough)) return between(least, enough, alike)
  const known = isNear ? least : 0
  return alike(known, most) ? most : between(known, most, alike)
}

/** The same where all is alike at `known`, and not at `unlike`. */
function between(known: number, unlike: number, alike: (from: number, to: number) => boolean): number {
  let [low, high] = [known, unlike]
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
