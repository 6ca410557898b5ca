import type { Database } from './sqlite.ts'

/**
 * What replay reads: distinct calls once, and beside them one short row for each decision on a call before it ran. All
 * of it follows from `events` up to the row `indexed_to`.
 */
const tables = `
CREATE TABLE IF NOT EXISTS call_index (indexed_to INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS call_frames (
  frame INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  agent TEXT NOT NULL,
  cwd TEXT NOT NULL,
  args_state TEXT NOT NULL,
  context TEXT NOT NULL,
  UNIQUE (source, agent, cwd, args_state, context)
) STRICT;
CREATE TABLE IF NOT EXISTS calls (
  call INTEGER PRIMARY KEY,
  digest BLOB NOT NULL UNIQUE,
  frame INTEGER NOT NULL,
  tool TEXT,
  args TEXT,
  redacted_paths TEXT
) STRICT;
CREATE TABLE IF NOT EXISTS answers (
  answer INTEGER PRIMARY KEY,
  policy_file TEXT NOT NULL,
  policy_digest TEXT NOT NULL,
  flag TEXT NOT NULL,
  effect TEXT NOT NULL,
  rule TEXT NOT NULL,
  UNIQUE (policy_file, policy_digest, flag, effect, rule)
) STRICT;
CREATE TABLE IF NOT EXISTS call_sessions (
  session_id INTEGER PRIMARY KEY,
  session TEXT NOT NULL UNIQUE,
  first_seq INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS judged (
  seq INTEGER PRIMARY KEY,
  call INTEGER NOT NULL,
  answer INTEGER NOT NULL,
  first INTEGER NOT NULL,
  session INTEGER NOT NULL,
  at INTEGER NOT NULL
) STRICT;
`

/** Makes the tables where they are missing; a log that has them is not locked for it. */
export function makeCallTables(db: Database): void {
  if (hasCallTables(db)) return
  const make = db.transaction(() => {
    db.exec(tables)
    db.exec('INSERT INTO call_index SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM call_index)')
  })
  make.immediate()
}

/** Whether a log has them: one that only an older version wrote does not. */
export function hasCallTables(db: Database): boolean {
  return db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'judged'").get() !== undefined
}
