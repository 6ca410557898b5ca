/** A Python `bytes` value, which YAML's `!!binary` makes; equal to no JSON value. */
export class PythonBytes {
  readonly bytes: Uint8Array
  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }
  /** `repr()`, which is `str()` too: `b'...'`. */
  get text(): string {
    const quote = this.bytes.includes(39) && !this.bytes.includes(34) ? '"' : "'"
    return `b${quote}${[...this.bytes].map((byte) => byteText(byte, quote)).join('')}${quote}`
  }
  toJSON(): string {
    return this.text
  }
}

/** Decodes base64 as Python's `base64.decodebytes`: other characters are skipped; null when the padding is wrong. */
export function decodeBase64(text: string): PythonBytes | null {
  if (/[^\0-\x7f]/.test(text)) return null
  const bytes: number[] = []
  let [bits, held, pads, place] = [0, 0, 0, 0]
  for (const char of text) {
    if (char === '=') {
      pads++
      if (place >= 2 && place + pads >= 4) return new PythonBytes(Uint8Array.from(bytes))
      continue
    }
    const six = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'.indexOf(char)
    if (six < 0) continue
    pads = 0
    place = (place + 1) % 4
    held = ((held << 6) | six) & 0xffff
    bits += 6
    if (bits >= 8) {
      bits -= 8
      bytes.push((held >> bits) & 0xff)
    }
  }
  return place === 0 ? new PythonBytes(Uint8Array.from(bytes)) : null
}

function byteText(byte: number, quote: string): string {
  const char = String.fromCharCode(byte)
  if (char === quote || char === '\\') return `\\${char}`
  if (char === '\n') return '\\n'
  if (char === '\r') return '\\r'
  if (char === '\t') return '\\t'
  return byte >= 0x20 && byte < 0x7f ? char : `\\x${byte.toString(16).padStart(2, '0')}`
}
