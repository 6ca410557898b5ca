import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { callIndexer } from '../../../audit/calls.ts'
import type { AuditEvent } from '../../../audit/event.ts'
import { prepareEvent } from '../../../audit/prepare.ts'
import type { PreparedEvent } from '../../../audit/row.ts'
import type { Database } from '../../../audit/sqlite.ts'
import type { Store } from '../../../audit/store.ts'
import { newStore, prepared, value } from './support.ts'

const tables = ['call_frames', 'calls', 'answers', 'call_sessions', 'judged', 'call_index']

function indexOf(store: Store): unknown {
  return value(store.write((db) => tables.map((name) => db.prepare(`SELECT * FROM ${name} ORDER BY 1`).all())))
}

function wipe(db: Database): void {
  for (const name of tables.slice(0, -1)) db.exec(`DELETE FROM ${name}`)
  db.exec('UPDATE call_index SET indexed_to = 0')
}

/** Reads the log from its beginning, so many rows at a time, into empty tables. */
function indexAnew(store: Store, rowsAtATime: number): void {
  value(store.write(wipe))
  const [seq, reached] = ['SELECT seq FROM head', 'SELECT indexed_to FROM call_index']
  value(
    store.write((db) => {
      const index = callIndexer(db)
      const head = Number(db.prepare(seq).pluck().get())
      while (Number(db.prepare(reached).pluck().get()) < head) index(head, rowsAtATime).finish()
    }),
  )
}

/** Few values for each column, so that rows are often about the same call, answer or session. */
const oneOf = <T>(...values: T[]) => fc.option(fc.constantFrom(...values), { nil: undefined })
const columns = fc.record({
  kind: fc.constantFrom<AuditEvent['kind']>('decision', 'decision', 'decision', 'approval'),
  time: fc.constantFrom('2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.001Z', 'no time'),
  source: fc.constantFrom<AuditEvent['source']>('hook', 'sdk'),
  session: oneOf('one', 'two', ''),
  call_id: oneOf('a', 'b', ''),
  phase: oneOf<NonNullable<AuditEvent['phase']>>('before', 'before', 'after'),
  cwd: oneOf('/srv', '/srv/\ud800 half a character', '/srv/\0'),
  tool: oneOf('Bash'),
  tool_raw: oneOf('Bash', 'Shell'),
  args: oneOf({ command: 'ls' }, { command: 'curl -u user:hunter22 https://example.org' }, {}),
  context: oneOf({ principal: 'somebody' }),
  policy_file: oneOf('/srv/a.yaml', '/srv/b.yaml'),
  policy_digest: oneOf('a', 'b'),
  mode: oneOf<NonNullable<AuditEvent['mode']>>('observe', 'enforce'),
  mode_source: oneOf<NonNullable<AuditEvent['mode_source']>>('flag', 'document'),
  effect: oneOf<NonNullable<AuditEvent['effect']>>('allow', 'deny'),
  rule: oneOf('no-ls', null),
})
const storage = fc.constantFrom<'redacted' | 'none'>('redacted', 'redacted', 'none')
const batches = fc.array(fc.array(fc.tuple(columns, storage), { maxLength: 8 }), { minLength: 1, maxLength: 6 })

function event(id: number, { ...columns }: object, args: 'redacted' | 'none'): PreparedEvent {
  return prepareEvent({ id: `event-${id}`, ...columns } as AuditEvent, { args })
}

test('the tables of calls are the same whether rows were just appended or are read from the log again', (t) => {
  fc.assert(
    fc.property(batches, fc.integer({ min: 1, max: 9 }), (lists, rowsAtATime) => {
      const store = newStore(t)
      let id = 0
      // Each batch brings again what the one before began with.
      let again: PreparedEvent[] = []
      for (const list of lists) {
        const events = list.map(([columns, args]) => event(id++, columns, args))
        value(store.append([...again, ...events]))
        again = events.slice(0, 1)
      }
      const appended = indexOf(store)
      indexAnew(store, rowsAtATime)
      assert.deepEqual(indexOf(store), appended)
      store.close()
    }),
    { numRuns: 60 },
  )
})

test('a log that an older version went on with is indexed in its order', (t) => {
  const store = newStore(t)
  const call = (index: number) => prepared(index, { args: { command: `echo ${index % 7}` }, session: `s-${index % 3}` })
  const batch = (from: number, length: number) => Array.from({ length }, (_, index) => call(from + index))
  value(store.append(batch(0, 1500)))
  value(store.write(wipe))
  for (let from = 1500; from < 1520; from += 5) value(store.append(batch(from, 5)))
  const caughtUp = indexOf(store)
  indexAnew(store, 100)
  assert.deepEqual(indexOf(store), caughtUp)
})

test('rows that somebody deleted from the end do not keep later ones out', (t) => {
  const store = newStore(t)
  value(store.append([prepared(0), prepared(1), prepared(2)]))
  value(store.write((db) => db.exec('DELETE FROM events WHERE seq > 1; UPDATE call_index SET indexed_to = 1')))
  value(store.append([prepared(3)]))
  value(store.append([prepared(4)]))
  const judged = value(store.write((db) => db.prepare('SELECT seq FROM judged WHERE seq > 3').pluck().all()))
  assert.deepEqual(judged, [4, 5])
})

test('rows of one call without an id are one call, though they came in two batches', (t) => {
  const store = newStore(t)
  const row = (id: string, policy_file: string, more: object = {}) => {
    const { call_id: _, ...event } = prepared(0, { id, policy_file, args: {}, ...more })
    return event as PreparedEvent
  }
  value(store.append([row('a', '/srv/a.yaml')]))
  value(store.append([row('b', '/srv/b.yaml')]))
  value(store.append([row('c', '/srv/a.yaml')]))
  value(store.append([row('d', '/srv/b.yaml'), prepared(1), row('e', '/srv/c.yaml')]))
  const firsts = value(store.write((db) => db.prepare('SELECT first FROM judged ORDER BY seq').pluck().all()))
  assert.deepEqual(firsts, [1, 1, 3, 3, 5, 6])
})
