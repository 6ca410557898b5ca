/**
 * Appending to the audit log, beside bare better-sqlite3 in the same run: batched, one by one, and from eight processes
 * at once. Prints medians, and what one undisturbed core would do: events per second of processor time.
 * `bench/audit.ts worker …` is one of the processes.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { drain } from '../audit/drain.ts'
import type { AuditEvent } from '../audit/event.ts'
import { newEventId } from '../audit/event-id.ts'
import { prepareEvent } from '../audit/prepare.ts'
import { openReader } from '../audit/reader.ts'
import type { Result } from '../audit/result.ts'
import type { PreparedEvent } from '../audit/row.ts'
import { openSpool } from '../audit/spool.ts'
import { openDatabase } from '../audit/sqlite.ts'
import { openStore } from '../audit/store.ts'
import { verify } from '../audit/verify.ts'

const rounds = 5
const batch = 500
const events = 20_000
const processes = 8
const perProcess = 1000

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.error.message)
  return result.value
}

function event(index: number): AuditEvent {
  const id = newEventId(Date.now())
  return {
    id,
    kind: 'decision',
    time: new Date().toISOString(),
    source: 'hook',
    session: '7c1f7f0e-6a0c-4a41-8f6e-0d6f6d0f1d2c',
    agent: 'claude-code',
    cwd: '/home/someone/project',
    permission_mode: 'default',
    call_id: `toolu_${id}`,
    phase: 'before',
    tool: 'Bash',
    tool_raw: 'Bash',
    args: { command: `git log --oneline -n ${index} -- src/index.ts`, description: 'Look at what changed' },
    policy: 'production-guard',
    policy_file: '/home/someone/project/policies/production-guard.yaml',
    policy_digest: 'c0ffee'.repeat(10),
    dialect: 'edictum',
    mode: 'observe',
    mode_source: 'document',
    verdict: 'deny',
    effect: 'deny',
    applied: 'proceed',
    rule: `rule-${index % 20}`,
    matched: [`rule-${index % 20}`],
    reason: 'Reading the history is not allowed here.',
    dry_run: true,
    shadow_decision: 'deny',
    duration_us: 180,
    gate_version: '0.1.0',
  }
}

const prepared = (count: number): PreparedEvent[] =>
  Array.from({ length: count }, (_, index) => prepareEvent(event(index), { args: 'redacted' }))

/** Events per second, by the clock and by the processor time of this process. */
interface Rate {
  readonly clock: number
  readonly processor: number
}

/** How fast `work` does `count` events. */
function rateOf(count: number, work: () => void): Rate {
  const start = performance.now()
  const used = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(used)
  return { clock: count / ((performance.now() - start) / 1000), processor: count / ((user + system) / 1e6) }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.trunc(values.length / 2)] ?? Number.NaN
}

function report(name: string, rates: readonly Rate[], goal?: number): void {
  const clock = Math.round(median(rates.map((rate) => rate.clock)))
  const processor = Math.round(median(rates.map((rate) => rate.processor)))
  const alone = Number.isNaN(processor) ? '' : `${processor} per processor second`
  const verdict =
    goal === undefined
      ? ''
      : `   goal ${goal}: ${clock >= goal ? 'met' : processor >= goal ? 'met by processor time' : 'missed'}`
  console.log(`${name.padEnd(46)} ${String(clock).padStart(7)} events/s ${alone.padStart(28)}${verdict}`)
}

function bareInserts(file: string, size: number): Rate {
  const db = value(openDatabase(file, {}))
  db.pragma('journal_mode = WAL')
  db.exec('CREATE TABLE IF NOT EXISTS lines (seq INTEGER PRIMARY KEY, text TEXT)')
  const insert = db.prepare('INSERT INTO lines (text) VALUES (?)')
  const lines = prepared(events).map((row) => JSON.stringify(row))
  const rate = rateOf(events, () => {
    for (let from = 0; from < events; from += size) {
      db.transaction(() => {
        for (const line of lines.slice(from, from + size)) insert.run(line)
      }).immediate()
    }
  })
  db.close()
  return rate
}

function appends(file: string, size: number, count: number): Rate {
  const store = value(openStore(file))
  const rows = prepared(count)
  const rate = rateOf(count, () => {
    for (let from = 0; from < count; from += size) value(store.append(rows.slice(from, from + size)))
  })
  store.close()
  return rate
}

function spooled(folder: string, file: string): { spool: Rate; drain: Rate } {
  const spool = openSpool(folder)
  const rows = prepared(events)
  const spooling = rateOf(events, () => {
    for (const row of rows) value(spool.append(row))
  })
  spool.close()
  const store = value(openStore(file))
  const draining = rateOf(events, () => value(drain(store, folder)))
  store.close()
  return { spool: spooling, drain: draining }
}

async function together(file: string, how: 'ours' | 'bare'): Promise<Rate> {
  if (how === 'ours') value(openStore(file)).close()
  const workers = Array.from({ length: processes }, () => {
    const child = spawn(process.execPath, [import.meta.filename, 'worker', how, file], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    const ready = new Promise((resolve) => child.stdout.once('data', resolve))
    const done = new Promise((resolve) => child.once('close', resolve))
    return { child, ready, done }
  })
  await Promise.all(workers.map(({ ready }) => ready))
  const start = performance.now()
  for (const { child } of workers) child.stdin.end('go')
  await Promise.all(workers.map(({ done }) => done))
  return { clock: (processes * perProcess) / ((performance.now() - start) / 1000), processor: Number.NaN }
}

/** Appends one event per transaction, as so many hooks would. */
function worker(how: string, file: string): void {
  const rows = prepared(perProcess)
  const store = how === 'ours' ? value(openStore(file, { busyTimeout: 60_000 })) : undefined
  const db = value(openDatabase(file, { timeout: 60_000 }))
  if (store === undefined) {
    db.pragma('journal_mode = WAL')
    db.exec('CREATE TABLE IF NOT EXISTS lines (seq INTEGER PRIMARY KEY, text TEXT)')
  }
  const insert = store === undefined ? db.prepare('INSERT INTO lines (text) VALUES (?)') : undefined
  process.stdout.write('ready')
  process.stdin.resume().once('end', () => {
    for (const row of rows) {
      if (store !== undefined) value(store.append([row]))
      else insert?.run(JSON.stringify(row))
    }
    store?.close()
    db.close()
  })
}

async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'rehearsal-bench-'))
  const rates: Record<string, Rate[]> = {}
  const note = (name: string, rate: Rate) => {
    rates[name] = [...(rates[name] ?? []), rate]
  }
  try {
    for (let round = 0; round < rounds; round++) {
      const file = (name: string) => path.join(folder, `${name}-${round}.db`)
      note(
        'prepare',
        rateOf(events, () => prepared(events)),
      )
      note('bare batch', bareInserts(file('bare'), batch))
      note('batch', appends(file('batch'), batch, events))
      note('bare single', bareInserts(file('bare-single'), 1))
      note('single', appends(file('single'), 1, events / 4))
      const { spool, drain } = spooled(path.join(folder, `spool-${round}`), file('drained'))
      note('spool', spool)
      note('drain', drain)
      note('bare together', await together(file('bare-together'), 'bare'))
      note('together', await together(file('together'), 'ours'))
    }
    const reader = value(openReader(path.join(folder, 'batch-0.db')))
    note(
      'verify',
      rateOf(events, () => value(verify(reader))),
    )
    reader.close()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  const of = (name: string) => rates[name] ?? []
  report('prepare (redact, cut)', of('prepare'))
  report(`append, ${batch} at once`, of('batch'), 20_000)
  report(`  bare better-sqlite3, one text, ${batch} at once`, of('bare batch'))
  report('append, one by one', of('single'))
  report('  bare better-sqlite3, one by one', of('bare single'))
  report('spool, one by one', of('spool'))
  report('drain', of('drain'))
  report(`append from ${processes} processes, one by one`, of('together'), 2000)
  report(`  bare better-sqlite3 from ${processes} processes`, of('bare together'))
  report('verify', of('verify'))
}

if (process.argv[2] === 'worker') worker(process.argv[3] ?? '', process.argv[4] ?? '')
else await main()
