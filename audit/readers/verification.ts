import type { LogFormat } from './foreign-event.ts'

/** An entry that is no entry of its format, and so was skipped. */
export interface OddEntry {
  readonly line: number
  readonly why: string
}

/**
 * `edited`: the entry's own hash does not fit it. `parent-missing`: it follows an entry that is not in the file: that
 * one was changed, removed or never written. `forked`: it follows an entry that another one follows too, which two
 * writers at once bring about. `other-chain`: it goes on with another chain in the same file. `restarted`: it begins a
 * chain anew. `reordered`: it stands before the entry that it follows, or away from it. `unreadable`: no entry at all.
 */
export type Cause = 'edited' | 'parent-missing' | 'forked' | 'other-chain' | 'restarted' | 'reordered' | 'unreadable'

/** One place where a chain does not hold by its system's own rules. */
export interface ForeignFault {
  /** The line, counted from 1, or the row's id. */
  readonly line: number
  readonly cause: Cause
  readonly message: string
}

/** What a walk over another system's log found, by that system's rules. */
export interface ForeignVerification {
  readonly format: LogFormat
  /** `none`: this shape has no hashes that could be checked. */
  readonly chain: 'whole' | 'broken' | 'none'
  readonly entries: number
  /** The first `mostFaults`, in the file's order. */
  readonly faults: readonly ForeignFault[]
  readonly faultCount: number
  /** What the system's own tool says of the file, in its terms; the first `mostFaults`. Empty when it has no complaint. */
  readonly ownVerdict: readonly string[]
  /** What can be concluded and what not. */
  readonly notes: readonly string[]
  readonly odd: readonly OddEntry[]
  readonly oddCount: number
}

/** As many faults and odd entries are named. */
export const mostFaults = 100

/** A list that keeps its first `mostFaults` items and counts all. */
export class Noted<T> {
  readonly first: T[] = []
  count = 0

  add(item: T): void {
    this.count++
    if (this.first.length < mostFaults) this.first.push(item)
  }
}
