import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { drain } from '../../../audit/drain.ts'
import type { AuditEvent } from '../../../audit/event.ts'
import { newEventId } from '../../../audit/event-id.ts'
import { jsonText } from '../../../audit/json-text.ts'
import { logKey } from '../../../audit/log-key.ts'
import { placeOf } from '../../../audit/place.ts'
import { prepareEvent } from '../../../audit/prepare.ts'
import { findEvent } from '../../../audit/query.ts'
import { openSpool } from '../../../audit/spool.ts'
import { eventOf, recordedArgs } from '../../../audit/stored-event.ts'
import { parseJson } from '../../../evaluator/json/parse.ts'
import { Float, type Json, Unknown } from '../../../evaluator/json/values.ts'
import { plantedSecrets } from './planted-secrets.ts'
import { decision, newStore, readerOf, temporaryFolder, value } from './support.ts'

test('no file of the log holds a planted secret: database, -wal, spool', (t) => {
  const folder = temporaryFolder(t)
  const store = newStore(t, folder)
  const { spool: spoolFolder } = placeOf(store.file)
  const spool = openSpool(spoolFolder)
  plantedSecrets.forEach(({ text, secret }, index) => {
    const everywhere: AuditEvent = {
      ...decision(index),
      args: { command: text, list: [text], [text]: 1, password: secret },
      reason: text,
      native: { message: text },
      context: { principal: text },
      detail: { error: text },
      cwd: `/srv/project/${text}`,
      tool: text,
      policy_file: text,
      rule: text,
      matched: [text],
      shadow_reason: text,
      limit: text,
    }
    value(spool.append(prepareEvent(everywhere, { args: 'redacted' })))
    value(
      store.append([prepareEvent({ ...everywhere, id: `direct-${index}`, call_id: 'direct' }, { args: 'redacted' })]),
    )
  })
  const files = () =>
    [folder, spoolFolder].flatMap((place) =>
      readdirSync(place, { withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => path.join(place, entry.name)),
    )
  assertClean(files())
  spool.close()
  value(drain(store, spoolFolder))
  assertClean(files())
  assert.ok(readFileSync(`${store.file}-wal`).includes('[redacted:'))
  store.clear()
  assert.ok(readFileSync(store.file).includes('[redacted:'))
  assertClean(files())

  function assertClean(names: readonly string[]): void {
    assert.ok(names.length > 2)
    for (const name of names) {
      const bytes = readFileSync(name)
      for (const { name: kind, secret } of plantedSecrets) {
        const line = secret.split('\n')[1] ?? secret
        assert.ok(!bytes.includes(line), `${kind} stands in ${path.basename(name)}`)
      }
    }
  }
})

const storage: [
  name: string,
  event: Partial<AuditEvent>,
  args: Json | undefined,
  state: string,
  paths: string[] | undefined,
][] = [
  ['whole', { args: { a: 1 } }, { a: 1 }, 'whole', undefined],
  ['redacted', { args: { password: 'x' } }, { password: '[redacted:key-name]' }, 'redacted', ['password']],
  ['cut', { args: ['x'.repeat(5000)] }, [`${'x'.repeat(4096)}[cut: 5000 characters]`], 'cut', ['[0]']],
  ['null', { args: null }, null, 'whole', undefined],
  ['numbers as written', { args: [new Float(1), 2n ** 64n] }, [new Float(1), 2n ** 64n], 'whole', undefined],
]

test('arguments are stored with what became of them', async (t) => {
  for (const [name, event, args, state, paths] of storage) {
    await t.test(name, () => {
      const back = eventOf(prepareEvent(decision(0, event), { args: 'redacted' }))
      assert.deepEqual([back.args, back.args_state, back.redacted_paths], [args, state, paths])
    })
  }
  await t.test('none', () => {
    const back = eventOf(prepareEvent(decision(0), { args: 'none' }))
    assert.deepEqual([back.args, back.args_state], [undefined, 'none'])
  })
  await t.test('an event without arguments has no state', () => {
    const { args: _, ...event } = decision(0)
    assert.equal(prepareEvent(event, { args: 'redacted' }).args_state, undefined)
  })
})

test('hashed arguments: equal for equal calls, of no use without the key, none without a key', (t) => {
  const place = placeOf(path.join(temporaryFolder(t), 'log', 'audit.db'))
  const key = value(logKey(place))
  assert.equal(key.length, 32)
  assert.deepEqual(value(logKey(place)), key, 'made once')
  const hashed = (args: Json, key: Uint8Array) => prepareEvent(decision(0, { args }), { args: 'hash', key: () => key })
  assert.equal(hashed({ command: 'ls' }, key).args, hashed({ command: 'ls' }, key).args)
  assert.notEqual(hashed({ command: 'ls' }, key).args, hashed({ command: 'ls -l' }, key).args)
  assert.notEqual(hashed({ command: 'ls' }, key).args, hashed({ command: 'ls' }, new Uint8Array(32)).args)
  assert.match(String(hashed({ command: 'ls' }, key).args), /^"hmac-sha256:[0-9a-f]{64}"$/)
  assert.equal(prepareEvent(decision(0), { args: 'hash' }).args_state, 'none')
})

test('a recorded call is judged again with what is known of it', () => {
  const back = (args: Json) => recordedArgs(eventOf(prepareEvent(decision(0, { args }), { args: 'redacted' })))
  assert.deepEqual(back({ command: 'ls', list: [{ token: 'x' }, 2] }), {
    command: 'ls',
    list: [{ token: new Unknown('redacted or cut') }, 2],
  })
  assert.deepEqual(back({ 'a.b': { 'c d': 'x'.repeat(5000) } }), { 'a.b': { 'c d': new Unknown('redacted or cut') } })
  assert.ok(recordedArgs(eventOf(prepareEvent(decision(0), { args: 'none' }))) instanceof Unknown)
})

test('hits follow from the event, or are those given', () => {
  const of = (event: Partial<AuditEvent>, hits?: Parameters<typeof prepareEvent>[2]) =>
    JSON.parse(prepareEvent(decision(0, event), { args: 'none' }, hits).hits ?? '[]')
  assert.deepEqual(of({ rule: 'a', matched: ['b', 'a'] }), [
    ['b', null, 0],
    ['a', 'deny', 1],
  ])
  assert.deepEqual(of({ rule: 'default', matched: [] }), [['default', 'deny', 1]])
  assert.deepEqual(of({ rule: null, matched: [] }), [])
  assert.deepEqual(of({}, [{ rule: 'x', effect: 'warn', decided: false }]), [['x', 'warn', 0]])
  assert.deepEqual(of({ kind: 'error' }), [])
})

test('any event can be prepared, spooled, drained and read back', (t) => {
  const folder = temporaryFolder(t)
  const store = newStore(t, folder)
  const spoolFolder = placeOf(store.file).spool
  const spool = openSpool(spoolFolder)
  const reader = readerOf(t, store)
  let number = 0
  const text = fc.string({ unit: 'binary', maxLength: 20 })
  fc.assert(
    fc.property(fc.jsonValue(), text, fc.double(), (json, text, number_) => {
      const id = `any-${number++}`
      const args = json as Json
      const event = decision(number, {
        id,
        args,
        reason: text,
        rule: text,
        matched: [text],
        native: [text, args],
        duration_us: number_,
      })
      const row = prepareEvent(event, { args: 'redacted' })
      value(spool.append(row))
      assert.deepEqual(value(drain(store, spoolFolder)), { appended: 1, duplicates: 0, unreadable: 0 })
      const { seq, hash, prev_hash, hits, ...back } = value(findEvent(reader, id)) ?? assert.fail()
      assert.deepEqual(back, eventOf(row))
      assert.ok(seq > 0 && hash !== prev_hash && hits.length === 1)
    }),
    { numRuns: 200 },
  )
  spool.close()
})

test('JSON text comes back as the value it was', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.bigInt(), (json, big) => {
      const number = big < Number.MAX_SAFE_INTEGER && big > Number.MIN_SAFE_INTEGER ? Number(big) : big
      const given = { json: json as Json, number, float: new Float(3), '__proto__ ': [new Float(1e21), 1e-7] }
      assert.deepEqual(parseJson(jsonText(given)), parseJson(jsonText(parseJson(jsonText(given)))))
      assert.equal(jsonText(parseJson(jsonText(given))), jsonText(given))
    }),
  )
  assert.equal(
    jsonText([new Float(1), 2n ** 60n, Number.NaN, new Unknown('x'), -0]),
    '[1.0,1152921504606846976,null,null,-0]',
  )
})

test('ids made later sort later', () => {
  const ids = [1, 2, 0x1_0000_0000, Date.UTC(2026, 0, 1), Date.UTC(2300, 0, 1)].map(newEventId)
  assert.deepEqual(ids.toSorted(), ids)
  assert.equal(new Set(ids.map((id) => id.length)).size, 1)
})
