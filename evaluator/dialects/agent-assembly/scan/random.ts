/** Bits per character above which a run counts as random. */
const gate = 4.5
const relaxedGate = 4.25
/** What a sum of logarithms may be off by; closer to a gate the engine's own sum decides. */
const precision = 1e-9

export const minRun = 20
export const maxRun = 64
export const minHex = 64
/** Shorter runs are never held to the lower gate. */
const minDense = 40
/** Fewer different bytes than this cannot reach the gate. */
export const minDistinct = 23

/** By how much `n·log2(n)` grows from one count of a character to the next. */
const growth = Float64Array.from({ length: 64 }, (_, count) => growthAt(count))

function growthAt(count: number): number {
  return (count + 1) * Math.log2(count + 1) - (count > 1 ? count * Math.log2(count) : 0)
}

/** Where counts begin anew, far below what 32 bits hold: texts are at most half of it long. */
const farthest = 1_000_000_000

/** Counts characters of one text after the other in the same place; whoever scans often keeps one. */
export class Tally {
  private readonly counts = new Int32Array(128)
  /** What a count begins at: above all that earlier texts have left. */
  private base = 0

  /** Whether a part of an ASCII text looks random. `isRun`: it is of the base64 alphabet alone. */
  looksRandom(text: string, start: number, end: number, isRun: boolean): boolean {
    const length = end - start
    const { counts } = this
    if (this.base > farthest) {
      counts.fill(0)
      this.base = 0
    }
    const { base } = this
    this.base = base + length
    let distinct = 0
    let repeated = 0
    for (let at = start; at < end; at++) {
      const code = text.charCodeAt(at)
      const count = Math.max((counts[code] as number) - base, 0)
      counts[code] = base + count + 1
      if (count === 0) distinct++
      else repeated += count < 64 ? (growth[count] as number) : growthAt(count)
    }
    if (distinct < minDistinct) return false
    const about = Math.log2(length) - repeated / length
    if (about > gate + precision) return true
    if (about < (isRun && length >= minDense ? relaxedGate : gate) - precision) return false
    return looksRandom(text.slice(start, end))
  }
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
  if (run.length < minDense || !/^[A-Za-z0-9+/_-]+$/.test(run) || /(.)\1\1\1/.test(run)) return false
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
