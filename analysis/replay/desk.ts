import { statSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { namedFiles } from '../../audit/named-files.ts'
import { openReader, type Reader } from '../../audit/reader.ts'
import type { AuditFault } from '../../audit/result.ts'
import type { ToolNames } from '../../evaluator/call.ts'
import type { NamedFiles } from '../../evaluator/text.ts'
import { PolicyReader } from '../policyReader.ts'
import { callRows, eventJson } from './callRows.ts'
import type {
  BaseName,
  FromReplay,
  NamedTexts,
  ReplayAnswer,
  ReplayQuery,
  ReportWithBases,
  ToJudge,
  ToReplay,
} from './messages.ts'
import { OwnLog } from './ownLog.ts'
import { Replay, type Replayed, type ReplayedText, type Steps } from './replay.ts'

/** So long, in ms, work goes on before messages are looked at. */
const turn = 8
/** The log is read on at most this often, in ms, and not more often than a twentieth of the time would go to it. */
const shortestRest = 1000
const shareOfTime = 20
const hour = 3_600_000
/** By so much of its length a window may have moved on before it is read anew. */
const windowSlack = 0.01

/** One text under replay. */
interface Open {
  wanted: ToJudge
  readonly reader: PolicyReader
  /** The last version that loaded, and whether it is the wanted one. */
  good: ReplayedText | null
  stale: boolean
  /** What it came to last. */
  judged: Replayed | null
  readonly bases: Map<string, JudgedBase>
  dirty: boolean
}

/** A text that others are compared with; null where it does not load. */
interface JudgedBase {
  readonly read: ReplayedText | null
  judged: Replayed | null
}

/** The log in memory, over one window. */
interface Loaded {
  readonly windowHours: number
  /** Where the window begins, in ms since the epoch. */
  readonly since: number
  readonly log: OwnLog
  readonly engine: Replay
}

class Withdrawn extends Error {}

const always = () => true
const noBases = { saved: null, head: null }

/**
 * Replays the texts it is told of over the log in `file`: the newest first, each given up as soon as a newer version
 * comes, all of them over what is new when the log has grown.
 */
export class ReplayDesk {
  private readonly file: string
  private readonly say: (message: FromReplay) => void
  private readonly open = new Map<string, Open>()
  private readonly loaded = new Map<number, Loaded>()
  private reader: Reader | null = null
  private version = ''
  /** Which file `reader` reads. */
  private identity = ''
  private readAt = 0
  private readTook = 0
  private running = false
  /** Settled while the lists of what was read stay as they are. */
  private following: Promise<void> = Promise.resolve()
  /** Questions that are being answered, by number. */
  private readonly asked = new Set<number>()
  private readonly loading = new Map<number, Promise<Loaded | null>>()
  private said = ''
  private toolNames: Readonly<Record<string, ToolNames>> = {}

  constructor(file: string, say: (message: FromReplay) => void) {
    this.file = file
    this.say = say
  }

  hear(message: ToReplay): void {
    if (message.say === 'ping') this.say({ say: 'pong' })
    else if (message.say === 'close') this.open.delete(message.key)
    else if (message.say === 'tool-names') {
      this.toolNames = message.names
      this.identity = 'other names'
    } else if (message.say === 'ask') void this.answer(message.number, message.query)
    else if (message.say === 'withdraw') this.asked.delete(message.number)
    else {
      const known = this.open.get(message.key)
      // The newest is the first to be worked on.
      this.open.delete(message.key)
      const fresh = { reader: new PolicyReader(), good: null, stale: false, judged: null, bases: new Map() }
      const bases = isDeepStrictEqual(known?.wanted.named, message.named) ? known?.bases : undefined
      this.open.set(message.key, { ...(known ?? fresh), bases: bases ?? new Map(), wanted: message, dirty: true })
      void this.work()
    }
  }

  /** Looks whether the log has changed; called now and then. */
  poll(): void {
    if (this.open.size === 0 || this.running || this.asked.size > 0) return
    const rest = Math.max(shortestRest, shareOfTime * this.readTook)
    if (performance.now() - this.readAt < rest && this.reader !== null) return
    if (this.reader !== null && !this.hasMoved() && this.currentVersion() === this.version) return
    void this.follow()
  }

  /** Replays what is open over the log as it is now. */
  private async follow(): Promise<void> {
    const started = performance.now()
    this.running = true
    this.following = this.readOn().then((isAll) => {
      if (!isAll) this.forgetSources()
    })
    await this.following
    for (const each of this.open.values()) each.dirty = true
    this.running = false
    await this.work()
    this.readAt = performance.now()
    this.readTook = this.readAt - started
  }

  /** Reads what is new in the log; false where it has to be read anew. */
  private async readOn(): Promise<boolean> {
    if (this.reader === null || this.hasMoved()) return false
    this.version = this.currentVersion()
    for (const { log, engine } of this.loaded.values()) {
      const read = await this.drive(log.readOn(), always)
      if (!read.ok || !read.value) return false
      engine.grow()
    }
    return true
  }

  /** Whether the window, the file or the names of tools are other ones by now. */
  private hasMoved(): boolean {
    if (this.currentIdentity() !== this.identity) return true
    return [...this.loaded.values()].some(({ since, windowHours }) => {
      return Date.now() - windowHours * hour - since > windowSlack * windowHours * hour
    })
  }

  private forgetSources(): void {
    this.loaded.clear()
    for (const each of this.open.values()) {
      each.judged = null
      each.bases.clear()
    }
    this.reader?.close()
    this.reader = null
  }

  private async work(): Promise<void> {
    if (this.running) return
    this.running = true
    try {
      for (let next = this.next(); next !== undefined; next = this.next()) await this.replay(next)
    } finally {
      this.running = false
    }
  }

  private next(): Open | undefined {
    return [...this.open.values()].findLast(({ dirty }) => dirty)
  }

  private async replay(one: Open): Promise<void> {
    const { wanted } = one
    one.dirty = false
    const { key, text } = wanted
    const read = replayable(one.reader, text, wanted)
    if (read !== null) one.good = read
    one.stale = read === null
    if (one.good === null) {
      this.say({ say: 'nothing', key })
      return
    }
    try {
      const loaded = await this.source(wanted.windowHours)
      if (loaded === null) return
      const found = await this.judge(loaded, one)
      this.say({ say: 'report', key, found })
    } catch (error) {
      if (!(error instanceof Withdrawn)) throw error
    }
  }

  private async judge({ engine }: Loaded, one: Open): Promise<ReportWithBases> {
    const isWanted = this.whileOpen(one)
    const judged = await this.drive(engine.judge(one.good as ReplayedText, one.judged), isWanted)
    one.judged = judged
    const report = { ...engine.report(judged), stale: one.stale }
    return {
      report,
      changes: {
        saved: await this.changes(engine, one, 'saved', isWanted),
        head: await this.changes(engine, one, 'head', isWanted),
      },
    }
  }

  private async changes(engine: Replay, one: Open, name: BaseName, isWanted: () => boolean) {
    const base = await this.base(engine, one, name, isWanted)
    return base === null || one.judged === null ? null : engine.changes(one.judged, base)
  }

  /** A base judged, once for each text of it. */
  private async base(engine: Replay, one: Open, name: BaseName, isWanted: () => boolean): Promise<Replayed | null> {
    const text = one.wanted.bases[name]
    if (text === null) return null
    if (one.good?.text === text) return one.judged
    const known = one.bases.get(text) ?? { read: replayable(new PolicyReader(), text, one.wanted), judged: null }
    if (known.judged === null && one.bases.size >= 4) one.bases.clear()
    one.bases.set(text, known)
    if (known.read === null || (known.judged !== null && engine.covers(known.judged))) return known.judged
    known.judged = await this.drive(engine.judge(known.read, known.judged ?? one.judged), isWanted)
    return known.judged
  }

  /** What the text under a key comes to over all that was read. */
  private async current(engine: Replay, one: Open, isWanted: () => boolean): Promise<Replayed> {
    if (one.judged !== null && engine.covers(one.judged)) return one.judged
    one.judged = await this.drive(engine.judge(one.good as ReplayedText, one.judged), isWanted)
    return one.judged
  }

  /** Until another version comes under the key. */
  private whileOpen(one: Open): () => boolean {
    return () => this.open.get(one.wanted.key) === one
  }

  /** Works in short turns; leaves off when the text or question that it is for is gone. */
  private async drive<T>(steps: Steps<T>, isWanted: () => boolean): Promise<T> {
    let since = performance.now()
    for (;;) {
      const step = steps.next()
      if (step.done) return step.value
      if (performance.now() - since < turn) continue
      await new Promise((resolve) => setImmediate(resolve))
      if (!isWanted()) throw new Withdrawn()
      since = performance.now()
    }
  }

  /** The log over a window, read when it is first asked for; null, with the state told, when it cannot be. */
  private source(windowHours: number): Promise<Loaded | null> {
    const known = this.loaded.get(windowHours)
    if (known !== undefined) return Promise.resolve(known)
    const loading = this.loading.get(windowHours) ?? this.load(windowHours)
    this.loading.set(windowHours, loading)
    return loading.finally(() => this.loading.delete(windowHours))
  }

  private async load(windowHours: number): Promise<Loaded | null> {
    const started = performance.now()
    if (this.reader === null) {
      this.version = this.currentVersion()
      this.identity = this.currentIdentity()
      const opened = openReader(this.file)
      if (!opened.ok) return this.failed(opened.error)
      this.reader = opened.value
    }
    const since = Date.now() - windowHours * hour
    const log = new OwnLog(this.reader, { since }, this.toolNames)
    const read = await this.drive(log.read(), always)
    this.readAt = performance.now()
    this.readTook = this.readAt - started
    if (!read.ok) return this.failed(read.error)
    this.tell('ok', '')
    const loaded = { windowHours, since, log, engine: new Replay(log.source) }
    if (this.loaded.size >= 2) this.loaded.clear()
    this.loaded.set(windowHours, loaded)
    return loaded
  }

  private failed({ code, message }: AuditFault): null {
    this.readAt = performance.now()
    this.reader?.close()
    this.reader = null
    this.tell(code === 'no-file' ? 'no-log' : 'damaged', message)
    return null
  }

  private tell(kind: 'ok' | 'no-log' | 'damaged', message: string): void {
    if (this.said === kind + message) return
    this.said = kind + message
    this.say({ say: 'state', state: { kind, message } })
  }

  /** Changes whenever the log may have: by size and time of its files. */
  private currentVersion(): string {
    return ['', '-wal']
      .map((ending) => {
        const stat = statSync(this.file + ending, { throwIfNoEntry: false })
        return stat === undefined ? '-' : `${stat.dev}:${stat.ino} ${stat.size} ${stat.mtimeMs}`
      })
      .join(' ')
  }

  private currentIdentity(): string {
    const stat = statSync(this.file, { throwIfNoEntry: false })
    return stat === undefined ? '-' : `${stat.dev}:${stat.ino}`
  }

  private async answer(number: number, query: ReplayQuery): Promise<void> {
    let answer: ReplayAnswer = null
    this.asked.add(number)
    try {
      answer = await this.answerTo(query, number)
    } catch (error) {
      if (!(error instanceof Withdrawn)) throw error
    } finally {
      this.asked.delete(number)
    }
    this.say({ say: 'answer', number, answer })
  }

  private async answerTo(query: ReplayQuery, number: number): Promise<ReplayAnswer> {
    await this.following
    if (query.ask === 'event') return this.reader === null ? null : eventJson(this.reader, query.id)
    if (query.ask === 'text') return this.textOver(query, () => this.asked.has(number))
    const one = this.open.get(query.key)
    if (one?.good == null) return null
    const loaded = await this.source(query.ask === 'window' ? query.windowHours : one.wanted.windowHours)
    if (loaded === null || this.reader === null) return null
    const { engine } = loaded
    const isOpen = this.whileOpen(one)
    const isWanted = () => this.asked.has(number) && isOpen()
    if (query.ask === 'window') {
      const judged = await this.drive(engine.judge(one.good), isWanted)
      const other = query.against === undefined ? null : one.wanted.bases[query.against]
      const read = other === null ? null : replayable(new PolicyReader(), other, one.wanted)
      const base = read === null ? null : await this.drive(engine.judge(read, judged), isWanted)
      const report = { ...engine.report(judged), stale: one.stale }
      const changes = base === null ? null : engine.changes(judged, base)
      return { report, changes: query.against === undefined ? noBases : { ...noBases, [query.against]: changes } }
    }
    const now = await this.current(engine, one, isWanted)
    if (query.ask === 'calls') {
      const base = query.of.change === undefined ? null : await this.base(engine, one, query.of.change, isWanted)
      return callRows(this.reader, engine, now, query, base)
    }
    const text = replayable(new PolicyReader(), query.text, one.wanted)
    if (text === null) return null
    const judged = await this.drive(engine.judge(text, now), isWanted)
    const report = engine.report(judged, now)
    return { report, changes: noBases }
  }

  private async textOver(
    query: Extract<ReplayQuery, { ask: 'text' }>,
    isWanted: () => boolean,
  ): Promise<ReportWithBases | null> {
    const read = replayable(new PolicyReader(), query.text, query)
    const loaded = read === null ? null : await this.source(query.windowHours)
    if (read === null || loaded === null) return null
    const open = [...this.open.values()].find(({ wanted }) => wanted.path === query.path)
    const judged = await this.drive(loaded.engine.judge(read, open?.judged), isWanted)
    return { report: loaded.engine.report(judged), changes: noBases }
  }
}

/** A text as its engine would load it; null where it would not. */
function replayable(
  reader: PolicyReader,
  text: string,
  { path, dialect, named }: Pick<ToJudge, 'path' | 'dialect' | 'named'>,
): ReplayedText | null {
  const document = reader.read(path, text, {
    ...(dialect !== undefined && { dialect }),
    ...(named && { named: inEditorFirst(named) }),
  })
  if (document === null || !document.wellFormed || document.model.refused !== null) return null
  return { file: path, dialect: document.dialect, policy: document.policy, text }
}

function inEditorFirst({ texts, files }: NamedTexts): NamedFiles {
  const onDisk = namedFiles(files)
  return { made: onDisk.made, read: (name) => texts.find(({ named }) => named === name) ?? onDisk.read(name) }
}
