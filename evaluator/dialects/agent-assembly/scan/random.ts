/** Bits per character above which a run counts as random. */
const gate = 4.5
const relaxedGate = 4.25
/** What a sum of logarithms may be off by; closer to a gate the engine's own sum decides. */
const precision = 1e-9

export const minRun = 20
export const maxRun = 64
export const minHex = 64
/** Fewer different bytes than this cannot reach the gate. */
export const minDistinct = 23

/** By how much `n·log2(n)` grows from one count of a character to the next. */
const growth = Float64Array.from({ length: 64 }, (_, count) => growthAt(count))

function growthAt(count: number): number {
  return (count + 1) * Math.log2(count + 1) - (count > 1 ? count * Math.log2(count) : 0)
}

/** Whether an ASCII text looks random by the entropy of its characters. */
export function looksRandom(run: string): boolean {
  const { length } = run
  const counts = new Array<number>(128).fill(0)
  let distinct = 0
  let repeated = 0
  for (let at = 0; at < length; at++) {
    const code = run.charCodeAt(at)
    const count = counts[code] as number
    counts[code] = count + 1
    if (count === 0) distinct++
    else repeated += count < 64 ? (growth[count] as number) : growthAt(count)
  }
  if (distinct < minDistinct) return false
  const about = Math.log2(length) - repeated / length
  return isAbove(gate, about, length, counts) || (isAbove(relaxedGate, about, length, counts) && isDense(run))
}

/** Long runs of the base64 alphabet with few symbols and no long repetition are held to a lower gate. */
function isDense(run: string): boolean {
  if (run.length < 40 || !/^[A-Za-z0-9+/_-]+$/.test(run) || /(.)\1\1\1/.test(run)) return false
  return run.replace(/[A-Za-z0-9]/g, '').length * 10 <= run.length
}

/** Whether the Shannon entropy, in bits per character, is above `bits`, given what it is about. */
function isAbove(bits: number, about: number, length: number, counts: readonly number[]): boolean {
  if (Math.abs(about - bits) > precision) return about > bits
  let entropy = 0
  for (const count of counts) {
    if (count === 0) continue
    const share = count / length
    entropy += -share * Math.log2(share)
  }
  return entropy > bits
}
