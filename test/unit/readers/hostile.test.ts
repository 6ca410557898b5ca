import assert from 'node:assert/strict'
import { closeSync, openSync, readdirSync, readFileSync, statSync, writeFileSync, writeSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { verifyForeign } from '../../../audit/readers/foreign-log.ts'
import { openForeignLog } from '../../../audit/readers/open.ts'
import { selectEvents } from '../../../audit/readers/select.ts'
import { temporaryFolder } from '../audit/support.ts'
import { samples, there } from './support.ts'

/** Reads all that can be read of `file`; nothing may be thrown, and the file stays as it is. */
function readAll(file: string): { readonly events: number; readonly odd: number; readonly said: string } {
  const before = statSync(file)
  const opened = openForeignLog(file)
  if (!opened.ok) return { events: 0, odd: 0, said: opened.error.message }
  if (opened.value === null) return { events: 0, odd: 0, said: 'own or empty' }
  const log = opened.value
  try {
    const verified = verifyForeign(log)
    const selected = selectEvents(log, {})
    const said = verified.ok ? verified.value.chain : verified.error.message
    if (!selected.ok) return { events: 0, odd: 0, said: selected.error.message }
    for (const event of selected.value.newestFirst()) assert.equal(typeof event.id, 'string')
    return { events: selected.value.total, odd: selected.value.oddCount, said }
  } finally {
    log.close()
    const after = statSync(file)
    assert.deepEqual([after.size, after.mtimeMs], [before.size, before.mtimeMs], 'a log of another system is only read')
  }
}

/** Numbers that are the same at each run. */
function* numbers(seed: number): Generator<number, never> {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
    yield state / 0x80000000
  }
}

const damages: Record<string, (bytes: Buffer, random: () => number) => Buffer> = {
  'cut off': (bytes, random) => bytes.subarray(0, Math.floor(random() * bytes.length)),
  'with a piece missing': (bytes, random) => {
    const at = Math.floor(random() * bytes.length)
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + Math.floor(random() * 5000))])
  },
  'with bytes changed': (bytes, random) => {
    const copy = Buffer.from(bytes)
    for (let times = 0; times < 20; times++) copy[Math.floor(random() * copy.length)] = Math.floor(random() * 256)
    return copy
  },
  'with a page of zeros': (bytes, random) => {
    const copy = Buffer.from(bytes)
    const at = Math.floor(random() * copy.length)
    return copy.fill(0, at, Math.min(copy.length, at + 4096))
  },
  'with another file behind it': (bytes) => Buffer.concat([bytes, readFileSync(import.meta.filename)]),
}

for (const [how, damage] of Object.entries(damages)) {
  test(`a log ${how}: what can be read is read, the rest is said in words`, { skip: !there }, (t) => {
    const folder = temporaryFolder(t)
    const files = readdirSync(samples, { recursive: true, withFileTypes: true }).filter(
      (entry) => entry.isFile() && /\.(jsonl|json|db)$/.test(entry.name) && entry.name !== 'expected.json',
    )
    assert.ok(files.length >= 20)
    const stream = numbers(7)
    const random = () => stream.next().value
    for (const entry of files) {
      const bytes = readFileSync(path.join(entry.parentPath, entry.name))
      for (let round = 0; round < 2; round++) {
        const file = path.join(folder, `${round}-${entry.name}`)
        writeFileSync(file, damage(bytes, random))
        const { said } = readAll(file)
        assert.notEqual(said, '', `${entry.name} ${how}`)
      }
    }
  })
}

const foreign: Record<string, Buffer> = {
  zeros: Buffer.alloc(100_000),
  'an image': Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]),
  'JSON of something else': Buffer.from('{"name": "x", "list": [1, 2, 3]}'),
  'lines of something else': Buffer.from('{"level":"info"}\n{"level":"warn"}\n'),
  'a list that never ends': Buffer.from(`[${'{"a":1},'.repeat(1000)}`),
  'brackets without end': Buffer.from('['.repeat(200_000)),
  'a text without end of line': Buffer.from('x'.repeat(1_000_000)),
  'the head of a database alone': Buffer.from('SQLite format 3\0'),
}
for (const [what, bytes] of Object.entries(foreign)) {
  test(`no log, but ${what}: a sentence`, (t) => {
    const file = path.join(temporaryFolder(t), 'log')
    writeFileSync(file, bytes)
    assert.match(readAll(file).said, /no log that Rehearsal knows|cannot be read|damaged|not a database|something else/)
  })
}

test('a line longer than can be held is skipped and named, all others are read', (t) => {
  const file = path.join(temporaryFolder(t), 'huge.jsonl')
  const line = JSON.stringify({ tool_name: 'Bash', action: 'call_denied', timestamp: '2026-01-01T00:00:00Z' })
  const handle = openSync(file, 'w')
  writeSync(handle, `${line}\n{"tool_name":"Bash","action":"call_denied","reason":"`)
  const piece = Buffer.alloc(1 << 20, 'x')
  for (let written = 0; written < 66; written++) writeSync(handle, piece)
  writeSync(handle, `"}\n${line}\n`)
  closeSync(handle)
  assert.deepEqual(readAll(file), { events: 2, odd: 1, said: 'none' })
})

test('a hundred thousand lines are listed without being held', (t) => {
  const file = path.join(temporaryFolder(t), 'long.jsonl')
  const line = (index: number) =>
    JSON.stringify({
      tool_name: 'Bash',
      action: 'call_allowed',
      timestamp: new Date(index * 1000).toISOString(),
      index,
    })
  writeFileSync(file, Array.from({ length: 100_000 }, (_, index) => line(index)).join('\n'))
  assert.deepEqual(readAll(file), { events: 100_000, odd: 0, said: 'none' })
})
