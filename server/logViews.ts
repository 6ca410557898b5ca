import { userInfo } from 'node:os'
import { join } from 'node:path'
import type { CancellationToken, Connection } from 'vscode-languageserver'
import { setReviews } from '../audit/reviews.ts'
import { openStore } from '../audit/store.ts'
import { loggedEvent } from '../audit/stored-event.ts'
import { startTail, type Tail } from '../audit/tail.ts'
import type { TailState } from '../audit/tail-messages.ts'
import { hookHealth } from '../gate/hook-health.ts'
import { hooksIn, thisMachine } from './livePolicy.ts'
import { groupOfRun, groupsOf, logFilter, shownLogEvent } from './logRows.ts'
import * as protocol from './protocol/events.ts'
import type { LogState } from './protocol.ts'
import { logStateOf, type Shadow } from './shadow.ts'
import { grainOf, summaryOf } from './summary.ts'

/** Runs in one answer. */
const runsAtOnce = 50
const usualWindow = 24
/** How long a review waits for a hook that is writing, in ms. */
const patience = 3_000

interface Other {
  readonly path: string
  readonly tail: Tail
  state: TailState
}

/** What the views ask of the log that is shown: the workspace's own, or another one that was opened. */
export class LogViews {
  private other: Other | null = null
  private readonly connection: Connection
  private readonly shadow: Shadow

  constructor(connection: Connection, shadow: Shadow) {
    this.connection = connection
    this.shadow = shadow
  }

  stop(): void {
    void this.other?.tail.stop()
    this.other = null
  }

  async groups(params: protocol.GroupsParams, token?: CancellationToken): Promise<protocol.Groups> {
    const { by, before } = params
    const query = {
      ask: 'groups',
      filter: logFilter(params.filter, Date.now()),
      by: by === 'policy' ? 'rule' : by,
      limit: runsAtOnce,
      ...(before !== undefined && { before }),
    } as const
    const found = await this.tail()?.view(query, { signal: signalOf(token) })
    const rest = { state: this.state(), foreign: this.foreign() }
    if (!found?.ok) return { ...rest, groups: [], next: null }
    const { groups, runs, next } = found.value
    return { ...rest, groups: [...groupsOf(groups), ...runs.map(groupOfRun)], next }
  }

  async events(params: protocol.EventsParams, token?: CancellationToken): Promise<protocol.Events> {
    const { before, limit } = params
    const filter = logFilter(params.filter, Date.now())
    const query = { ask: 'page', filter, limit, ...(before !== undefined && { before }) } as const
    const found = await this.tail()?.view(query, { signal: signalOf(token) })
    if (!found?.ok) return { events: [], next: null, message: found === undefined ? '' : found.error.message }
    const { foreign, reviews, next } = found.value
    const platform = process.platform
    const own = found.value.rows
      .map(loggedEvent)
      .map((row) => shownLogEvent(row, { foreign: false, platform, review: reviews[row.id] ?? null }))
    const others = foreign.map((event) => shownLogEvent(event, { foreign: true, platform }))
    return { events: [...own, ...others], next, message: '' }
  }

  /** The figures of one policy, of the workspace's own log. */
  async summary({ policyFile, windowHours = usualWindow }: protocol.SummaryParams): Promise<protocol.Summary> {
    const now = Date.now()
    const { since } = logFilter({ windowHours }, now)
    const query = {
      ask: 'card',
      policyFile,
      window: since === undefined ? {} : { since },
      points: grainOf(windowHours),
    } as const
    const found = await this.shadow.followed?.view(query)
    const counts = found?.ok ? found.value : { counts: [], points: [], reviews: [] }
    return summaryOf(counts, { windowHours, now, state: this.shadow.logState() })
  }

  /** Marks decisions of the workspace's own log. */
  review({ ids, review }: protocol.ReviewParams): protocol.ReviewAnswer {
    const place = this.shadow.place
    const shown = this.other
    if (shown !== null)
      return { reviewed: 0, message: `${shown.path} is only shown here; its events cannot be marked.` }
    if (place === null) return { reviewed: 0, message: 'There is no log to write to: no folder is open.' }
    const store = openStore(place.database, { busyTimeout: patience, mustExist: true })
    if (!store.ok) return { reviewed: 0, message: store.error.message }
    try {
      const by = { who: userInfo().username, time: new Date().toISOString() }
      const done = setReviews(store.value, ids, review, by)
      return done.ok ? { reviewed: done.value, message: '' } : { reviewed: 0, message: done.error.message }
    } finally {
      store.value.close()
    }
  }

  async exportCsv(params: protocol.ExportCsvParams, token?: CancellationToken): Promise<protocol.ExportCsvAnswer> {
    const progress = (part: number) => {
      const told: protocol.ExportProgress = { token: params.token, part }
      void this.connection.sendNotification(protocol.exportProgressNotification, told)
    }
    const query = { ask: 'export', filter: logFilter(params.filter, Date.now()), to: params.path } as const
    const done = await this.tail()?.view(query, { signal: signalOf(token), progress })
    if (done === undefined) return { events: 0, message: this.state().message }
    return done.ok ? { events: done.value.events, message: '' } : { events: 0, message: done.error.message }
  }

  /** Shows the log at `path`, whoever wrote it, or the workspace's own again; resolves once it is known what stands there. */
  async openLog({ path }: protocol.OpenLogParams): Promise<protocol.OpenLogAnswer> {
    this.stop()
    if (path === null) {
      this.shadow.announce()
      return { message: '' }
    }
    const { promise: first, resolve } = Promise.withResolvers<TailState>()
    const tail = startTail({
      dbPath: path,
      childScript: join(__dirname, 'tail.cjs'),
      onEvents: () => this.shadow.announce(),
      onState: (state) => {
        if (this.other?.tail === tail) this.other.state = state
        this.shadow.announce()
        resolve(state)
      },
    })
    this.other = { path, tail, state: { state: 'waiting', message: '' } }
    this.other.state = await first
    const { state, message } = this.other.state
    return { message: state === 'live' ? '' : message }
  }

  async hookHealth(): Promise<protocol.HookHealth> {
    const { place, folders, followed } = this.shadow
    const seen = async (agent: string) => {
      const sessions = await followed?.list({ kind: 'session_start', agent }, { limit: 1 })
      if (sessions?.ok) return sessions.value.events.length > 0
      // A log that cannot be asked proves nothing; one that is not there holds none.
      return this.shadow.logState().kind !== 'absent'
    }
    return hookHealth(hooksIn(folders), place?.database ?? null, seen, thisMachine())
  }

  private tail(): Tail | null {
    return this.other === null ? this.shadow.followed : this.other.tail
  }

  private state(): LogState {
    return this.other === null ? this.shadow.logState() : logStateOf(this.other.state, this.other.path)
  }

  private foreign(): string | null {
    const state = this.other === null ? this.shadow.tailState : this.other.state
    return state.log?.format ?? null
  }
}

function signalOf(token: CancellationToken | undefined): AbortSignal {
  const controller = new AbortController()
  token?.onCancellationRequested(() => controller.abort())
  if (token?.isCancellationRequested) controller.abort()
  return controller.signal
}
