import { existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fillViewTables } from '../../audit/migrate.ts'
import { schema, schemaVersion } from '../../audit/schema.ts'
import { type Database, openDatabase } from '../../audit/sqlite.ts'

/** Where large logs wait for the next run; ask for it to be kept, else it is removed. */
export const cache = path.join(tmpdir(), 'rehearsal-bench-logs')

/** The policy files of such a log; each has ten rules. */
export const policyFiles = [0, 1, 2, 3, 4].map((index) => `/srv/project/policies/policy-${index}.yaml`)

const slice = 500_000
const days = 90

/**
 * A log of `size` decisions over 90 days: 50 rules in five policies, four agents, 24 tools, a run for every 100 calls,
 * three of four shadow events; and one tool, `rare`, that was called five times long ago. Made once, straight in SQL
 * (there is no chain), and kept in `cache`.
 */
export function largeLog(size: number): string {
  const file = path.join(cache, `${size}-v${schemaVersion}.db`)
  if (existsSync(file)) return file
  mkdirSync(cache, { recursive: true, mode: 0o700 })
  const draft = `${file}.part`
  for (const end of ['', '-wal', '-shm']) rmSync(draft + end, { force: true })
  const opened = openDatabase(draft, {})
  if (!opened.ok) throw new Error(opened.error.message)
  const db = opened.value
  db.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -200000;')
  db.exec(schema)
  const later = ['event_id', 'event_effect', 'shadow_event']
  const text = db.prepare('SELECT sql FROM sqlite_schema WHERE name = ?').pluck()
  const indexes = later.map((name) => String(text.get(name)))
  for (const name of later) db.exec(`DROP INDEX ${name}`)
  for (let rule = 0; rule < 50; rule++) {
    const insert = db.prepare('INSERT INTO rules VALUES (?, ?, ?, ?, ?)')
    insert.run(rule + 1, `policy-${rule % 5}`, policyFiles[rule % 5], `rule-${rule}`, 'edictum')
  }
  for (let policy = 0; policy < 5; policy++) {
    db.prepare('INSERT INTO rules VALUES (?, ?, ?, ?, ?)').run(
      51 + policy,
      `policy-${policy}`,
      policyFiles[policy],
      '',
      'edictum',
    )
  }
  for (let from = 1; from <= size; from += slice) insertRows(db, from, Math.min(size, from + slice - 1), size)
  db.exec(`
    INSERT INTO hits
      SELECT rule_id, dry_run, seq, effect, 1 FROM events JOIN rules
        ON (rules.policy, rules.policy_file, rules.rule) = (events.policy, events.policy_file, coalesce(events.rule, ''))
      ORDER BY rule_id, dry_run, seq;
    INSERT INTO hours SELECT unixepoch(time) / 3600 * 3600, min(seq), max(seq) FROM events GROUP BY 1;
    ${indexes.join(';')};
    ${fillViewTables}
    UPDATE head SET seq = ${size}, hash = '';
    PRAGMA journal_mode = WAL;`)
  db.close()
  renameSync(draft, file)
  return file
}

/** Rows `from` to `to`; a hash of the number chooses what each is. */
function insertRows(db: Database, from: number, to: number, size: number): void {
  const start = Date.UTC(2026, 0, 1) / 1000
  const seconds = (days * 86_400) / size
  db.prepare(
    `INSERT INTO events (seq, id, kind, time, source, session, agent, phase, tool, tool_raw, args, args_state, policy,
       policy_file, dialect, mode, verdict, effect, applied, rule, dry_run, prev_hash, hash)
     WITH RECURSIVE numbers(n) AS (SELECT ? UNION ALL SELECT n + 1 FROM numbers WHERE n < ?),
       mixed AS (SELECT n, (n * 2654435761 >> 7) % 1000003 AS m FROM numbers),
       chosen AS (SELECT n, m, m % 50 AS r, m % 4 = 3 AS live FROM mixed)
     SELECT n, 'e' || n, 'decision', strftime('%Y-%m-%dT%H:%M:%fZ', ? + n * ?, 'unixepoch'), 'hook', 's' || (n / 100),
       'agent-' || (n / 100 % 4), 'before',
       CASE WHEN n % (? / 5) = 7 AND n < ? / 2 THEN 'rare' ELSE 'tool-' || (r % 12 * 2 + m % 2) END,
       'Tool' || (r % 12 * 2 + m % 2), '{"command":"run ' || n || '"}', 'whole', 'policy-' || (r % 5),
       '/srv/project/policies/policy-' || (r % 5) || '.yaml', 'edictum', 'observe',
       CASE WHEN live THEN 'allow' WHEN r % 3 = 0 THEN 'redact' ELSE 'deny' END,
       CASE WHEN live THEN 'allow' WHEN r % 3 = 0 THEN 'redact' ELSE 'deny' END, 'proceed',
       CASE WHEN live THEN NULL ELSE 'rule-' || r END, NOT live, '', ''
     FROM chosen`,
  ).run(from, to, start, seconds, size, size)
}

/** Megabytes that a log takes on the disk. */
export function megabytes(file: string): number {
  return Math.round(statSync(file).size / 1e6)
}
