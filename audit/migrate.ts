import { callerOfEvent } from './callers.ts'
import { answerTables, grains, schemaVersion, viewTables } from './schema.ts'
import type { Database } from './sqlite.ts'

const hours = `
INSERT INTO counts
SELECT ${grains.hour}, coalesce(unixepoch(time) / 3600 * 3600, 0), hits.rule, caller_id, hits.effect, hits.dry_run,
  count(*), sum(decided), max(seq), max(time)
FROM hits JOIN events USING (seq) JOIN callers ON ${callerOfEvent} GROUP BY 2, 3, 4, 5, 6;`

const ofHours = (grain: number, start: string) => `
INSERT INTO counts
SELECT ${grain}, ${start}, rule, caller, effect, dry_run, sum(hits), sum(decided), max(last_seq), max(last_time)
FROM counts WHERE grain = ${grains.hour} GROUP BY 2, 3, 4, 5, 6;`

/** SQL that fills the tables which views are drawn from out of the rows and their hits; they must be empty. */
export const fillViewTables = `
INSERT INTO callers (agent, tool, tool_raw)
SELECT DISTINCT coalesce(agent, ''), coalesce(tool, ''), coalesce(tool_raw, '') FROM events WHERE kind = 'decision';
${hours}
${ofHours(grains.day, 'start / 86400 * 86400')}
${ofHours(grains.all, '0')}
INSERT INTO runs (session, agent, first_seq, last_seq, first_time, last_time, shadow, live)
SELECT session, '', min(seq), max(seq), min(time), max(time),
  sum(kind = 'decision' AND dry_run IS 1), sum(kind = 'decision' AND dry_run IS NOT 1)
FROM events WHERE session IS NOT NULL GROUP BY session ORDER BY min(seq);
UPDATE runs SET agent = coalesce((SELECT agent FROM events WHERE seq = first_seq), '');`

/** Version 2: counts told apart by agent and tool, runs, reviews. */
const toVersion2 = `DROP TABLE counts; ${viewTables} ${fillViewTables}`

/** Version 3: a call id may come again with another question or another answer; what was answered before is not looked at. */
const toVersion3 = `DROP INDEX IF EXISTS one_decision; ${answerTables}`

/** Brings a log of an older version into this one's form, inside the caller's transaction; rows and chain stay as they are. */
export function migrate(db: Database): void {
  const version = Number(db.pragma('user_version', { simple: true }))
  // Another process was quicker, perhaps one of a later version.
  if (version >= schemaVersion) return
  if (version < 2) db.exec(toVersion2)
  if (version < 3) db.exec(toVersion3)
  db.pragma(`user_version = ${schemaVersion}`)
  db.prepare("UPDATE meta SET value = ? WHERE key = 'schema'").run(String(schemaVersion))
}
