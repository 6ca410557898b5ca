import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Connection } from 'vscode-languageserver'
import { escapeForDisplay } from '../audit/display.ts'
import { waitingFiles } from '../audit/drain.ts'
import type { PolicyEvidence } from '../audit/evidence.ts'
import type { RuleKey } from '../audit/rows.ts'
import type { RuleCount } from '../audit/rule-counts.ts'
import type { LoggedEvent } from '../audit/stored-event.ts'
import { startTail, type Tail } from '../audit/tail.ts'
import type { TailState } from '../audit/tail-messages.ts'
import { recordModeChange } from '../gate/mode-changed.ts'
import { type GatePlace, gatePlace } from '../gate/place.ts'
import { recordSpool } from '../gate/recorder.ts'
import { pathOf } from './documents.ts'
import { type FlippedParams, type LogState, type ShadowChanged, shadowChangedNotification } from './protocol.ts'
import { Scheduler } from './scheduler.ts'
import type { SeenInLog } from './seenInLog.ts'
import type { Workspace } from './workspace.ts'

const hour = 3_600_000
/** How often events that wait in the spool are brought into the log, in ms: hooks under an old Node leave them there. */
const drainEvery = 2_000
/** How many of the latest calls completion learns names from. */
const latestCalls = 2_000
/** How long bringing a log up to date waits for a hook that is writing, in ms. */
const patience = 3_000

/** The sidebar's side of the audit log: follows it from a child process and answers in rows a view can show. */
export class Shadow {
  private tail: Tail | null = null
  place: GatePlace | null = null
  private state: TailState = { state: 'waiting', message: '' }
  private unseen = 0
  /** Called when calls were recorded, and when a log can be read at last. */
  recorded: () => void = () => {}
  private drainer: NodeJS.Timeout | null = null
  private readonly announcements = new Scheduler({ quiet: 150, atMost: 500 })
  private readonly connection: Connection
  private readonly workspace: Workspace
  private readonly seenNames: SeenInLog

  constructor(connection: Connection, workspace: Workspace, seen: SeenInLog) {
    this.connection = connection
    this.workspace = workspace
    this.seenNames = seen
  }

  /** Begins to follow the log of the first workspace folder, or the one a setting names. */
  start(): void {
    const [folder] = this.workspace.folders
    const path = this.workspace.settings.audit.path
    if (folder === undefined && path === '') return
    const machine = { platform: process.platform, homedir: homedir(), env: process.env }
    this.place = gatePlace(path === '' ? undefined : path, folder ?? '.', machine)
    this.tail = startTail({
      dbPath: this.place.database,
      childScript: join(__dirname, 'tail.cjs'),
      onEvents: (events, skipped) => {
        this.seenNames.add(events)
        this.unseen += skipped + events.filter(({ dry_run }) => dry_run === true).length
        this.recorded()
        this.announce()
      },
      onState: (state) => {
        this.state = state
        if (state.state === 'live') this.recorded()
        if (state.fault?.code === 'older-log') void this.bringUpToDate()
        this.announce()
      },
    })
    void this.learnNames(this.tail)
    this.drainer = setInterval(() => void this.drain(), drainEvery)
    this.drainer.unref()
  }

  stop(): void {
    if (this.drainer) clearInterval(this.drainer)
    this.announcements.cancelAll()
    void this.tail?.stop()
    this.tail = null
  }

  /** The workspace's own log, as it is followed. */
  get followed(): Tail | null {
    return this.tail
  }

  get tailState(): TailState {
    return this.state
  }

  get folders(): readonly string[] {
    return this.workspace.folders
  }

  /** Follows the log that the settings name now. */
  restart(): void {
    this.stop()
    this.place = null
    this.state = { state: 'waiting', message: '' }
    this.unseen = 0
    this.start()
    this.announce()
  }

  /** The event with this id; null when it is gone, or the log cannot be read. */
  async event(id: string): Promise<LoggedEvent | null> {
    const found = await this.tail?.event(id)
    return found?.ok ? found.value : null
  }

  /** What the log holds of a policy; null when it cannot be read. */
  async policyEvidence(policyFile: string, windowHours: number): Promise<PolicyEvidence | null> {
    const found = await this.tail?.evidence(policyFile, { since: Date.now() - windowHours * hour })
    return found?.ok ? found.value : null
  }

  /** The newest events of a rule, shadow and live; none when the log cannot be read. */
  async lastEvents(rule: RuleKey, limit: number): Promise<readonly LoggedEvent[]> {
    const page = await this.tail?.events(rule, { limit })
    return page?.ok ? page.value.events : []
  }

  /** How often each rule of a policy fired, in all of the log; null when it cannot be read. */
  async firedRules(policyFile: string): Promise<readonly RuleCount[] | null> {
    const found = await this.tail?.evidence(policyFile, {})
    return found?.ok ? found.value.fired : null
  }

  /** Writes down that a mode was changed here, and by whom; what fails waits in the spool. */
  async flipped({ uri, kind, label, before, after }: FlippedParams): Promise<void> {
    if (this.place === null) return
    const change = { source: 'editor', policyFile: pathOf(uri), kind, label: label ?? null, before, after } as const
    const recorded = await recordModeChange(this.place, { ...change, why: 'flipped in the editor' }, Date.now())
    if (!recorded.ok) this.connection.console.warn(recorded.message)
  }

  /** The person has looked: the badge starts from nothing. Told again and again it says nothing: who hears may tell it. */
  seen(): void {
    if (this.unseen === 0) return
    this.unseen = 0
    this.announce()
  }

  /** The names in the latest calls, for completion. */
  private async learnNames(tail: Tail): Promise<void> {
    const latest = await tail.list({ kind: 'decision' }, { limit: latestCalls })
    if (latest.ok) this.seenNames.add(latest.value.events)
  }

  private async drain(): Promise<void> {
    if (this.place === null || waitingFiles(this.place.spool) === 0) return
    const recorded = await recordSpool(this.place, [], Date.now())
    if (!recorded.ok) this.connection.console.warn(recorded.message)
  }

  /** A log of an older version is made one of this version by whoever writes to it first. */
  private async bringUpToDate(): Promise<void> {
    if (this.place === null) return
    const recorded = await recordSpool(this.place, [], Date.now(), { busyTimeout: patience })
    if (!recorded.ok) this.connection.console.warn(recorded.message)
  }

  /** Tells the client, soon, that the views may show something else now. */
  announce(): void {
    this.announcements.request('shadow', () => {
      const changed: ShadowChanged = { unseen: this.unseen }
      void this.connection.sendNotification(shadowChangedNotification, changed)
    })
  }

  logState(): LogState {
    if (this.place !== null) return logStateOf(this.state, this.place.database)
    return { kind: 'absent', message: 'No folder is open, so there is no log to show.', path: '' }
  }
}

const kinds = {
  live: 'ok',
  waiting: 'absent',
  replaced: 'ok',
  damaged: 'damaged',
  restarting: 'ok',
  unsupported: 'unreadable',
} as const

/** How a followed log stands, for a view. */
export function logStateOf({ state, message, fault }: TailState, path: string): LogState {
  const otherVersion = fault?.code === 'newer-log' || fault?.code === 'older-log'
  return { kind: otherVersion ? 'unreadable' : kinds[state], message: escapeForDisplay(message), path }
}
