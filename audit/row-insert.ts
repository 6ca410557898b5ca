import type { StoredRow } from './chain.ts'
import { type EventColumn, eventColumns, type PreparedEvent } from './row.ts'
import type { Database, Statement } from './sqlite.ts'

/** What a row has beside its event. */
export type ChainColumns = Required<Pick<StoredRow, 'seq' | 'salt' | 'prev_hash' | 'hash'>>

/** Inserts a row; false when the log has its id already. */
export type RowInserter = (event: PreparedEvent, chain: ChainColumns) => boolean

const columns: readonly (EventColumn | 'hits')[] = [...(Object.keys(eventColumns) as EventColumn[]), 'hits']
const weights = columns.map((_, index) => 2 ** index)
/** Rows of one version of the gate have a few dozen of them. */
const mostShapes = 200

/**
 * The inserter of an open log. Rows name only the columns that they have a value for, since each value that is handed
 * to SQLite costs time: so there is a statement for each set of columns, known by the sum of their weights.
 */
export function rowInserter(db: Database): RowInserter {
  const statements = new Map<number, Statement>()

  function statementFor(shape: number, event: PreparedEvent): Statement {
    const known = statements.get(shape)
    if (known !== undefined) return known
    if (statements.size >= mostShapes) statements.clear()
    const names = ['seq', 'salt', 'prev_hash', 'hash', ...columns.filter((name) => event[name] !== undefined)]
    const made = db.prepare(
      `INSERT INTO events (${names.map((name) => `"${name}"`).join(', ')})
       VALUES (${names.map(() => '?').join(', ')}) ON CONFLICT DO NOTHING`,
    )
    statements.set(shape, made)
    return made
  }

  return (event, { seq, salt, prev_hash, hash }) => {
    const values: (string | number | null)[] = [seq, salt, prev_hash, hash]
    let shape = 0
    for (let index = 0; index < columns.length; index++) {
      const value = event[columns[index] as EventColumn | 'hits']
      if (value === undefined) continue
      values.push(value)
      shape += weights[index] as number
    }
    return statementFor(shape, event).run(...values).changes === 1
  }
}
