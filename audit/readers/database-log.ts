import { capfenceEvent } from './capfence.ts'
import { verifyCapfence } from './capfence-chain.ts'
import type { CapfenceDatabase } from './capfence-database.ts'
import type { ForeignLog } from './foreign-log.ts'
import { Noted } from './verification.ts'

/** A capfence database as a log; its rows in the order of their ids. */
export function databaseLog(file: string, database: CapfenceDatabase): ForeignLog {
  return {
    format: 'capfence',
    file,
    newestFirst: false,
    *entries() {
      for (const { place, row } of database.rows('oldest-first')) {
        yield { line: place, start: place, length: 0, event: capfenceEvent(row, place), odd: '' }
      }
    },
    read({ start }) {
      const found = database.row(start)
      return found === null ? null : capfenceEvent(found.row, found.place)
    },
    verify() {
      const { ownVerdict } = verifyCapfence(database.rows('by-time'), { odd: new Noted() })
      return verifyCapfence(database.rows('oldest-first'), { odd: new Noted(), inTimeOrder: ownVerdict })
    },
    close: () => database.close(),
  }
}
