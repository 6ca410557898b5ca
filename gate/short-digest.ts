const rounds = 64
const block = 64
const [constants, start] = tables()

/** Square and cube roots of the first primes, as SHA-256 wants them: 32 bits of their fractions. */
function tables(): readonly [Int32Array, Int32Array] {
  const [cubes, squares] = [new Int32Array(rounds), new Int32Array(8)]
  for (let number = 2, found = 0; found < rounds; number++) {
    let divisor = 2
    while (divisor * divisor <= number && number % divisor !== 0) divisor++
    if (divisor * divisor <= number) continue
    if (found < 8) squares[found] = fraction(Math.sqrt(number))
    cubes[found++] = fraction(Math.cbrt(number))
  }
  return [cubes, squares]
}

function fraction(value: number): number {
  return ((value - Math.floor(value)) * 2 ** 32) | 0
}

function turned(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by))
}

/**
 * SHA-256 of a short text's UTF-8, in hexadecimal digits: what `node:crypto` says, for a process that would load that
 * (some milliseconds) for nothing else. Long texts are quicker there.
 */
export function shortDigest(text: string): string {
  const bytes = new TextEncoder().encode(text)
  const view = new DataView(new ArrayBuffer(Math.ceil((bytes.length + 9) / block) * block))
  new Uint8Array(view.buffer).set(bytes)
  view.setUint8(bytes.length, 0x80)
  view.setBigUint64(view.byteLength - 8, BigInt(bytes.length) * 8n)
  const state = Int32Array.from(start)
  const words = new Int32Array(rounds)
  for (let at = 0; at < view.byteLength; at += block) {
    for (let i = 0; i < 16; i++) words[i] = view.getInt32(at + 4 * i)
    mix(state, words)
  }
  return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('')
}

/** One block: its 16 words stand at the beginning of `words`. */
function mix(state: Int32Array, words: Int32Array): void {
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state
  for (let i = 0; i < rounds; i++) {
    if (i >= 16) words[i] = extended(words, i)
    const choice = (e & f) ^ (~e & g)
    const first = (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + choice + at(constants, i) + at(words, i)) | 0
    const majority = (a & b) ^ (a & c) ^ (b & c)
    const second = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + majority) | 0
    h = g
    g = f
    f = e
    e = (d + first) | 0
    d = c
    c = b
    b = a
    a = (first + second) | 0
  }
  for (const [i, word] of [a, b, c, d, e, f, g, h].entries()) state[i] = at(state, i) + word
}

function extended(words: Int32Array, i: number): number {
  const [early, late] = [at(words, i - 15), at(words, i - 2)]
  const low = turned(early, 7) ^ turned(early, 18) ^ (early >>> 3)
  const high = turned(late, 17) ^ turned(late, 19) ^ (late >>> 10)
  return (at(words, i - 16) + low + at(words, i - 7) + high) | 0
}

function at(words: Int32Array, index: number): number {
  return words[index] as number
}
