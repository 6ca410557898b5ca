import type { GatePlace } from './place.ts'

/**
 * The file that tells that a process drains this log's spool: touched while it lives, removed when it ends well; what
 * stands in it is why events cannot be brought into the log.
 */
export function drainerFile({ spool }: GatePlace): string {
  return spool.replace(/\.spool$/, '.drainer')
}

/** A drainer that has not touched its file for so long is dead, in ms. */
export const dead = 2000
