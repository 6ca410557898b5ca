import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { migrate } from '../../../audit/migrate.ts'
import { prune } from '../../../audit/prune.ts'
import { openReader } from '../../../audit/reader.ts'
import { type Database, openDatabase } from '../../../audit/sqlite.ts'
import { openStore } from '../../../audit/store.ts'
import { newStore, prepared, temporaryFolder, value } from './support.ts'

const hand = { who: 'somebody', time: '2026-03-01T00:00:00.000Z', source: 'cli' } as const

/** What views are drawn from: counts by rule and caller, and runs. */
function counted(db: Database) {
  const counts = `SELECT grain, start, policy_file, rules.rule, agent, tool, effect, dry_run, hits, decided
    FROM counts JOIN rules ON rule_id = counts.rule JOIN callers ON caller_id = caller ORDER BY 1, 2, 3, 4, 5, 6, 7, 8`
  const runs = 'SELECT session, last_seq, shadow, live FROM runs ORDER BY session'
  return { counts: db.prepare(counts).all(), runs: db.prepare(runs).all() }
}

/** The same, from the rows themselves. */
function fromRows(db: Database) {
  const bucket = (
    grain: number,
    start: string,
  ) => `SELECT ${grain} AS grain, ${start} AS start, policy_file, rules.rule,
      agent, tool, hits.effect, hits.dry_run, count(*) AS hits, sum(decided) AS decided
    FROM hits JOIN events USING (seq) JOIN rules ON rule_id = hits.rule GROUP BY 1, 2, 3, 4, 5, 6, 7, 8`
  const counts = [
    bucket(0, '0'),
    bucket(1, "unixepoch(time, 'start of day')"),
    bucket(2, 'unixepoch(time) / 3600 * 3600'),
  ]
  const runs = `SELECT session, max(seq) AS last_seq, sum(kind = 'decision' AND dry_run IS 1) AS shadow,
      sum(kind = 'decision' AND dry_run IS NOT 1) AS live FROM events WHERE session IS NOT NULL GROUP BY session`
  const rename = (sql: string) => sql.replaceAll('policy_file,', 'rules.policy_file,')
  return {
    counts: db.prepare(`${counts.map(rename).join(' UNION ALL ')} ORDER BY 1, 2, 3, 4, 5, 6, 7, 8`).all(),
    runs: db.prepare(runs).all(),
  }
}

const row = fc.record({
  hour: fc.integer({ min: 0, max: 60 }),
  session: fc.constantFrom('one', 'two', 'three'),
  caller: fc.constantFrom(['claude-code', 'Bash'], ['codex', 'shell.exec'], ['codex', 'Read']),
  rule: fc.constantFrom('a', 'b', null),
  dry_run: fc.boolean(),
  kind: fc.constantFrom('decision' as const, 'decision' as const, 'session_start' as const),
})

test('counts and runs agree with the rows, whatever is appended and pruned', (t) => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 30 }), fc.integer({ min: 0, max: 60 }), (rows, pruned) => {
      const store = value(openStore(`${temporaryFolder(t)}/audit.db`))
      const events = rows.map(({ hour, session, caller: [agent = '', tool = ''], rule, dry_run, kind }, index) => {
        const time = new Date(Date.UTC(2026, 0, 1) + hour * 3_600_000).toISOString()
        const matched = rule === null ? [] : [rule]
        return prepared(index, { time, session, agent, tool, tool_raw: tool, rule, matched, dry_run, kind })
      })
      value(store.append(events.slice(0, 10)))
      value(store.append(events.slice(10)))
      const same = () => value(store.write((db) => assert.deepEqual(counted(db), fromRows(db))))
      same()
      value(prune(store, Date.UTC(2026, 0, 1) + pruned * 3_600_000, hand))
      same()
      store.close()
    }),
    { numRuns: 30 },
  )
})

/** Makes a log look as version 1 wrote it. */
function asVersion1(file: string): void {
  const db = value(openDatabase(file, {}))
  db.exec(`
    CREATE TABLE old AS SELECT grain, start, rule, effect, dry_run, sum(hits) AS hits, sum(decided) AS decided,
      max(last_seq) AS last_seq, max(last_time) AS last_time FROM counts GROUP BY 1, 2, 3, 4, 5;
    DROP TABLE counts;
    CREATE TABLE counts (grain INTEGER NOT NULL, start INTEGER NOT NULL, rule INTEGER NOT NULL, effect TEXT NOT NULL,
      dry_run INTEGER NOT NULL, hits INTEGER NOT NULL, decided INTEGER NOT NULL, last_seq INTEGER NOT NULL,
      last_time TEXT NOT NULL, PRIMARY KEY (grain, start, rule, effect, dry_run)) STRICT, WITHOUT ROWID;
    INSERT INTO counts SELECT * FROM old;
    DROP TABLE old; DROP TABLE callers; DROP TABLE runs; DROP TABLE reviews;
    DROP TABLE answered; DROP INDEX call_rows;
    CREATE UNIQUE INDEX one_decision ON events(call_id) WHERE call_id IS NOT NULL AND kind = 'decision';
    PRAGMA user_version = 1;`)
  db.close()
}

test('a log of version 1 is brought up to date by its next writer, with the same counts', (t) => {
  const store = newStore(t)
  const events = Array.from({ length: 40 }, (_, index) =>
    prepared(index, {
      agent: index % 3 === 0 ? 'codex' : 'claude-code',
      session: `s${index % 4}`,
      dry_run: index % 2 === 0,
    }),
  )
  value(store.append(events))
  const before = value(store.write(counted))
  store.close()
  asVersion1(store.file)
  const older = openReader(store.file)
  assert.equal(!older.ok && older.error.code, 'older-log')
  assert.match(older.ok ? '' : older.error.message, /made by an older Rehearsal; .* brings it up to date\.$/)
  const hook = openStore(store.file, { migrateAtMost: 10 })
  assert.equal(!hook.ok && hook.error.code, 'older-log', 'one that must not wait leaves it alone')
  const again = value(openStore(store.file))
  t.after(() => again.close())
  assert.deepEqual(value(again.write(counted)), before)
  assert.deepEqual(
    value(again.write((db) => db.prepare('SELECT agent FROM runs').pluck().all())),
    ['codex', 'claude-code', 'claude-code', 'codex'],
    'a run is its first row’s agent’s',
  )
  value(again.append([prepared(40)]))
  assert.deepEqual(value(again.write(counted)), value(again.write(fromRows)))
  const repeat = prepared(41, { call_id: 'call-event-40', args: { command: 'another' } })
  assert.equal(value(again.append([repeat])).appended, 1, 'a call id may come again with another question')
})

test('a log that a later version migrated meanwhile stays as that one made it', (t) => {
  const store = newStore(t)
  const version = value(
    store.write((db) => {
      db.pragma('user_version = 99')
      migrate(db)
      return db.pragma('user_version', { simple: true })
    }),
  )
  assert.equal(version, 99)
})
