import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import Database from 'better-sqlite3'
import type { Json } from '../../../evaluator/json/values.ts'
import { Calls } from '../../../gate/mcp/calls.ts'
import { gateWith } from './place.ts'

const policy = `name: team
enforcement_mode: enforce
rules:
  - name: hide
    action: redact
    match:
      output_contains_pattern: "SECRET[0-9]+"
`
const text = (value: string): Json => ({ content: [{ type: 'text', text: value }] })
const request = (id: Json, more: Json = {}): Json => {
  const params = { name: 'read', arguments: { path: 'a' }, ...(more as object) }
  return { jsonrpc: '2.0', id, method: 'tools/call', params: params as Json }
}
const response = (id: Json, result: Json): Json => ({ jsonrpc: '2.0', id, result })

test('results are matched by id, a number never with a string, and sanitised in their own shape', async () => {
  const { gate, remove } = gateWith(policy)
  after(remove)
  const calls = new Calls(gate, 's')
  const ask = (message: Json) => calls.ask(message).settle().applied
  assert.equal(ask(request(1)), 'proceed')
  const other = response('1', text('SECRET1'))
  assert.equal(calls.answer(other), other)
  assert.deepEqual(calls.answer(response(1, text('SECRET1'))), response(1, text('[REDACTED]')))
  const late = response(1, text('SECRET1'))
  assert.equal(calls.answer(late), late)
  ask(request(2))
  const both = { ...(text('SECRET1') as object), structuredContent: { key: 'SECRET2', n: 1 } } as Json
  const hidden = { ...(text('[REDACTED]') as object), structuredContent: { key: '[REDACTED]', n: 1 } } as Json
  assert.deepEqual(calls.answer(response(2, both)), response(2, hidden))
  ask(request(3))
  const failed = { ...(text('SECRET1') as object), isError: true } as Json
  assert.doesNotMatch(JSON.stringify(calls.answer(response(3, failed))), /SECRET/)
  ask(request(4))
  const error = { jsonrpc: '2.0', id: 4, error: { code: -1, message: 'SECRET1' } }
  assert.doesNotMatch(JSON.stringify(calls.answer(error)), /SECRET/)
  ask(request(5))
  calls.answer(response(5, { task: { taskId: 't1', status: 'working' } }))
  calls.note({ jsonrpc: '2.0', id: 6, method: 'tasks/result', params: { taskId: 't1' } })
  assert.deepEqual(calls.answer(response(6, text('SECRET1'))), response(6, text('[REDACTED]')))
  assert.ok(calls.idle)
  await gate.close()
})

test('a call that is retried with the input it was asked for is one call in the log', async () => {
  const { gate, audit, remove } = gateWith(policy)
  after(remove)
  const calls = new Calls(gate, 's')
  calls.ask(request(1)).settle()
  const wanted = { resultType: 'input_required', inputRequests: {}, requestState: 'abc' }
  const asked = response(1, wanted)
  assert.equal(calls.answer(asked), asked)
  calls.ask(request(2, { requestState: 'abc', inputResponses: {} })).settle()
  calls.answer(response(2, text('SECRET1')))
  calls.ask(request(3, { requestState: 'unknown' })).settle()
  assert.deepEqual(await gate.close(), { ok: true })
  const database = new Database(audit, { readonly: true })
  const rows = database.prepare("SELECT call_id, phase FROM events WHERE kind = 'decision' ORDER BY seq").all()
  database.close()
  assert.deepEqual(rows, [
    { call_id: '1:1', phase: 'before' },
    { call_id: '1:1', phase: 'after' },
    { call_id: '3:3', phase: 'before' },
  ])
})

test('a call that its client gave up is judged if its result still comes; the latest hundred are waited for', async () => {
  const { gate, remove } = gateWith(policy)
  after(remove)
  const calls = new Calls(gate, 's')
  const giveUp = (requestId: Json): void => {
    calls.note({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId } })
  }
  const late = (id: Json) => calls.answer(response(id, text('SECRET1')))
  for (let id = 1; id <= 101; id++) calls.ask(request(id)).settle()
  for (let id = 1; id <= 101; id++) giveUp(id)
  giveUp('unknown')
  giveUp(null)
  assert.deepEqual(late(1), response(1, text('SECRET1')))
  for (let id = 2; id <= 101; id++) assert.deepEqual(late(id), response(id, text('[REDACTED]')))
  assert.ok(calls.idle)
  await gate.close()
})

test('who the client is stands in the log, in both eras of the protocol', async () => {
  const { gate, audit, remove } = gateWith(policy)
  after(remove)
  const calls = new Calls(gate, 's')
  calls.ask(request(1)).settle()
  calls.note({ id: 0, method: 'initialize', params: { clientInfo: { name: 'client', version: '1.2.0' } } })
  calls.ask(request(2)).settle()
  calls.answer(response(2, text('SECRET1')))
  calls.ask(request(3, { _meta: { 'io.modelcontextprotocol/clientInfo': { name: 'other', version: 7 } } })).settle()
  assert.deepEqual(await gate.close(), { ok: true })
  const database = new Database(audit, { readonly: true })
  const rows = database.prepare("SELECT agent_version FROM events WHERE kind = 'decision' ORDER BY seq").pluck().all()
  database.close()
  assert.deepEqual(rows, [null, 'client 1.2.0', 'client 1.2.0', 'other'])
})
