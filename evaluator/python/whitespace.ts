/** What Python's `str.isspace()` calls a blank. */
const blank = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000'
const around = new RegExp(`^[${blank}]+|[${blank}]+$`, 'g')
const between = new RegExp(`[${blank}]+`)
const kept = new RegExp(`([${blank}]+)`)

/** Python's `text.strip()`. */
export function strip(text: string): string {
  return text.replace(around, '')
}

/** Python's `text.split()`. */
export function splitWords(text: string): string[] {
  return strip(text)
    .split(between)
    .filter((word) => word !== '')
}

/** `text` as runs of other characters (even places) and of blanks (odd places); joined they are `text` again. */
export function splitBlanks(text: string): string[] {
  return text.split(kept)
}
