import { eventColumns } from './row.ts'

/** Raised when a reader of the older schema would misread the newer one. */
export const schemaVersion = 3
/** Marks the file as an audit log of this kind (`PRAGMA application_id`). */
export const applicationId = 0x5265_6873

/** How finely `counts` are kept: over all time, per UTC day, per UTC hour. */
export const grains = { all: 0, day: 1, hour: 2 } as const

/** Columns that enter the chain through the digest of a salt and their text, so that `forget` can erase them. */
export const erasableColumns = ['args', 'context', 'reason', 'shadow_reason', 'native', 'detail'] as const

/** What a row has beside the event's own columns; `salt` is empty and `erased_digest` set once it was forgotten. */
const chainColumns = `
  hits TEXT,
  salt TEXT,
  erased_digest TEXT,
  prev_hash TEXT NOT NULL,
  hash TEXT NOT NULL`

const required = new Set(['id', 'kind', 'time', 'source'])

function eventColumnDefinitions(): string {
  return Object.entries(eventColumns)
    .map(([name, form]) => {
      const type = form === 'flag' || form === 'number' ? 'INTEGER' : 'TEXT'
      return `  "${name}" ${type}${required.has(name) ? ' NOT NULL' : ''}`
    })
    .join(',\n')
}

/** Which agent calls which tool: what `counts` are told apart by beside the rule. */
const callers = `
CREATE TABLE callers (
  caller_id INTEGER PRIMARY KEY,
  agent TEXT NOT NULL,
  tool TEXT NOT NULL,
  tool_raw TEXT NOT NULL,
  UNIQUE (agent, tool, tool_raw)
) STRICT;`

const counts = `
CREATE TABLE counts (
  grain INTEGER NOT NULL,
  start INTEGER NOT NULL,
  rule INTEGER NOT NULL,
  caller INTEGER NOT NULL,
  effect TEXT NOT NULL,
  dry_run INTEGER NOT NULL,
  hits INTEGER NOT NULL,
  decided INTEGER NOT NULL,
  last_seq INTEGER NOT NULL,
  last_time TEXT NOT NULL,
  PRIMARY KEY (grain, start, rule, caller, effect, dry_run)
) STRICT, WITHOUT ROWID;`

/** The agents' sessions in the order they began, with their decisions counted. */
const runs = `
CREATE TABLE runs (
  run_id INTEGER PRIMARY KEY,
  session TEXT NOT NULL UNIQUE,
  agent TEXT NOT NULL,
  first_seq INTEGER NOT NULL,
  last_seq INTEGER NOT NULL,
  first_time TEXT NOT NULL,
  last_time TEXT NOT NULL,
  shadow INTEGER NOT NULL,
  live INTEGER NOT NULL
) STRICT;`

/** What people said of decisions; it holds nothing of the call itself and stays when its row is pruned. */
const reviews = `
CREATE TABLE reviews (
  event_id TEXT PRIMARY KEY,
  seq INTEGER NOT NULL,
  rule INTEGER NOT NULL,
  review TEXT NOT NULL,
  time TEXT NOT NULL,
  who TEXT NOT NULL
) STRICT, WITHOUT ROWID;`

/** Tables that version 2 brought or made anew; `counts` must be gone. */
export const viewTables = `${callers}${counts}${runs}${reviews}`

/** What version 3 brought: the answers that rows hold, by digest, and a quick way to the rows of one call. */
export const answerTables = `
CREATE TABLE answered (digest BLOB PRIMARY KEY, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX call_rows ON events(call_id, source, coalesce(session, ''), coalesce(phase, ''))
  WHERE call_id IS NOT NULL AND kind = 'decision';`

/** Everything a new log needs; run inside the transaction that opens it first. */
export const schema = `
CREATE TABLE events (
  seq INTEGER PRIMARY KEY,
${eventColumnDefinitions()},${chainColumns}
) STRICT;
CREATE UNIQUE INDEX event_id ON events(id);
CREATE INDEX event_effect ON events(effect);
CREATE INDEX shadow_event ON events(seq) WHERE dry_run = 1;
CREATE INDEX event_kind ON events(kind) WHERE kind <> 'decision';
CREATE TABLE rules (
  rule_id INTEGER PRIMARY KEY,
  policy TEXT NOT NULL,
  policy_file TEXT NOT NULL,
  rule TEXT NOT NULL,
  dialect TEXT,
  UNIQUE (policy, policy_file, rule)
) STRICT;
CREATE TABLE hits (
  rule INTEGER NOT NULL,
  dry_run INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  effect TEXT NOT NULL,
  decided INTEGER NOT NULL,
  PRIMARY KEY (rule, dry_run, seq)
) STRICT, WITHOUT ROWID;
${viewTables}${answerTables}
CREATE TABLE hours (
  start INTEGER PRIMARY KEY,
  first_seq INTEGER NOT NULL,
  last_seq INTEGER NOT NULL
) STRICT;
CREATE TABLE policy_texts (
  digest TEXT PRIMARY KEY,
  texts TEXT NOT NULL,
  first_seen TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE head (seq INTEGER NOT NULL, hash TEXT NOT NULL) STRICT;
INSERT INTO head VALUES (0, '${'0'.repeat(64)}');
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO meta VALUES ('schema', '${schemaVersion}');
PRAGMA user_version = ${schemaVersion};
PRAGMA application_id = ${applicationId};
`
