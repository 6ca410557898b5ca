/** A credential or other sensitive value in a text; offsets in UTF-16 code units, the end excluded. */
export interface Finding {
  readonly kind: string
  readonly start: number
  end: number
}

/** The first character at or after `from` that ends a token: white space, a quote, a comma, a semicolon or a closing bracket. */
export function tokenEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at++) if (endsToken(text.charCodeAt(at))) return at
  return text.length
}

/** Whether a UTF-16 unit is one of the characters that end a token. */
export function endsToken(code: number): boolean {
  return (
    code === 0x22 ||
    code === 0x27 ||
    code === 0x2c ||
    code === 0x3b ||
    code === 0x29 ||
    code === 0x5d ||
    code === 0x7d ||
    isSpace(code)
  )
}

/** Unicode white space, as Rust has it. */
export function isSpace(code: number): boolean {
  if (code < 0x80) return code === 0x20 || (code >= 0x09 && code <= 0x0d)
  if (code === 0x85 || code === 0xa0 || code === 0x1680) return true
  return (
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000
  )
}

/** How many bytes `text` takes in UTF-8 between two offsets. */
export function byteLength(text: string, start = 0, end = text.length): number {
  let bytes = 0
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at)
    if (code < 0x80) bytes += 1
    else if (code < 0x800) bytes += 2
    else if (code >= 0xd800 && code < 0xdc00) {
      bytes += 4
      at++
    } else bytes += 3
  }
  return bytes
}
