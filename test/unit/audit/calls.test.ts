import assert from 'node:assert/strict'
import { test } from 'node:test'
import { forget } from '../../../audit/forget.ts'
import { prune } from '../../../audit/prune.ts'
import type { Reader } from '../../../audit/reader.ts'
import { callsReach, recordedAnswers, recordedCalls, repeatsOf } from '../../../audit/recorded-calls.ts'
import { verify } from '../../../audit/verify.ts'
import { newStore, prepared, readerOf, value } from './support.ts'

const hand = { who: 'somebody', source: 'cli', time: '2026-01-02T00:00:00.000Z' } as const
const other = '/srv/project/other.yaml'

/** Arguments of the distinct calls, and how often each was made. */
function counted(reader: Reader): [args: string | null, count: number][] {
  const counts = new Map<number, number>()
  for (const chunk of repeatsOf(reader, {}, 0, 1000)) {
    for (const call of value(chunk).calls) counts.set(call, (counts.get(call) ?? 0) + 1)
  }
  return value(recordedCalls(reader)).map(({ call, args }) => [args, counts.get(call) ?? 0])
}

test('a call that comes again is stored once and counted', (t) => {
  const store = newStore(t)
  const ls = { args: { command: 'ls' } }
  value(store.append([prepared(0, ls), prepared(1), prepared(2, { ...ls, session: 'another' })]))
  value(store.append([prepared(3, ls)]))
  assert.deepEqual(counted(readerOf(t, store)), [
    ['{"command":"ls"}', 3],
    ['{"command":"echo 1"}', 1],
  ])
})

test('a call that several policies judged is one call', async (t) => {
  for (const id of ['call', undefined]) {
    await t.test(id === undefined ? 'without an id' : 'with an id', (t) => {
      const store = newStore(t)
      const call = (index: number, more: object) => {
        const event = prepared(0, { id: `row-${index}`, call_id: id ?? '', ...more })
        if (id !== undefined) return event
        const { call_id: _, ...bare } = event
        return bare as typeof event
      }
      const rows = [call(1, {}), call(2, { policy_file: other })]
      // Drains can take one call's rows apart, which only an id puts together again.
      if (id === undefined) value(store.append(rows))
      else for (const row of rows) value(store.append([row]))
      value(store.append([prepared(9, { id: 'row-9', call_id: 'next', args: { command: 'echo 0' } })]))
      assert.deepEqual(counted(readerOf(t, store)), [['{"command":"echo 0"}', 2]])
    })
  }
})

test('one call id with two questions is two calls, and a call that was judged again by other words is one', (t) => {
  const store = newStore(t)
  const ask = (id: string, command: string, more: object = {}) =>
    prepared(0, { id, call_id: 'call', args: { command }, ...more })
  const enforced = { mode: 'enforce', applied: 'block', dry_run: false }
  for (const row of [ask('a', 'rm a'), ask('b', 'rm b'), ask('c', 'rm a', enforced)]) value(store.append([row]))
  assert.deepEqual(counted(readerOf(t, store)), [
    ['{"command":"rm a"}', 1],
    ['{"command":"rm b"}', 1],
  ])
})

test('what each policy said stands beside the call, by its digest', (t) => {
  const store = newStore(t)
  const said = (index: number, policy_digest: string, effect: 'allow' | 'deny') =>
    prepared(index, { args: {}, policy_digest, effect, rule: effect === 'deny' ? 'no-echo' : null })
  // The newest counts, and what another text said last counts for that one only.
  const rows = [said(0, 'a', 'allow'), said(1, 'b', 'allow'), said(2, 'a', 'deny'), said(3, 'b', 'allow')]
  value(store.append(rows))
  const reader = readerOf(t, store)
  const answers = (digest: string) => {
    const { said, newest } = value(recordedAnswers(reader, '/srv/project/policy.yaml', digest))
    const all: unknown[] = []
    newest.forEach((answer) => {
      all.push([said.get(answer)?.effect, said.get(answer)?.rule])
    })
    return all
  }
  assert.deepEqual(answers('a'), [['deny', 'no-echo']])
  assert.deepEqual(answers('b'), [['allow', '']])
  assert.deepEqual(answers('c'), [])
})

test('what is no call before it ran is not replayed', (t) => {
  const store = newStore(t)
  value(store.append([prepared(0, { phase: 'after' }), prepared(1, { kind: 'approval' }), prepared(2)]))
  assert.deepEqual(counted(readerOf(t, store)), [['{"command":"echo 2"}', 1]])
})

test('only calls of the window count, whatever the order of the log', (t) => {
  const store = newStore(t)
  value(store.append([prepared(10), prepared(5), prepared(20), prepared(30)]))
  const reader = readerOf(t, store)
  const window = { since: Date.UTC(2026, 0, 1, 0, 0, 10), until: Date.UTC(2026, 0, 1, 0, 0, 30) }
  const seqs = [...repeatsOf(reader, window, 0, 100)].flatMap((chunk) => [...value(chunk).seqs])
  assert.deepEqual(seqs, [1, 3])
})

test('a forgotten secret leaves the calls with the last row that held it', (t) => {
  const store = newStore(t)
  const secret = { args: { command: 'login hunter2' } }
  value(store.append([prepared(0, secret), prepared(1, secret), prepared(2)]))
  value(forget(store, 'event-0', hand))
  const reader = readerOf(t, store)
  assert.ok(counted(reader).some(([args, count]) => args?.includes('hunter2') && count === 1))
  value(forget(store, 'event-1', hand))
  assert.deepEqual(counted(reader), [
    ['{"command":"echo 2"}', 1],
    [null, 2],
  ])
  const left = value(
    reader.read((db) => db.prepare("SELECT count(*) FROM calls WHERE args LIKE '%hunter2%'").pluck().get()),
  )
  assert.equal(left, 0)
  assert.equal(value(verify(reader)).fault, null)
})

test('pruned calls count no more, and a call whose first row was pruned counts once', (t) => {
  const store = newStore(t)
  const same = { call_id: 'same', args: { command: 'same' } }
  value(
    store.append([
      prepared(0),
      prepared(1, same),
      prepared(100, { ...same, policy_file: other }),
      prepared(100, { ...same, id: 'third', policy_file: `${other}2` }),
    ]),
  )
  value(prune(store, Date.UTC(2026, 0, 1, 0, 0, 50), hand))
  const reader = readerOf(t, store)
  assert.deepEqual(counted(reader), [['{"command":"same"}', 1]])
  assert.equal(value(verify(reader)).fault, null)
})

test('a log without the tables of calls gets them little by little', (t) => {
  const store = newStore(t)
  value(store.append(Array.from({ length: 1200 }, (_, index) => prepared(index))))
  value(store.write((db) => db.exec('DROP TABLE judged; DROP TABLE calls; DROP TABLE call_index')))
  const reader = readerOf(t, store)
  assert.deepEqual(value(callsReach(reader)), { indexedTo: 0, newest: 1200 })
  const again = newStore(t, store.file.replace(/audit\.db$/, ''))
  value(again.append([prepared(1200)]))
  const { indexedTo } = value(callsReach(reader))
  assert.ok(indexedTo > 0 && indexedTo < 1201)
  value(again.append([prepared(1201)]))
  value(again.append([prepared(1202)]))
  assert.deepEqual(value(callsReach(reader)), { indexedTo: 1203, newest: 1203 })
  assert.equal(counted(reader).length, 1203 - 203 + 203)
})
