/**
 * The sidebar over 10,000 and 10,000,000 events, asked through the language server as the views ask: first rows of the
 * counted groups, the refresh after one new event, searches that no table counts and how soon they end when withdrawn,
 * the summary, and memory; beside it a plain GROUP BY over the rows in the same run. `--keep` leaves the logs for the
 * next run; `--only-make` makes them and measures nothing.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import {
  CancellationTokenSource,
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node'
import type { AuditEvent } from '../audit/event.ts'
import { prepareEvent } from '../audit/prepare.ts'
import { openDatabase } from '../audit/sqlite.ts'
import { openStore } from '../audit/store.ts'
import type { Events, EventsFilter, Groups, GroupsParams, Summary } from '../server/protocol/events.ts'
import { cache, largeLog, megabytes, policyFiles } from './support/large-log.ts'
import { median } from './support/median.ts'

const root = path.join(import.meta.dirname, '..')
const sizes = [10_000, 10_000_000]
const rounds = 7
const keep = process.argv.includes('--keep')

const questions: readonly (readonly [name: string, params: GroupsParams])[] = [
  ['by policy and rule', { filter: { only: 'shadow' }, by: 'policy' }],
  ['by agent', { filter: { only: 'shadow' }, by: 'agent' }],
  ['by tool', { filter: { only: 'shadow' }, by: 'tool' }],
  ['by run', { filter: { only: 'shadow' }, by: 'run' }],
  ['by rule, one agent, one effect', { filter: { only: 'shadow', agent: 'agent-1', effect: 'deny' }, by: 'rule' }],
  ['by rule, the last 30 days', { filter: { only: 'shadow', windowHours: hoursBack(60) }, by: 'rule' }],
]

/** Hours back from now to so many days after the log's beginning. */
function hoursBack(day: number): number {
  return Math.round((Date.now() - Date.UTC(2026, 0, 1)) / 3_600_000) - 24 * day
}

/** A language server over one log, as an editor would run it. */
class Server {
  private readonly child: ChildProcess
  private readonly connection: MessageConnection
  private heard: (() => void) | null = null

  constructor(folder: string, audit: string) {
    this.child = spawn(process.execPath, [path.join(folder, 'server.cjs'), '--stdio'], {
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    const { stdin, stdout } = this.child
    if (stdin === null || stdout === null) throw new Error('the server has no pipes')
    this.connection = createMessageConnection(new StreamMessageReader(stdout), new StreamMessageWriter(stdin))
    this.connection.onRequest('workspace/configuration', ({ items }: { items: object[] }) =>
      items.map(() => ({ audit: { path: audit } })),
    )
    this.connection.onRequest('client/registerCapability', () => null)
    this.connection.onNotification('rehearsal/shadowChanged', () => this.heard?.())
    this.connection.listen()
  }

  /** Resolves with the first answer that has rows; in ms from the process's start. */
  async start(folder: string): Promise<number> {
    const started = performance.now()
    const workspaceFolders = [{ uri: `file://${folder}`, name: 'bench' }]
    const capabilities = { workspace: { configuration: true } }
    await this.connection.sendRequest('initialize', { processId: null, rootUri: null, capabilities, workspaceFolders })
    await this.connection.sendNotification('initialized', {})
    const [[, params] = ['', { filter: {}, by: 'rule' } as GroupsParams]] = questions
    for (;;) {
      const { groups } = await this.ask<Groups>('rehearsal/groups', params)
      if (groups.length > 0) return performance.now() - started
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }

  ask<T>(method: string, params: object): Promise<T> {
    return this.connection.sendRequest(method, params)
  }

  changed(): Promise<void> {
    return new Promise((resolve) => {
      this.heard = resolve
    })
  }

  /** How long a search takes to end after it was withdrawn, in ms, and then the next counted answer. */
  async withdraw(filter: EventsFilter): Promise<number> {
    const source = new CancellationTokenSource()
    const asked = this.connection.sendRequest('rehearsal/events', { filter, limit: 50 }, source.token).catch(() => null)
    await new Promise((resolve) => setTimeout(resolve, 60))
    const started = performance.now()
    source.cancel()
    await asked
    return performance.now() - started
  }

  /** Resident megabytes of the server and of the process that reads the log. */
  memory(): number {
    const pid = this.child.pid ?? 0
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean)
    const resident = [String(pid), ...children].map((each) => {
      const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${each}/status`, 'utf8'))
      return Number(line?.[1] ?? 0) / 1000
    })
    return resident.reduce((sum, each) => sum + each, 0)
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.child.once('exit', () => resolve())
      this.connection.dispose()
      this.child.kill('SIGKILL')
    })
  }
}

async function times(work: () => Promise<unknown>, count = rounds): Promise<number> {
  const taken: number[] = []
  for (let round = 0; round < count; round++) {
    const started = performance.now()
    await work()
    taken.push(performance.now() - started)
  }
  return median(taken)
}

const report = (name: string, value: string, goal = '') =>
  console.log(`  ${name.padEnd(52)} ${value.padStart(12)}   ${goal}`)
const ms = (value: number) => `${value.toFixed(value < 10 ? 1 : 0)} ms`
const against = (value: number, goal: number) => `goal ${goal} ms: ${value <= goal ? 'met' : 'missed'}`

/** One event more, as a hook would write it. */
function appendOne(file: string, index: number): void {
  const store = openStore(file)
  if (!store.ok) throw new Error(store.error.message)
  const event: AuditEvent = {
    id: `fresh-${process.pid}-${index}`,
    kind: 'decision',
    time: new Date().toISOString(),
    source: 'hook',
    session: 'fresh',
    agent: 'agent-1',
    phase: 'before',
    tool: 'tool-0',
    tool_raw: 'Tool0',
    args: { command: 'fresh' },
    policy: 'policy-0',
    policy_file: policyFiles[0] ?? '',
    dialect: 'edictum',
    mode: 'observe',
    verdict: 'deny',
    effect: 'deny',
    applied: 'proceed',
    rule: 'rule-0',
    matched: ['rule-0'],
    dry_run: true,
  }
  const done = store.value.append([prepareEvent(event, { args: 'redacted' })])
  if (!done.ok) throw new Error(done.error.message)
  store.value.close()
}

async function measure(size: number, bundles: string, folder: string): Promise<{ refresh: number }> {
  const log = largeLog(size)
  console.log(`${size.toLocaleString('en')} events, ${megabytes(log)} MB`)
  const server = new Server(bundles, log)
  report('server started → first groups', ms(await server.start(folder)))
  for (const [name, params] of questions) {
    const took = await times(() => server.ask<Groups>('rehearsal/groups', params))
    report(`groups ${name}`, ms(took), against(took, 200))
  }
  const refresh = await refreshes(server, log)
  report('one new event → its groups, without the wait', ms(refresh))
  const summary = await times(() =>
    server.ask<Summary>('rehearsal/summary', { policyFile: policyFiles[0] ?? '', windowHours: hoursBack(60) }),
  )
  report('summary of a policy, 30 days', ms(summary))
  const page = (filter: EventsFilter) => times(() => server.ask<Events>('rehearsal/events', { filter, limit: 50 }))
  report('first page of a rule', ms(await page({ only: 'shadow', policyFile: policyFiles[0] ?? '', rule: 'rule-0' })))
  report('first page of a tool', ms(await page({ only: 'shadow', tool: 'Tool4' })))
  report('first page of an old run', ms(await page({ session: 's3' })))
  const started = performance.now()
  const found = await whole(server, { tool: 'rare' })
  report(`whole search for ${found} rare events, in parts`, ms(performance.now() - started))
  const withdrawn: number[] = []
  for (let round = 0; round < rounds; round++) withdrawn.push(await server.withdraw({ tool: 'never called' }))
  report('a withdrawn search ends after', ms(median(withdrawn)))
  const memory = server.memory()
  report('memory of server and reader', `${Math.round(memory)} MB`, `goal 200 MB: ${memory <= 200 ? 'met' : 'missed'}`)
  await server.stop()
  const plain = openDatabase(log, { readonly: true })
  if (!plain.ok) throw new Error(plain.error.message)
  const sql = 'SELECT policy_file, rule, effect, count(*), max(time) FROM events WHERE dry_run = 1 GROUP BY 1, 2, 3'
  const began = performance.now()
  plain.value.prepare(sql).all()
  report('peer: GROUP BY over the rows', ms(performance.now() - began))
  plain.value.close()
  return { refresh }
}

/** The cost of the groups' answer right after an append was told. */
async function refreshes(server: Server, log: string): Promise<number> {
  const [[, params] = ['', { filter: {}, by: 'rule' } as GroupsParams]] = questions
  const taken: number[] = []
  for (let round = 0; round < rounds; round++) {
    const told = server.changed()
    appendOne(log, round)
    await told
    const started = performance.now()
    await server.ask<Groups>('rehearsal/groups', params)
    taken.push(performance.now() - started)
  }
  return median(taken)
}

async function whole(server: Server, filter: EventsFilter): Promise<number> {
  let found = 0
  for (let before: number | undefined; ; ) {
    const page = await server.ask<Events>('rehearsal/events', {
      filter,
      limit: 50,
      ...(before !== undefined && { before }),
    })
    found += page.events.length
    if (page.next === null) return found
    before = page.next
  }
}

async function main(): Promise<void> {
  if (process.argv.includes('--only-make')) {
    for (const size of sizes) console.log(`${largeLog(size)}: ${megabytes(largeLog(size))} MB`)
    return
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'rehearsal-bench-'))
  try {
    const bundles = path.join(folder, 'dist')
    spawnSync(process.execPath, [path.join(root, 'scripts', 'build.mjs'), '--out', bundles, 'server', 'tail'], {
      cwd: root,
      stdio: 'inherit',
    })
    const refreshed: number[] = []
    for (const size of sizes) refreshed.push((await measure(size, bundles, folder)).refresh)
    const [small = 0, large = 0] = refreshed
    console.log(
      `refresh at ${sizes[1]?.toLocaleString('en')} ÷ at ${sizes[0]?.toLocaleString('en')}: ${(large / small).toFixed(2)}`,
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
    if (!keep) rmSync(cache, { recursive: true, force: true })
  }
}

await main()
