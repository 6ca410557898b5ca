import { type Stats, statSync } from 'node:fs'
import { agreementOf } from './agreement.ts'
import type { StoredRow } from './chain.ts'
import { policyEvidence } from './evidence.ts'
import { openReader, type Reader } from './reader.ts'
import type { ForeignLog } from './readers/foreign-log.ts'
import { openForeignLog } from './readers/open.ts'
import { type AuditFault, failure, type Result } from './result.ts'
import { listRows, rowOf, ruleRows } from './rows.ts'
import type { Read } from './scan.ts'
import type { Database } from './sqlite.ts'
import { runSteps } from './steps.ts'
import { type ForeignView, readForeign } from './tail-foreign.ts'
import type { FromTail, TailAnswer, TailQuery, TailState } from './tail-messages.ts'
import { answerView } from './view-answers.ts'
import type { ShownLog, ViewQuery } from './view-messages.ts'

/** Follows one log file, whatever becomes of it; `poll` looks once. */
export interface Follower {
  poll(): void
  /** The answer; undefined when `withdrawn` said true before there was one. `progress` hears how far an export is. */
  answer(
    query: TailQuery,
    withdrawn: () => boolean,
    progress: (part: number) => void,
  ): Promise<Result<TailAnswer> | undefined>
}

/** More new rows than this at once are not sent one by one: the newest are. */
const mostRows = 500

/**
 * Follows the log in `file` and says what changes. `after` is the last `seq` known from an earlier follower, null to
 * begin with what comes next.
 */
export function follow(file: string, after: number | null, say: (message: FromTail) => void): Follower {
  let reader: Reader | undefined
  let identity = ''
  let shape = ''
  let version: unknown
  let seq = after
  let said = ''
  /** Another system's log that stands here: what was read of it, undefined while it is read. */
  let foreign: { readonly log: ForeignLog; readonly shape: string; view: ForeignView | undefined } | undefined
  /** The file as it was when it was found to be no such log. */
  let notForeign = ''

  function tell(state: TailState['state'], message: string, more: Pick<TailState, 'fault' | 'log'> = {}): void {
    if (said === state + message) return
    said = state + message
    say({ say: 'state', state: { state, message, ...more }, seq: seq ?? 0 })
  }

  function close(): void {
    reader?.close()
    reader = undefined
    foreign?.log.close()
    foreign = undefined
    version = undefined
  }

  function fail(fault: AuditFault): void {
    if (fault.code === 'locked') return
    close()
    if (fault.code === 'moved') return
    if (fault.code === 'no-file') tell('waiting', fault.message)
    else
      tell(
        fault.code === 'node-too-old' || fault.code === 'no-native-binary' ? 'unsupported' : 'damaged',
        fault.message,
        { fault },
      )
  }

  /** Reads another system's log, anew whenever the file has changed; false where there is none. */
  function pollForeign(stat: Stats): boolean {
    const now = `${identityOf(stat)} ${stat.size} ${stat.mtimeMs}`
    if (foreign?.shape === now) return true
    if (notForeign === now) return false
    if (foreign !== undefined && foreign.view === undefined) return true
    const before = foreign?.view?.shadow
    foreign?.log.close()
    foreign = undefined
    const opened = openForeignLog(file)
    notForeign = now
    if (!opened.ok || opened.value === null) return false
    const reading = { log: opened.value, shape: now, view: undefined }
    foreign = reading
    void readAll(reading, before)
    return true
  }

  async function readAll(reading: NonNullable<typeof foreign>, before: number | undefined): Promise<void> {
    const read = await runSteps(readForeign(reading.log), () => foreign !== reading)
    if (read === undefined) return
    if (!read.ok) return fail(read.error)
    reading.view = read.value
    const { shown, shadow } = read.value
    tell('live', sentenceOf(file, shown), { log: shown })
    say({ say: 'events', rows: [], skipped: Math.max(0, shadow - (before ?? shadow)) })
  }

  function open(stat: Stats): void {
    const opened = openReader(file)
    if (!opened.ok) {
      fail(opened.error)
      return
    }
    const replaced = identity !== '' && identity !== identityOf(stat)
    reader = opened.value
    identity = identityOf(stat)
    if (!replaced) return
    tell('replaced', `Another file took the place of the audit log ${file}; showing that one.`)
    seq = null
  }

  function poll(): void {
    const stat = statSync(file, { throwIfNoEntry: false })
    if (stat === undefined || stat.size === 0) {
      // SQLite deletes the `-wal` of an empty database, so an empty one is not opened.
      close()
      if (identity !== '') identity = 'gone'
      seq ??= 0
      tell('waiting', `There is no audit log at ${file} yet; it is made with the first recorded call.`)
      return
    }
    if (reader !== undefined && shapeOf(file, stat) !== shape) close()
    if (reader === undefined && pollForeign(stat)) return
    if (reader === undefined) open(stat)
    if (reader === undefined) return
    const news = reader.read((db) => look(db))
    if (!news.ok) fail(news.error)
    else for (const message of news.value) say(message)
    shape = shapeOf(file, stat)
  }

  function look(db: Database): FromTail[] {
    const current = db.pragma('data_version', { simple: true })
    if (current === version) return []
    const newest = Number(db.prepare('SELECT coalesce(max(seq), 0) FROM events').pluck().get())
    if (seq !== null && newest < seq) {
      tell('replaced', `The audit log ${file} is shorter than it was; showing what is there.`)
      seq = null
    }
    const from = seq ?? newest
    const news = newest > from ? [newRows(db, from, newest)] : []
    version = current
    seq = newest
    tell('live', `Following the audit log ${file}.`)
    return news
  }

  const read: Read = (work) => {
    if (reader === undefined) poll()
    return reader === undefined ? noLog() : reader.read(work)
  }

  const noLog = () => failure('no-file', file, `There is no audit log at ${file} that can be read now.`)

  async function answer(query: TailQuery, withdrawn: () => boolean, progress: (part: number) => void) {
    if (reader === undefined && foreign === undefined) poll()
    switch (query.ask) {
      case 'groups':
      case 'page':
      case 'card':
      case 'export': {
        if (foreign === undefined) return runSteps(answerView(read, query, progress), withdrawn)
        const { view } = foreign
        return view === undefined ? noLog() : runSteps(view.answer(query), withdrawn)
      }
      default:
        return reader === undefined ? noLog() : atOnce(reader, query)
    }
  }

  return { poll, answer }
}

function atOnce(reader: Reader, query: Exclude<TailQuery, ViewQuery>): Result<TailAnswer> {
  switch (query.ask) {
    case 'agreement':
      return agreementOf(reader, query.live, query.candidate, query.window)
    case 'evidence':
      return policyEvidence(reader, query.policyFile, query.window)
    case 'rule-events':
      return reader.read((db) => ruleRows(db, query.rule, query.options))
    case 'list':
      return reader.read((db) => listRows(db, query.filter, query.options))
    case 'event':
      return reader.read((db) => rowOf(db, query.id))
  }
}

function newRows(db: Database, from: number, newest: number): FromTail {
  const select = db.prepare('SELECT * FROM events WHERE seq > ? AND seq <= ? ORDER BY seq DESC LIMIT ?')
  const rows = (select.all(from, newest, mostRows) as StoredRow[]).reverse()
  return { say: 'events', rows, skipped: newest - from - rows.length }
}

function sentenceOf(file: string, { format, entries, kept, odd }: ShownLog): string {
  const cut = kept + odd < entries ? ` Only the newest ${kept.toLocaleString('en')} of its entries are shown.` : ''
  const skipped = odd === 0 ? '' : ` ${odd.toLocaleString('en')} entries could not be read.`
  return `${file} is a log of ${format}; it is only read.${cut}${skipped}`
}

/**
 * Changes when another file takes the place of the database or of its `-shm`, and when the database itself is written,
 * by a checkpoint or by somebody else: SQLite notices none of these while it holds the old files, so the log is opened
 * anew.
 */
function shapeOf(file: string, stat: Stats): string {
  const shared = statSync(`${file}-shm`, { throwIfNoEntry: false })
  return `${identityOf(stat)} ${stat.size} ${stat.mtimeMs} ${shared?.ino}`
}

function identityOf(stat: Stats): string {
  return `${stat.dev}:${stat.ino}`
}
