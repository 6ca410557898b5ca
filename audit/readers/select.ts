import type { EventFilter } from '../filter.ts'
import { type Result, success } from '../result.ts'
import type { ForeignEvent } from './foreign-event.ts'
import { type ForeignLog, unreadable } from './foreign-log.ts'
import { matches } from './matches.ts'
import { Noted, type OddEntry } from './verification.ts'

/** The events of a log that a filter wants. */
export interface Selection {
  readonly total: number
  /** Entries left out because the filter asks for a time and they have none. */
  readonly untimed: number
  readonly odd: readonly OddEntry[]
  readonly oddCount: number
  /** Newest first, at most `limit`; read from the file again, one by one. Throws what the file system throws. */
  newestFirst(limit?: number): Generator<ForeignEvent>
  /** Oldest first. */
  oldestFirst(): Generator<ForeignEvent>
}

/** Walks the log once and notes where the wanted events stand. */
export function selectEvents(log: ForeignLog, filter: EventFilter): Result<Selection> {
  /** Line, start and length of each, flat: a log can have millions. */
  const places: number[] = []
  const odd = new Noted<OddEntry>()
  let untimed = 0
  try {
    for (const { line, start, length, event, odd: why } of log.entries()) {
      if (event === null) {
        odd.add({ line, why })
        continue
      }
      const wanted = matches(event, filter)
      if (wanted) places.push(line, start, length)
      else if (wanted === null) untimed++
    }
  } catch (error) {
    return unreadable(log.file, error)
  }
  const total = places.length / 3
  return success({
    total,
    untimed,
    odd: odd.first,
    oddCount: odd.count,
    newestFirst: (limit) => inOrder(log.newestFirst, limit),
    oldestFirst: () => inOrder(!log.newestFirst, undefined),
  })

  function* inOrder(asInFile: boolean, limit = Number.POSITIVE_INFINITY): Generator<ForeignEvent> {
    for (let index = 0; index < Math.min(total, limit); index++) {
      const at = 3 * (asInFile ? index : total - 1 - index)
      const [line = 0, start = 0, length = 0] = places.slice(at, at + 3)
      const event = log.read({ line, start, length })
      if (event !== null) yield event
    }
  }
}
