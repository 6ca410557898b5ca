/** The length of `text` as Python counts it: code points. */
export function codePointLength(text: string): number {
  let length = text.length
  for (let i = 0; i + 1 < text.length; i++) if (isPairAt(text, i)) length--
  return length
}

/** The first `count` code points of `text`, as `text[:count]` in Python. */
export function firstCodePoints(text: string, count: number): string {
  if (text.length <= count) return text
  let at = 0
  for (let taken = 0; taken < count && at < text.length; taken++) at += isPairAt(text, at) ? 2 : 1
  return at >= text.length ? text : text.slice(0, at)
}

/** `text` cut to `limit` code points, the last three being dots where it was cut. */
export function capped(text: string, limit: number): string {
  if (text.length <= limit || codePointLength(text) <= limit) return text
  return `${firstCodePoints(text, limit - 3)}...`
}

function isPairAt(text: string, at: number): boolean {
  const high = text.charCodeAt(at)
  if (high < 0xd800 || high > 0xdbff) return false
  const low = text.charCodeAt(at + 1)
  return low >= 0xdc00 && low <= 0xdfff
}
