import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, test } from 'node:test'
import type { AuditEvent } from '../../../audit/event.ts'
import { newEventId } from '../../../audit/event-id.ts'
import { listEvents } from '../../../audit/query.ts'
import { openReader } from '../../../audit/reader.ts'
import { keepRows } from '../../../gate/keep-rows.ts'
import { openRecording } from '../../../gate/live/recording.ts'
import { type GatePlace, gatePlace } from '../../../gate/place.ts'
import { value } from '../audit/support.ts'

let folder: string
let place: GatePlace
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'rehearsal-rows-'))
  place = gatePlace(path.join(folder, 'audit.db'), folder, { platform: process.platform, homedir: folder, env: {} })
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const event = (): AuditEvent => ({
  id: newEventId(Date.now()),
  kind: 'error',
  time: new Date().toISOString(),
  source: 'hook',
  reason: 'as a test wants it',
})

function stored(): number {
  const reader = value(openReader(place.database))
  const { events } = value(listEvents(reader, {}, {}))
  reader.close()
  return events.length
}

test('rows go into the spool, and the database is left alone', () => {
  assert.deepEqual(keepRows(place, [{ event: event() }]), { ok: true })
  assert.deepEqual(readdirSync(folder), ['audit.spool'])
})

test('where the spool cannot be written, rows go into the database', () => {
  writeFileSync(place.spool, 'in the way')
  assert.deepEqual(keepRows(place, [{ event: event() }, { event: event() }]), { ok: true })
  assert.equal(stored(), 2)
})

test('where neither can, the reason is the spool’s', () => {
  writeFileSync(place.spool, 'in the way')
  mkdirSync(place.database)
  const kept = keepRows(place, [{ event: event() }])
  assert.match(kept.ok ? '' : kept.message, /could not be written to .*audit\.spool/)
})

test('a process that lives on does the same', async () => {
  writeFileSync(place.spool, 'in the way')
  const recording = openRecording(place, { args: 'redacted' })
  assert.deepEqual(recording.append([{ event: event() }]), { ok: true })
  assert.equal(stored(), 1)
  await recording.close()
})

test('a process that lives on tells once that it loses what it should keep, and again at its end', async () => {
  writeFileSync(place.spool, 'in the way')
  mkdirSync(place.database)
  const told: string[] = []
  const recording = openRecording(place, { args: 'redacted' }, (why) => void told.push(why))
  for (let calls = 0; calls < 3; calls++) assert.equal(recording.append([{ event: event() }]).ok, false)
  assert.equal(told.length, 1)
  assert.match(told[0] ?? '', /could not be written to .*audit\.spool/)
  rmSync(place.spool)
  rmSync(place.database, { recursive: true })
  assert.deepEqual(recording.append([{ event: event() }]), { ok: true })
  const closed = await recording.close()
  assert.match(closed.ok ? '' : closed.message, /^Some were lost\./)
  assert.equal(stored(), 1)
})
