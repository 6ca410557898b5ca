import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { type TestContext, test } from 'node:test'
import { drain, waitingFiles } from '../../../audit/drain.ts'
import { placeOf } from '../../../audit/place.ts'
import { eventsInOrder } from '../../../audit/query.ts'
import type { Reader } from '../../../audit/reader.ts'
import { ruleCounts } from '../../../audit/rule-counts.ts'
import { openSpool } from '../../../audit/spool.ts'
import { openDatabase } from '../../../audit/sqlite.ts'
import { openStore } from '../../../audit/store.ts'
import { verify } from '../../../audit/verify.ts'
import { newStore, prepared, readerOf, temporaryFolder, value } from './support.ts'

const script = path.join(import.meta.dirname, 'writer-process.ts')
const writers = 8

/** Starts a writer; its output collects in `lines`. */
function startWriter(t: TestContext, how: string, folder: string, writer: number, count: number) {
  const { database, spool } = placeOf(path.join(folder, 'audit.db'))
  const child: ChildProcess = spawn(process.execPath, [script, how, database, spool, String(writer), String(count)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.after(() => child.kill('SIGKILL'))
  let output = ''
  child.stdout?.setEncoding('utf8').on('data', (text) => {
    output += text
  })
  const ended = once(child, 'close')
  return { child, ended, lines: () => output.split('\n').slice(0, -1) }
}

function storedIds(reader: Reader): string[] {
  return [...eventsInOrder(reader, {})].flatMap((page) => value(page).map((event) => event.id))
}

function assertWhole(reader: Reader, ids: readonly string[]): void {
  const stored = storedIds(reader)
  assert.equal(new Set(stored).size, stored.length, 'nothing double')
  const missing = ids.filter((id) => !new Set(stored).has(id))
  assert.deepEqual(missing, [], 'nothing lost')
  assert.equal(value(verify(reader)).fault, null)
  const counted = value(ruleCounts(reader)).reduce((sum, count) => sum + count.hits, 0)
  assert.equal(counted, stored.length)
}

for (const how of ['store', 'spool']) {
  test(`eight writers at once, by ${how}: nothing lost, nothing double, one chain`, async (t) => {
    const folder = temporaryFolder(t)
    const count = 60
    const started = Array.from({ length: writers }, (_, writer) => startWriter(t, how, folder, writer, count))
    for (const { ended } of started) assert.deepEqual(await ended, [0, null])
    const store = newStore(t, folder)
    value(drain(store, placeOf(store.file).spool))
    const ids = Array.from({ length: writers * count }, (_, index) => `${Math.trunc(index / count)}-${index % count}`)
    const reader = readerOf(t, store)
    assertWhole(reader, ids)
    assert.equal(storedIds(reader).length, ids.length)
    assert.equal(waitingFiles(placeOf(store.file).spool), 0)
  })
}

test('writers killed anywhere leave whole events or none, and lose none that they spoke of', async (t) => {
  const folder = temporaryFolder(t)
  const spoken: string[] = []
  for (let round = 0; round < 3; round++) {
    const started = [0, 1, 2].map((writer) => startWriter(t, 'endless', folder, 10 * round + writer, 0))
    await Promise.all(
      started.map(async (writer) => {
        while (writer.lines().length < 20 + 15 * round) await new Promise((resolve) => setTimeout(resolve, 5))
        writer.child.kill('SIGKILL')
        await writer.ended
      }),
    )
    for (const writer of started) spoken.push(...writer.lines().filter((line) => line !== 'ready'))
  }
  const store = newStore(t, folder)
  value(drain(store, placeOf(store.file).spool))
  assertWhole(readerOf(t, store), spoken)
  assert.deepEqual(
    readdirSync(placeOf(store.file).spool).filter((name) => name !== 'unreadable.log'),
    [],
  )
})

test('a locked database loses nothing: the spool waits', (t) => {
  const folder = temporaryFolder(t)
  const { database, spool: spoolFolder } = placeOf(path.join(folder, 'audit.db'))
  const store = value(openStore(database, { busyTimeout: 20 }))
  t.after(() => store.close())
  const spool = openSpool(spoolFolder)
  t.after(() => spool.close())
  const other = value(openDatabase(database, {}))
  other.exec('BEGIN IMMEDIATE')
  for (let round = 0; round < 3; round++) {
    value(spool.append(prepared(round)))
    const failed = drain(store, spoolFolder)
    assert.equal(!failed.ok && failed.error.code, 'locked')
  }
  assert.equal(waitingFiles(spoolFolder), 3)
  other.exec('ROLLBACK')
  other.close()
  assert.deepEqual(value(drain(store, spoolFolder)), { appended: 3, duplicates: 0, unreadable: 0 })
  assert.equal(waitingFiles(spoolFolder), 0)
})
