import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { drain, waitingFiles } from '../../../audit/drain.ts'
import { listEvents } from '../../../audit/query.ts'
import { openSpool } from '../../../audit/spool.ts'
import { eventOfLine } from '../../../audit/spool-lines.ts'
import { newStore, prepared, readerOf, temporaryFolder, value } from './support.ts'

const mode = (file: string) => (statSync(file).mode & 0o777).toString(8)
const only = (folder: string) => path.join(folder, readdirSync(folder)[0] ?? '')

test('nothing is made before the first event; then one file, 0600, in a folder 0700, one line each', (t) => {
  const folder = path.join(temporaryFolder(t), 'a', 'spool')
  const spool = openSpool(folder)
  assert.equal(waitingFiles(folder), 0)
  value(spool.append(prepared(0)))
  value(spool.append(prepared(1)))
  assert.equal(readdirSync(folder).length, 1)
  assert.equal(mode(only(folder)), '600')
  assert.equal(mode(folder), '700')
  const lines = readFileSync(only(folder), 'utf8').split('\n')
  assert.deepEqual(
    lines.map((line) => eventOfLine(line)?.id),
    ['event-0', 'event-1', undefined],
  )
  spool.close()
})

test('a folder open to others is narrowed', (t) => {
  const folder = path.join(temporaryFolder(t), 'spool')
  mkdirSync(folder, { mode: 0o755 })
  value(openSpool(folder).append(prepared(0)))
  assert.equal(mode(folder), '700')
})

test('a file taken away under its writer: the next line starts another', (t) => {
  const folder = temporaryFolder(t)
  const spool = openSpool(folder)
  value(spool.append(prepared(0)))
  renameSync(only(folder), `${only(folder)}.taken`)
  value(spool.append(prepared(1)))
  assert.equal(waitingFiles(folder), 2)
  const store = newStore(t)
  const drained = value(drain(store, folder))
  assert.deepEqual([drained.appended, drained.unreadable], [2, 0])
  spool.close()
})

test('a drain killed between commit and removal doubles nothing', (t) => {
  const folder = temporaryFolder(t)
  const store = newStore(t)
  const spool = openSpool(folder)
  value(spool.append(prepared(0)))
  spool.close()
  const kept = path.join(temporaryFolder(t), 'kept')
  copyFileSync(only(folder), kept)
  value(drain(store, folder))
  copyFileSync(kept, path.join(folder, 'again.taken'))
  assert.deepEqual(value(drain(store, folder)), { appended: 0, duplicates: 1, unreadable: 0 })
})

test('what several processes left waiting goes into the log in the order in which it happened', async (t) => {
  const folder = temporaryFolder(t)
  const store = newStore(t)
  for (let index = 0; index < 12; index++) {
    const spool = openSpool(folder)
    value(spool.append(prepared(index)))
    spool.close()
    await pause(2)
  }
  value(drain(store, folder))
  assert.deepEqual(
    value(listEvents(readerOf(t, store), {})).events.map(({ id }) => id),
    Array.from({ length: 12 }, (_, index) => `event-${11 - index}`),
  )
})

test('half lines are left out; whole lines that are no event are kept aside', (t) => {
  const folder = temporaryFolder(t)
  const store = newStore(t)
  const whole = (index: number) => JSON.stringify({ v: 1, ...prepared(index) })
  const strange = [
    'not json',
    '[]',
    'null',
    '{"v":1}',
    JSON.stringify({ v: 2, ...prepared(7) }),
    JSON.stringify({ v: 1, ...prepared(7), invented: 'x' }),
    JSON.stringify({ v: 1, ...prepared(7), duration_us: 'x' }),
    JSON.stringify({ v: 1, ...prepared(7), reason: '\ud800' }),
  ]
  writeFileSync(
    path.join(folder, '1-a.jsonl'),
    `${whole(0)}\n${whole(1).slice(0, 30)}\n${whole(2)}\n${strange.join('\n')}\n\n`,
  )
  writeFileSync(path.join(folder, '2-b.jsonl'), `${whole(3)}\n${whole(4).slice(0, -1)}`)
  writeFileSync(path.join(folder, '3-c.jsonl'), whole(5))
  writeFileSync(path.join(folder, '4-d.jsonl'), '')
  assert.deepEqual(value(drain(store, folder)), { appended: 4, duplicates: 0, unreadable: 1 + strange.length })
  const ids = value(listEvents(readerOf(t, store), {})).events.map((event) => event.id)
  assert.deepEqual(ids, ['event-5', 'event-3', 'event-2', 'event-0'])
  const aside = readFileSync(path.join(folder, 'unreadable.log'), 'utf8')
  for (const line of strange) assert.ok(aside.includes(line))
  assert.equal(mode(path.join(folder, 'unreadable.log')), '600')
  assert.equal(waitingFiles(folder), 0)
})

test('a spool larger than a read, with a line larger than a read', (t) => {
  const folder = temporaryFolder(t)
  const store = newStore(t)
  const file = path.join(folder, '1-a.jsonl')
  for (let index = 0; index < 3000; index++) appendFileSync(file, `${JSON.stringify({ v: 1, ...prepared(index) })}\n`)
  const args = JSON.stringify('ü'.repeat(1_500_000))
  appendFileSync(
    file,
    `${JSON.stringify({ v: 1, ...prepared(3000), args })}\n${JSON.stringify({ v: 1, ...prepared(3001) })}\n`,
  )
  assert.equal(value(drain(store, folder)).appended, 3002)
  const [last, large] = value(listEvents(readerOf(t, store), {}, { limit: 2 })).events
  assert.equal(last?.id, 'event-3001')
  assert.equal(String(large?.args).length, 1_500_000)
})

test('a folder that cannot be made is a sentence', (t) => {
  const file = path.join(temporaryFolder(t), 'file')
  writeFileSync(file, '')
  const failed = openSpool(path.join(file, 'spool')).append(prepared(0))
  assert.equal(!failed.ok && failed.error.code, 'not-writable')
})

test('what the hook loads before it answers holds no SQLite and no package', () => {
  const modules = ['spool', 'prepare', 'place', 'log-key', 'event-id'].map((name) => `./audit/${name}.ts`)
  const root = path.resolve(import.meta.dirname, '../../..')
  const code = `
    const { registerHooks } = await import('node:module')
    const loaded = []
    registerHooks({ load(url, context, next) { loaded.push(url); return next(url, context) } })
    for (const name of ${JSON.stringify(modules)}) await import(new URL(name, 'file://${root}/'))
    console.log(JSON.stringify(loaded))`
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', code], { cwd: root, encoding: 'utf8' })
  const loaded = JSON.parse(output) as string[]
  assert.ok(loaded.length > modules.length)
  assert.deepEqual(
    loaded.filter((url) => url.includes('node_modules') || url.includes('sqlite')),
    [],
  )
})

test('a full disk is a fault for each event it refused; the rest, and what follows, is whole', {
  skip: process.platform === 'win32',
}, (t) => {
  const folder = path.join(temporaryFolder(t), 'spool')
  const script = path.join(import.meta.dirname, 'full-disk-process.ts')
  const output = execFileSync('sh', ['-c', 'ulimit -f 16; exec "$0" "$@"', process.execPath, script, folder], {
    encoding: 'utf8',
  })
  const { done, failures } = JSON.parse(output) as { done: string[]; failures: number }
  assert.equal(failures, 3)
  assert.ok(done.length > 3 && done.includes('event-1000'))
  const store = newStore(t)
  assert.equal(value(drain(store, folder)).appended, done.length)
  const ids = value(listEvents(readerOf(t, store), {})).events.map((event) => event.id)
  assert.deepEqual(ids.reverse(), done)
})
