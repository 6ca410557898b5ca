import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { after as afterTests, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { before, buildCommandLine, makePlace, type Place, sandboxPolicy } from './place.ts'

const built = buildCommandLine()
const places: Place[] = []
afterTests(() => {
  built.remove()
  for (const place of places) place.remove()
})

/** A project whose policy is known already, so that hooks leave the database to the drainer. */
function quietPlace(): { place: Place; policy: string; drainer: string; spool: string } {
  const place = makePlace(built.cli)
  places.push(place)
  const policy = place.write('team.policy.yaml', sandboxPolicy('observe'))
  place.hook(before('ls', 'first'), '--policy', policy)
  const stem = place.audit.replace(/\.db$/, '')
  return { place, policy, drainer: `${stem}.drainer`, spool: `${stem}.spool` }
}

/** The rows in the database itself, whatever waits beside it. */
function rows({ audit }: Place): number {
  const db = new Database(audit, { readonly: true })
  const count = db.prepare("SELECT count(*) FROM events WHERE kind = 'decision'").pluck().get()
  db.close()
  return Number(count)
}

/** The drainers of this log that run. */
function drainers({ audit }: Place): number[] {
  const { stdout } = spawnSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' })
  const own = stdout.split('\n').filter((line) => line.includes('drainer.cjs') && line.endsWith(audit))
  return own.map((line) => Number.parseInt(line, 10))
}

async function until(what: string, holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (holds()) return
    await pause(50)
  }
  assert.fail(what)
}

test('what hooks spool comes into the database without another hook or reader', async () => {
  const { place, policy, spool } = quietPlace()
  place.hook(before('ls', 't1'), '--policy', policy)
  await until('the event is in the database', () => rows(place) === 2)
  assert.deepEqual(readdirSync(spool), [])
})

test('hooks at once and one after the other share a drainer, which ends when none follow', {
  skip: process.platform === 'win32',
}, async () => {
  const { place, policy, drainer } = quietPlace()
  await Promise.all([1, 2, 3, 4, 5, 6].map((n) => place.hookInBackground(before('ls', `t${n}`), '--policy', policy)))
  assert.ok(drainers(place).length <= 1)
  place.hook(before('ls', 't7'), '--policy', policy)
  assert.equal(drainers(place).length, 1)
  await until('all events are in the database', () => rows(place) === 8)
  await until('the drainer ended', () => drainers(place).length === 0)
  assert.equal(existsSync(drainer), false)
  assert.equal(rows(place), 8)
})

test('a drainer that was killed is missed by the next hook, and nothing is lost', {
  skip: process.platform === 'win32',
}, async () => {
  const { place, policy, drainer } = quietPlace()
  place.hook(before('ls', 't1'), '--policy', policy)
  await until('it runs', () => drainers(place).length === 1)
  const [pid = 0] = drainers(place)
  process.kill(pid, 'SIGKILL')
  place.hook(before('ls', 't2'), '--policy', policy)
  const longAgo = new Date(Date.now() - 10_000)
  utimesSync(drainer, longAgo, longAgo)
  place.hook(before('ls', 't3'), '--policy', policy)
  await until('all events are in the database', () => rows(place) === 4)
})

test('a locked database delays the drainer and no hook', async () => {
  const { place, policy, spool } = quietPlace()
  const other = new Database(place.audit)
  other.exec('BEGIN IMMEDIATE')
  for (const id of ['t1', 't2']) {
    const { status, stdout, stderr } = place.hook(before('ls', id), '--policy', policy)
    assert.deepEqual([status, stdout, stderr], [0, '', ''])
  }
  assert.ok(readdirSync(spool).length > 0)
  other.exec('ROLLBACK')
  other.close()
  await until('all events are in the database', () => rows(place) === 3)
})

test('a drainer ends when the log is taken away, and makes nothing again', {
  skip: process.platform === 'win32',
}, async () => {
  const { place, policy } = quietPlace()
  place.hook(before('ls', 't1'), '--policy', policy)
  await until('the event is in the database', () => rows(place) === 2)
  rmSync(path.dirname(place.audit), { recursive: true, force: true })
  await until('the drainer ended', () => drainers(place).length === 0)
  assert.equal(existsSync(path.dirname(place.audit)), false)
})

test('what a drainer cannot do is told by the next hook, and is over when it can', async () => {
  const { place, policy, drainer } = quietPlace()
  for (const side of ['-wal', '-shm']) rmSync(place.audit + side, { force: true })
  writeFileSync(place.audit, 'this is no database. '.repeat(500))
  place.hook(before('ls', 't1'), '--policy', policy)
  await until('it says why', () => existsSync(drainer) && readFileSync(drainer, 'utf8') !== '')
  const { status, stdout, stderr } = place.hook(before('ls', 't2'), '--policy', policy)
  assert.deepEqual([status, stdout], [0, ''])
  assert.match(stderr, /events wait in the spool: .*audit\.db/)
  rmSync(place.audit)
  await until('it says no more', () => !existsSync(drainer) || readFileSync(drainer, 'utf8') === '')
  assert.equal(rows(place), 2)
})
