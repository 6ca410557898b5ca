import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, truncateSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { drain, waitingFiles } from '../../../audit/drain.ts'
import { placeOf } from '../../../audit/place.ts'
import { listEvents } from '../../../audit/query.ts'
import { openReader } from '../../../audit/reader.ts'
import { openCapfence } from '../../../audit/readers/capfence-database.ts'
import { openSpool } from '../../../audit/spool.ts'
import { faultOf } from '../../../audit/sqlite.ts'
import { openStore } from '../../../audit/store.ts'
import { verify } from '../../../audit/verify.ts'
import { newStore, prepared, readerOf, temporaryFolder, value } from './support.ts'

const ways: Record<string, (file: string) => void> = {
  'moved away': (file) => {
    mkdirSync(`${file}.away`)
    for (const side of ['-wal', '-shm', '']) renameSync(file + side, path.join(`${file}.away`, `audit.db${side}`))
  },
  deleted: (file) => {
    for (const side of ['', '-shm', '-wal']) rmSync(file + side)
  },
  'deleted and made anew by another process': (file) => {
    for (const side of ['', '-shm', '-wal']) rmSync(file + side)
    value(openStore(file)).close()
  },
  'robbed of its -wal file': (file) => rmSync(`${file}-wal`),
}
for (const [how, change] of Object.entries(ways)) {
  test(`what goes into a log that was ${how} waits in the spool for the next one`, (t) => {
    const store = newStore(t)
    const { spool: folder } = placeOf(store.file)
    value(store.append([prepared(0)]))
    const spool = openSpool(folder)
    t.after(() => spool.close())
    value(spool.append(prepared(1)))
    change(store.file)
    const failed = drain(store, folder)
    assert.equal(!failed.ok && failed.error.code, 'moved')
    assert.equal(waitingFiles(folder), 1)
    store.close()

    const next = newStore(t, path.dirname(store.file))
    value(drain(next, folder))
    assert.equal(waitingFiles(folder), 0)
    const reader = readerOf(t, next)
    assert.equal(value(verify(reader)).fault, null)
    const ids = value(listEvents(reader, {})).events.map(({ id }) => id)
    assert.deepEqual(
      ids.filter((id) => id === 'event-1'),
      ['event-1'],
    )
  })
}

test('a log that is opened twice in one process keeps its locks', { skip: !existsSync('/proc/locks') }, (t) => {
  const store = newStore(t)
  const { ino } = statSync(store.file)
  const held = () => readFileSync('/proc/locks', 'utf8').includes(`:${ino} `)
  assert.equal(held(), true)
  newStore(t, path.dirname(store.file))
  assert.equal(held(), true)
})

test('a log that must exist is not made', (t) => {
  const file = path.join(temporaryFolder(t), 'audit.db')
  const opened = openStore(file, { mustExist: true })
  assert.equal(!opened.ok && opened.error.code, 'no-file')
  assert.equal(existsSync(file), false)
})

test('a log without the end of its -wal file is said to be moved, not forbidden', (t) => {
  const store = newStore(t)
  value(store.append([prepared(0)]))
  truncateSync(`${store.file}-wal`, 32)
  const opened = openReader(store.file)
  assert.equal(!opened.ok && opened.error.code, 'moved')
})

test('a database that is just taken away holds nothing', (t) => {
  const { kind, database } = value(openCapfence(path.join(temporaryFolder(t), 'audit.db')))
  assert.equal(kind, 'nothing')
  database.close()
})

const codes: [sqlite: string, code: string][] = [
  ['SQLITE_BUSY_RECOVERY', 'locked'],
  ['SQLITE_PROTOCOL', 'locked'],
  ['SQLITE_IOERR_DELETE_NOENT', 'locked'],
  ['SQLITE_IOERR_SHORT_READ', 'moved'],
  ['SQLITE_IOERR_WRITE', 'not-writable'],
  ['SQLITE_CORRUPT', 'damaged'],
]
for (const [sqlite, code] of codes) {
  test(`${sqlite} is told as ${code}`, () => {
    assert.equal(faultOf(Object.assign(new Error(sqlite), { code: sqlite }), 'audit.db').error.code, code)
  })
}
