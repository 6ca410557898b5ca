/**
 * Replay of a log of 1,000,000 recorded calls, 100,000 of them distinct, against a policy of 50 rules, in the process
 * that the language server starts for it: cold from the first word to the report (opening the database, reading and
 * judging, nothing kept from before), and after an edit of one rule. Both for the very text that judged and recorded all
 * of the calls, whose answers are read too, and for one that differs from it in a rule. Beside it a replay that reads
 * every row and judges each, in the same run. Then an edit → its diagnostics, while nothing is replayed and while every
 * edit is. `--log FILE` keeps the log there, and takes the one that is there; `--events` and `--distinct` make another
 * one; `--dialect edictum` judges in order, session by session; `--server FILE` measures another bundle.
 */
import { fork } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import type { FromReplay, ToReplay } from '../analysis/replay/messages.ts'
import { openReader } from '../audit/reader.ts'
import { recordedAnswers } from '../audit/recorded-calls.ts'
import { nothingGiven } from '../evaluator/call.ts'
import { parseJson } from '../evaluator/json/parse.ts'
import { dialectNamed } from '../evaluator/registry.ts'
import { MeasuredServer } from './support/lsp.ts'
import { median } from './support/median.ts'
import { policyTexts } from './support/policies.ts'
import { makeLog } from './support/recorded.ts'

const { values } = parseArgs({
  options: {
    log: { type: 'string' },
    events: { type: 'string', default: '1000000' },
    distinct: { type: 'string', default: '100000' },
    dialect: { type: 'string', default: 'agent-assembly-sandbox' },
    server: { type: 'string', default: 'dist/server.cjs' },
    rounds: { type: 'string', default: '5' },
  },
})
const [events, distinct, rounds] = [Number(values.events), Number(values.distinct), Number(values.rounds)]
const make = policyTexts[values.dialect as keyof typeof policyTexts]
const dialect = dialectNamed(values.dialect)
if (make === undefined || dialect === undefined) throw new Error(`There is no policy for ${values.dialect}.`)
const text = make(50, 0)
const policyPath = '/srv/bench/policy.yaml'
const policy = dialect.compile(dialect.load({ path: policyPath, text }, []))
const coldGoal = 1000
const editGoal = 50
const peerRows = 100_000
const hours = 24 * 365

const folder = mkdtempSync(path.join(tmpdir(), 'rehearsal-bench-replay-'))
const database = values.log ?? path.join(folder, 'audit.db')
/** The process that replays, started and answering, before it is given any text. */
class Child {
  private readonly child = fork('analysis/replay/process.ts', [database], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  private wake: (message: FromReplay) => void = () => {}

  async start(): Promise<void> {
    this.child.on('message', (message) => this.wake(message as FromReplay))
    await this.tell({ say: 'ping' }, 'pong')
  }

  /** Milliseconds until the report on a text is there, and what it counts; `saved` is what it is compared with. */
  async judge(judged: string, saved: string): Promise<{ ms: number; calls: number; denied: number }> {
    const started = performance.now()
    const bases = { saved, head: saved }
    const message = { say: 'judge', key: 'bench', path: policyPath, text: judged, windowHours: hours, bases } as const
    const { found } = await this.tell(message, 'report')
    return { ms: performance.now() - started, calls: found.report.calls, denied: found.report.byEffect.deny }
  }

  stop(): void {
    this.child.kill()
  }

  private tell<S extends FromReplay['say']>(message: ToReplay, say: S): Promise<Extract<FromReplay, { say: S }>> {
    return new Promise((resolve) => {
      this.wake = (heard) => {
        if (heard.say === say) resolve(heard as Extract<FromReplay, { say: S }>)
      }
      this.child.send(message)
    })
  }
}

/** One rule of the policy edited, each time otherwise. */
function edited(time: number): string {
  return text.replaceAll('/srv/8', `/srv/8${'0'.repeat(time + 1)}`).replaceAll('secret-5', `secret-5${time}`)
}

async function replayed(saved: string): Promise<void> {
  const cold: number[] = []
  const edits: number[] = []
  let counted = ''
  for (let round = 0; round < rounds; round++) {
    const child = new Child()
    await child.start()
    const first = await child.judge(saved, saved)
    cold.push(first.ms)
    counted = `${first.calls} calls, ${first.denied} denied`
    for (let edit = 1; edit <= 12; edit++) {
      const { ms } = await child.judge(edited(edit), saved)
      // The first edits are also the first for the compiler.
      if (edit > 2) edits.push(ms)
    }
    child.stop()
  }
  report('  cold: open the log, read it, judge, report', cold, coldGoal)
  report('  after an edit of one rule', edits, editGoal)
  console.log(`  counted: ${counted}`)
}

function report(what: string, ms: readonly number[], goal: number): void {
  const middle = median(ms)
  const [least, most] = [Math.min(...ms), Math.max(...ms)]
  console.log(
    `${what.padEnd(46)} ${middle.toFixed(0).padStart(6)} ms (${least.toFixed(0)}–${most.toFixed(0)})   goal ${goal}: ${middle <= goal ? 'met' : 'missed'}`,
  )
}

/** How many of the calls the text is recorded to have judged. */
function judgedBy(digest: string): number {
  const opened = openReader(database)
  if (!opened.ok) throw new Error(opened.error.message)
  const answers = recordedAnswers(opened.value, policyPath, digest)
  opened.value.close()
  let calls = 0
  if (answers.ok) {
    answers.value.newest.forEach(() => {
      calls++
    })
  }
  return calls
}

/** What somebody would write first: every row, parsed and judged. */
function naive(): void {
  const opened = openReader(database)
  if (!opened.ok || dialect === undefined) throw new Error('the log cannot be read')
  const started = performance.now()
  let denied = 0
  const rows = Math.min(events, peerRows)
  opened.value.read((db) => {
    const each = db.prepare("SELECT * FROM events WHERE kind = 'decision' ORDER BY seq LIMIT ?").iterate(rows)
    for (const row of each as Iterable<{ agent: string; tool_raw: string; args: string; cwd: string }>) {
      const call = {
        agent: 'claude-code',
        agentLabel: row.agent,
        tool: row.tool_raw,
        args: parseJson(row.args),
      } as const
      const given = { ...nothingGiven, cwd: row.cwd }
      if (policy.evaluate(dialect.fromAgent(call, {}), given, null).effect === 'deny') denied++
    }
  })
  opened.value.close()
  const ms = ((performance.now() - started) * events) / rows
  console.log(
    `${'peer: every row parsed and judged'.padEnd(46)} ${ms.toFixed(0).padStart(6)} ms (from ${rows} rows, ${denied} denied)`,
  )
}

async function typing(): Promise<void> {
  const [without, beside] = [await typed(path.join(folder, 'no.db')), await typed(database)]
  const shown = (ms: readonly number[]) => `${median(ms).toFixed(1)} ms, slowest ${Math.max(...ms).toFixed(1)} ms`
  console.log(`\nedit → diagnostics, without a log              ${shown(without)}`)
  console.log(`edit → diagnostics, each edit being replayed    ${shown(beside)}`)
}

/** Milliseconds of edits to one rule, one every 150 ms, in a server that follows this log. */
async function typed(log: string): Promise<number[]> {
  const server = new MeasuredServer([path.resolve(values.server), '--stdio'], {
    rehearsal: { audit: { path: log }, replay: { window: `${hours}h` } },
  })
  await server.start()
  const uri = 'file:///srv/bench/policy.yaml'
  const lines = text.split('\n')
  const line = lines.findIndex((one) => one.includes('/srv/8') || one.includes('secret-5'))
  const from = (lines[line] ?? '').search(/[85](?!.*[85])/)
  await server.open(uri, text, 0)
  await new Promise((done) => setTimeout(done, 3000))
  const times: number[] = []
  for (let edit = 0; edit < 40; edit++) {
    const { ms } = await server.edit(uri, line, from, from + 1, String(edit % 10))
    times.push(ms)
    await new Promise((done) => setTimeout(done, 150))
  }
  await server.stop()
  return times.slice(5)
}

try {
  if (!existsSync(database)) {
    const to = Date.now()
    const by = { file: policyPath, dialect, policy }
    makeLog({ file: database, events, distinct, policy: by, from: to - 6 * 86_400_000, to })
  }
  console.log(`${events} recorded calls, ${distinct} distinct; ${values.dialect}, 50 rules\n`)
  console.log(`the text that recorded them (${judgedBy(policy.digest)} distinct calls have its answer)`)
  await replayed(text)
  console.log('a text that recorded none of them')
  await replayed(edited(0))
  naive()
  await typing()
} finally {
  rmSync(folder, { recursive: true, force: true })
}
