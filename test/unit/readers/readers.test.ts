import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { chmodSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { applicationIdOf } from '../../../audit/readers/application-id.ts'
import { canonicalPython } from '../../../audit/readers/canonical-python.ts'
import { capfenceHash } from '../../../audit/readers/capfence.ts'
import { elementsOf } from '../../../audit/readers/elements.ts'
import { globMatches } from '../../../audit/readers/glob.ts'
import { linesOf } from '../../../audit/readers/lines.ts'
import { openForeignLog } from '../../../audit/readers/open.ts'
import { selectEvents } from '../../../audit/readers/select.ts'
import { applicationId, schema } from '../../../audit/schema.ts'
import { openStore } from '../../../audit/store.ts'
import { parseJson } from '../../../evaluator/json/parse.ts'
import type { Json } from '../../../evaluator/json/values.ts'
import { eventsOf, openLog, value, verified, writeLog } from './support.ts'

/** A chain as safeclaw writes it, of as many entries as there are outcomes. */
function safeclawLines(outcomes: readonly string[], first = 'GENESIS'): string[] {
  let previous = first
  return outcomes.map((outcome, index) => {
    const line = JSON.stringify({
      timestamp: new Date(Date.UTC(2026, 0, 1) + index * 60_000).toISOString(),
      toolName: 'Bash',
      actionType: 'code.exec',
      resource: `step ${index} é 😀`,
      outcome,
      receiptId: null,
      taskId: 'task',
      profile: 'unknown',
      source: 'authensor',
      riskSignals: [],
      prevHash: previous,
    })
    previous = createHash('sha256').update(line).digest('hex')
    return line
  })
}

const ten = safeclawLines(['allow', 'deny', 'allow', 'deny', 'allow', 'allow', 'deny', 'allow', 'deny', 'allow'])

const without = (lines: readonly string[], index: number) => lines.toSpliced(index, 1)
const edited = (lines: readonly string[], index: number) =>
  lines.with(index, (lines[index] as string).replace('"outcome":"', '"outcome":"x'))

/** What is done to ten chained lines, how many complaints safeclaw's own verifier has, and what is found. */
const safeclawTable: readonly [name: string, text: string, complaints: number, causes: readonly string[]][] = [
  ['intact', `${ten.join('\n')}\n`, 0, []],
  ['no last line feed', ten.join('\n'), 0, []],
  ['blank lines between', ten.join('\n\n \n'), 0, []],
  ['last three cut', ten.slice(0, 7).join('\n'), 0, []],
  ['last line edited', edited(ten, 9).join('\n'), 0, []],
  ['line 5 edited', edited(ten, 4).join('\n'), 1, ['parent-missing']],
  ['line 5 removed', without(ten, 4).join('\n'), 1, ['parent-missing']],
  ['first two removed', ten.slice(2).join('\n'), 1, ['parent-missing']],
  [
    '5 and 6 swapped',
    ten
      .with(4, ten[5] as string)
      .with(5, ten[4] as string)
      .join('\n'),
    3,
    ['reordered', 'forked', 'forked'],
  ],
  ['carriage returns', ten.join('\r\n'), 9, Array(9).fill('parent-missing')],
  ['a damaged line between', ten.toSpliced(5, 0, '{broken').join('\n'), 1, ['unreadable']],
  ['two rotations in one file', [...ten, ...safeclawLines(['deny', 'allow'])].join('\n'), 1, ['restarted']],
]

for (const [name, text, complaints, causes] of safeclawTable) {
  test(`safeclaw: ${name}`, (t) => {
    const found = verified(openLog(t, writeLog(t, 'audit.jsonl', text)))
    assert.equal(found.ownVerdict.length, complaints)
    assert.deepEqual(
      found.faults.map(({ cause }) => cause),
      causes,
    )
    assert.equal(found.chain, complaints === 0 ? 'whole' : 'broken')
  })
}

test('odd lines are named with their place, and all others are read', (t) => {
  const lines = [ten[0], 'not json', '42', '{"other":1}', ten[1], '{"half":', '\u0000\u0001', ten[2]]
  const log = openLog(t, writeLog(t, 'audit.jsonl', lines.join('\n')))
  const selected = value(selectEvents(log, {}))
  assert.equal(selected.total, 3)
  assert.deepEqual(
    selected.odd.map(({ line, why }) => [line, why]),
    [
      [2, 'It is no JSON.'],
      [3, 'It is JSON, but no object.'],
      [4, 'It is no entry of this log.'],
      [6, 'It is no JSON.'],
      [7, 'It is no JSON.'],
    ],
  )
  assert.deepEqual(
    [...selected.newestFirst()].map(({ seq }) => seq),
    [8, 5, 1],
  )
})

test('invalid UTF-8 and a byte order mark stop nothing', (t) => {
  const bytes = Buffer.concat([
    Buffer.from(`\ufeff${ten[0]}\n`),
    Buffer.from([0xff, 0xfe, 0x0a]),
    Buffer.from(`${ten[1]}\n`),
  ])
  assert.equal(eventsOf(openLog(t, writeLog(t, 'audit.jsonl', bytes))).length, 2)
})

test('a filter by time leaves out and counts what has no time', (t) => {
  const row = { verdict: 'deny', surface: 'mcp', tool_name: 'shell.exec', policy_name: 'p', reason: 'no' }
  const log = openLog(
    t,
    writeLog(t, 'events.json', JSON.stringify({ events: [row, { ...row, created_at: '2026-01-02T00:00:00Z' }] })),
  )
  const selected = value(selectEvents(log, { since: '2026-01-01T00:00:00.000Z' }))
  assert.deepEqual([selected.total, selected.untimed], [1, 1])
})

test('Go and the server wire: new action words, snake_case, optional members left out', (t) => {
  const line = (action: string) =>
    JSON.stringify({
      timestamp: '2026-01-01T00:00:00Z',
      call_id: 'c',
      tool_name: 'Bash',
      action,
      mode: 'observe',
      agent_id: 'a',
      decision_name: 'r',
      rules_evaluated: [{ name: 'r', passed: false }],
    })
  const events = eventsOf(
    openLog(
      t,
      writeLog(
        t,
        'go.jsonl',
        ['call_would_block', 'call_blocked', 'call_asked', 'call_approval_blocked'].map(line).join('\n'),
      ),
    ),
  )
  assert.deepEqual(
    events.map(({ verdict, effect, dry_run, agent, matched }) => [verdict, effect, dry_run, agent, matched?.join()]),
    [
      ['call_would_deny', 'deny', true, 'a', 'r'],
      ['call_denied', 'deny', false, 'a', 'r'],
      ['call_approval_requested', 'require_approval', false, 'a', 'r'],
      ['call_approval_denied', 'deny', false, 'a', 'r'],
    ],
  )
})

/** A capfence database of three chained rows, in WAL mode, with its side files as a killed writer leaves them. */
function capfenceFile(folderOf: string): Database.Database {
  const db = new Database(folderOf)
  db.pragma('journal_mode = WAL')
  db.exec(`CREATE TABLE audit_events (id INTEGER PRIMARY KEY AUTOINCREMENT, agent_id TEXT NOT NULL, task_context TEXT,
    risk_category TEXT, decision TEXT NOT NULL, risk_score REAL, threshold REAL, payload_hash TEXT, reason TEXT,
    latency_ms INTEGER, timestamp REAL NOT NULL, prev_hash TEXT NOT NULL DEFAULT '', entry_hash TEXT NOT NULL DEFAULT '',
    signature TEXT)`)
  let previous = ''
  for (const [index, risk] of ['0.0', '1e-07', '0.375'].entries()) {
    const text = `{"agent_id":"ana","task_context":"write é","risk_category":"low","decision":"fail","risk_score":${risk},"threshold":0.0,"payload_hash":"","reason":"policy_deny","latency_ms":0,"timestamp":${1790000000 + index}.0,"prev_hash":"${previous}"}`
    const row = parseJson(text) as { [key: string]: Json }
    const hash = capfenceHash(row)
    db.prepare(
      `INSERT INTO audit_events (agent_id, task_context, risk_category, decision, risk_score, threshold, payload_hash, reason, latency_ms, timestamp, prev_hash, entry_hash)
       VALUES ('ana', 'write é', 'low', 'fail', ?, 0.0, '', 'policy_deny', 0, ?, ?, ?)`,
    ).run(Number(risk), 1790000000 + index, previous, hash)
    previous = hash
  }
  return db
}

test('a capfence database is read from a copy: nothing beside it is made or changed, rows in its WAL are seen', (t) => {
  const file = writeLog(t, 'audit.db', '')
  const db = capfenceFile(file)
  t.after(() => db.close())
  const folder = path.dirname(file)
  const state = () =>
    readdirSync(folder)
      .sort()
      .map((name) => [name, readFileSync(path.join(folder, name)).toString('base64')])
  const before = state()
  const log = openLog(t, file)
  assert.equal(eventsOf(log).length, 3)
  assert.equal(verified(log).chain, 'whole')
  assert.deepEqual(state(), before)
})

test('a capfence database without rights to write is read all the same', {
  skip: process.platform === 'win32',
}, (t) => {
  const file = writeLog(t, 'audit.db', '')
  capfenceFile(file).close()
  chmodSync(file, 0o400)
  chmodSync(path.dirname(file), 0o500)
  const log = openLog(t, file)
  assert.equal(verified(log).entries, 3)
  chmodSync(path.dirname(file), 0o700)
  assert.equal(existsSync(`${file}-wal`), false)
})

test('capfence: an edited row and a removed row are named; a row out of time order only in its own tool', (t) => {
  const file = writeLog(t, 'audit.db', '')
  const db = capfenceFile(file)
  db.exec("UPDATE audit_events SET decision = 'pass' WHERE id = 2")
  const first = verified(openLog(t, file))
  assert.deepEqual(
    first.faults.map(({ line, cause }) => [line, cause]),
    [[2, 'edited']],
  )
  db.exec('DELETE FROM audit_events WHERE id = 2')
  db.close()
  const second = verified(openLog(t, file))
  assert.deepEqual(
    second.faults.map(({ line, cause }) => [line, cause]),
    [[3, 'parent-missing']],
  )
})

test('a list of capfence rows, newest first, is checked from its oldest row on', (t) => {
  const file = writeLog(t, 'audit.db', '')
  const db = capfenceFile(file)
  const rows = [...openLog(t, file).entries()].map(({ event }) => event?.native as Json).reverse()
  db.close()
  const listed = (items: readonly Json[]) => `[\n${items.map((row) => `  ${canonicalPython(row)}`).join(',\n')}\n]`
  const found = verified(openLog(t, writeLog(t, 'logs.json', listed(rows.slice(0, 2)))))
  assert.deepEqual([found.chain, found.entries], ['whole', 2])
})

test('what is no log is said to be none, and an own or an absent one is not taken', (t) => {
  for (const text of ['hello', '[]', '{}', '{"a":[1,2]}', '[[[[', '\u0000'.repeat(1000)]) {
    const opened = openForeignLog(writeLog(t, 'file', text))
    assert.equal(opened.ok ? 'ok' : opened.error.code, 'not-a-log')
  }
  assert.equal(value(openForeignLog(writeLog(t, 'file', ''))), null)
  assert.equal(value(openForeignLog('/nowhere/at/all.db')), null)
  const folder = openForeignLog(path.dirname(writeLog(t, 'file', '')))
  assert.equal(folder.ok ? 'ok' : folder.error.code, 'not-a-log')
  const other = writeLog(t, 'other.db', '')
  const db = new Database(other)
  db.exec('CREATE TABLE notes (text)')
  db.close()
  const size = statSync(other).size
  const opened = openForeignLog(other)
  assert.deepEqual([opened.ok ? 'ok' : opened.error.code, statSync(other).size], ['not-a-log', size])
})

test("Rehearsal's own log is known without a copy, also while all of it is in the WAL", (t) => {
  const file = path.join(path.dirname(writeLog(t, 'beside', '')), 'audit.db')
  const store = value(openStore(file))
  assert.equal(readFileSync(file).readUInt32BE(68), 0)
  assert.equal(applicationIdOf(file), applicationId)
  assert.equal(value(openForeignLog(file)), null)
  store.clear()
  assert.equal(readFileSync(file).readUInt32BE(68), applicationId)
  assert.equal(value(openForeignLog(file)), null)
  store.close()
})

test("a log that another process is just making is not taken for another system's", (t) => {
  const file = path.join(path.dirname(writeLog(t, 'beside', '')), 'audit.db')
  const db = new Database(file)
  db.pragma('journal_mode = WAL')
  assert.equal(value(openForeignLog(file)), null)
  db.exec('BEGIN IMMEDIATE')
  db.exec(schema)
  assert.equal(value(openForeignLog(file)), null)
  db.exec('COMMIT')
  assert.equal(value(openForeignLog(file)), null)
  db.close()
})

test('lines: every split at line feeds, across chunks', (t) => {
  const texts = ['', 'a', 'x'.repeat(300_000), 'é'.repeat(200_000), '', '{"a":1}', 'end']
  const found = [...linesOf(writeLog(t, 'lines', texts.join('\n')))]
  assert.deepEqual(
    found.map(({ bytes }) => bytes?.toString()),
    texts,
  )
  assert.deepEqual(
    found.map(({ line }) => line),
    [1, 2, 3, 4, 5, 6, 7],
  )
})

test('elements: those of a list, as a whole or inside an object, whatever they hold', (t) => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue(), { maxLength: 5 }), fc.boolean(), fc.boolean(), (items, wrapped, pretty) => {
      const text = JSON.stringify(wrapped ? { note: '[{"', list: items } : items, null, pretty ? 2 : 0)
      const found = [...elementsOf(writeLog(t, 'list.json', text))].map(({ bytes }) => JSON.parse(String(bytes)))
      assert.deepEqual(found, JSON.parse(JSON.stringify(items)))
    }),
    { numRuns: 50 },
  )
})

/** As SQLite's own GLOB has it. */
test('globs match as in the database', () => {
  const db = new Database(':memory:')
  const own = db.prepare('SELECT ? GLOB ?').pluck()
  const letter = fc.constantFrom('a', 'b', 'é', '😀', '*', '?', '[', ']', '^', '-', 'c')
  fc.assert(
    fc.property(fc.array(letter, { maxLength: 8 }), fc.array(letter, { maxLength: 8 }), (pattern, text) => {
      const [glob, name] = [pattern.join(''), text.join('')]
      assert.equal(globMatches(glob, name), own.get(name, glob) === 1, `${name} GLOB ${glob}`)
    }),
    { numRuns: 2000 },
  )
  db.close()
  assert.equal(globMatches(`${'*a'.repeat(200)}b`, 'a'.repeat(5000)), false)
})
