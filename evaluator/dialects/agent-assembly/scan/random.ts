import type { Reading } from './reading.ts'

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

/** Sums of `growth` as whole numbers, so that they are exact: a gate is told from below by less than this and one per character. */
const unit = 2 ** 20
const cost = Int32Array.from(growth, (value) => Math.floor(value * unit))
/** Length → what its characters may cost in all before a gate is out of reach. */
const affordable = budgetOf(gate)
const relaxedAffordable = budgetOf(relaxedGate)

function budgetOf(bits: number): Int32Array {
  return Int32Array.from({ length: maxRun + 1 }, (_, length) => Math.ceil(length * (Math.log2(length) - bits) * unit))
}

/** Counts characters of one text after the other in the same place; whoever scans often keeps one. */
export class Tally {
  /** Parts one after the other each have a row of their own; all are cleared when the last is used up. */
  private readonly counts = new Uint8Array(32 * 128)
  private row = 0

  /**
   * Whether a part, `minDistinct` to `maxRun` long, of an ASCII text looks random; without the character at `gap`.
   * `isRun`: it is of the base64 alphabet alone. Looks no further than where its repetitions are too many.
   */
  looksRandom({ text, bytes }: Reading, start: number, end: number, isRun: boolean, gap = end): boolean {
    const length = gap === end ? end - start : end - start - 1
    const isRelaxed = isRun && length >= minDense
    this.row += 128
    if (this.row >= this.counts.length) {
      this.counts.fill(0)
      this.row = 0
    }
    let left = (isRelaxed ? relaxedAffordable : affordable)[length] as number
    left = this.spend(left, bytes, start, gap)
    if (gap < end) left = this.spend(left, bytes, gap + 1, end)
    if (left < 0) return false
    if (!isRelaxed && left > length + 1) return true
    return looksRandom(text.slice(start, gap) + text.slice(gap + 1, end))
  }

  /** What is left when these characters are counted too; below 0 as soon as it is used up. Two characters a round, as in a `Reading`. */
  private spend(budget: number, bytes: Uint8Array, start: number, end: number): number {
    const { counts, row } = this
    let left = budget
    let at = start
    for (; at + 1 < end && left >= 0; at += 2) {
      const first = row + (bytes[at] as number)
      const firstCount = counts[first] as number
      counts[first] = firstCount + 1
      const second = row + (bytes[at + 1] as number)
      const secondCount = counts[second] as number
      counts[second] = secondCount + 1
      left -= (cost[firstCount] as number) + (cost[secondCount] as number)
    }
    if (at + 1 !== end || left < 0) return left
    const last = row + (bytes[at] as number)
    const count = counts[last] as number
    counts[last] = count + 1
    return left - (cost[count] as number)
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
