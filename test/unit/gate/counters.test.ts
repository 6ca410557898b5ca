import assert from 'node:assert/strict'
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, test } from 'node:test'
import { type Call, nothingGiven } from '../../../evaluator/call.ts'
import type { Json } from '../../../evaluator/json/values.ts'
import { type Journals, sessionCounters } from '../../../gate/counters.ts'
import { judge } from '../../../gate/judge.ts'
import type { ReadyPolicy } from '../../../gate/policies.ts'

const call: Call = { tool: 'Bash', args: { command: 'secret words' } }
let folder: string
beforeEach(() => {
  folder = path.join(mkdtempSync(path.join(tmpdir(), 'rehearsal-counters-')), 'counters')
})
afterEach(() => rmSync(path.dirname(folder), { recursive: true, force: true }))

/** A policy that counts every call, and calls of `free` not at all. */
const counting = {
  kind: 'ready',
  files: ['/p.yaml'],
  policy: {
    evaluate: ({ tool }: Call, _: unknown, counters: Json) =>
      tool === 'free' ? {} : { counters: Number(counters) + 1 },
  },
} as unknown as ReadyPolicy

function one(callId: string, tool = 'Bash', session = 's'): Json {
  const counters = sessionCounters(folder, session, callId)
  const before = counters.before(counting, { ...call, tool }, nothingGiven)
  const after = counting.policy.evaluate({ ...call, tool }, nothingGiven, before).counters
  counters.after(counting, after)
  assert.equal(counters.fault(), null)
  return before
}

test('each call sees what the calls before it counted, in its own session', () => {
  assert.deepEqual([one('a'), one('b'), one('free', 'free'), one('c')], [null, 1, 2, 2])
  assert.equal(one('a', 'Bash', 'other'), null)
})

test('a call that is judged twice has one place', () => {
  one('a')
  one('b')
  assert.equal(one('a'), null)
  assert.equal(one('c'), 2)
})

test('a call whose process was killed counts as one that went on', () => {
  one('a')
  sessionCounters(folder, 's', 'killed').before(counting, call, nothingGiven)
  assert.equal(one('c'), 2)
})

test('a half line and foreign lines are passed over', () => {
  one('a')
  const [file = ''] = readdirSync(folder)
  appendFileSync(path.join(folder, file), '7\n{"place":"x"}\n{"pla\n')
  assert.equal(one('b'), 1)
})

test('no arguments stand in a journal', () => {
  one('a')
  const [file = ''] = readdirSync(folder)
  assert.doesNotMatch(readFileSync(path.join(folder, file), 'utf8'), /secret/)
})

test('a folder that cannot be written is a fault in words, and the call is judged as the first one', () => {
  mkdirSync(path.dirname(folder), { recursive: true })
  appendFileSync(folder, 'in the way')
  const counters = sessionCounters(folder, 's', 'a')
  assert.equal(counters.before(counting, call, nothingGiven), null)
  assert.match(counters.fault() ?? '', /cannot be kept/)
})

test('a process that lives on reads only what is new, and a journal begun anew from its start', () => {
  const journals: Journals = new Map()
  const ask = (callId: string): Json => {
    const counters = sessionCounters(folder, 's', callId, journals)
    const before = counters.before(counting, call, nothingGiven)
    counters.after(counting, counting.policy.evaluate(call, nothingGiven, before).counters)
    return before
  }
  assert.deepEqual([ask('a'), one('b'), ask('c'), ask('a')], [null, 1, 2, null])
  const [file = ''] = readdirSync(folder)
  rmSync(path.join(folder, file))
  assert.deepEqual([ask('d'), ask('e')], [null, 1])
})

test('the half line of a killed writer spoils no line after it', () => {
  one('a')
  const [file = ''] = readdirSync(folder)
  appendFileSync(path.join(folder, file), '{"place":"b","to')
  assert.equal(one('c'), 1)
})

test('half a letter of a killed writer spoils no line after it either, for a process that lives on', () => {
  const journals: Journals = new Map()
  const before = (callId: string) => sessionCounters(folder, 's', callId, journals).before(counting, call, nothingGiven)
  one('a')
  const [file = ''] = readdirSync(folder)
  appendFileSync(path.join(folder, file), Buffer.from('\n{"place":"b","tool":"\u00e9').subarray(0, -1))
  one('c')
  assert.equal(before('c'), 1)
  one('d')
  assert.equal(before('e'), 3)
})

test('where nothing can be counted, only a call that counts is an error', () => {
  mkdirSync(path.dirname(folder), { recursive: true })
  appendFileSync(folder, 'in the way')
  const policy = {
    ...counting,
    name: 'limits',
    dialect: { name: 'edictum', fromAgent: ({ tool, args }: Call) => ({ tool, args }) },
    policy: {
      mode: 'enforce',
      stateful: true,
      rules: [],
      evaluate: ({ tool }: Call) => ({
        ...{ mode: 'enforce', effect: 'allow', verdict: 'allow', applied: 'proceed', matched: [], rule: null },
        ...(tool === 'free' ? {} : { counters: 1 }),
      }),
    },
  } as unknown as ReadyPolicy
  const applied = (tool: string) =>
    judge({
      call: { agent: 'claude-code', agentLabel: 'claude-code', tool, args: {} },
      phase: 'before',
      given: nothingGiven,
      policies: [policy],
      counters: sessionCounters(folder, 's', 'a'),
      clock: () => 0,
    }).verdict.applied
  assert.deepEqual([applied('free'), applied('Bash')], ['proceed', 'block'])
})
