import { randomHex } from './random.ts'

/**
 * A new event id: milliseconds since the epoch and 80 random bits, in hex. Ids made later sort later, which keeps the
 * index over millions of them quick to append to.
 */
export function newEventId(now: number): string {
  return Math.trunc(now).toString(16).padStart(12, '0') + randomHex(10)
}
