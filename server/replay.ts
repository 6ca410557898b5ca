import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { CancellationToken, CodeLens, Connection, InitializeParams } from 'vscode-languageserver'
import type { PolicyDocument } from '../analysis/policyDocument.ts'
import type { Bases, CallRows, NamedTexts, ReplayState, ReportWithBases } from '../analysis/replay/messages.ts'
import { escapeForDisplay } from '../audit/display.ts'
import type { Effect } from '../evaluator/effect.ts'
import { gatePlace } from '../gate/place.ts'
import { type Documents, loadedVersion, type OpenDocument } from './documents.ts'
import { textAtHead } from './gitHead.ts'
import type {
  ReplayAnswer,
  ReplayCalls,
  ReplayCallsParams,
  ReplayEventParams,
  ReplayParams,
} from './protocol/replay.ts'
import { ReplayChild } from './replayChild.ts'
import { figuresOf, rowsOf } from './replayFigures.ts'
import { replayLenses, type ShownRules } from './replayLens.ts'
import { Scheduler } from './scheduler.ts'
import { startedFor } from './startFolder.ts'
import { habitsOf } from './startOptions.ts'
import type { Workspace } from './workspace.ts'

/** A text is sent once it rested so long: diagnostics come first. */
const patience = { quiet: 60, atMost: 300 }
/** How old the saved file and git's HEAD, as they were last read, may be, in ms. */
const basesKept = 2_000
/** How long the first lenses wait until it is known whether there is a log at all, in ms. */
const firstWait = 700

/** What is known of one open document. */
interface Replayed {
  found: ReportWithBases | null
  /** The version of the text that was last sent. */
  version: number
  bases: Bases
  basesReadAt: number
  /** Rules that have had a lens in a long document: they keep it. */
  readonly shown: ShownRules
}

/** What the texts in the editor would decide over the recorded calls; all the work is done by a process of its own. */
export class Replays {
  private readonly connection: Connection
  private readonly workspace: Workspace
  private readonly documents: Documents
  private readonly current: (uri: string) => Promise<OpenDocument | null>
  private readonly edits = new Scheduler(patience)
  private readonly refreshes = new Scheduler({ quiet: 100, atMost: 300 })
  private readonly known = new Map<string, Replayed>()
  private child: ReplayChild | null = null
  private state: ReplayState | { readonly kind: 'waiting' | 'restarting'; readonly message: string } = waiting
  private heard: () => void = () => {}
  private settled: Promise<void> = Promise.resolve()
  private canRefresh = false
  private trusted = false

  /** `current` reads a document as it stands in the editor now. */
  constructor(
    connection: Connection,
    workspace: Workspace,
    documents: Documents,
    current: (uri: string) => Promise<OpenDocument | null>,
  ) {
    this.current = current
    this.connection = connection
    this.workspace = workspace
    this.documents = documents
  }

  initialize(params: InitializeParams): void {
    this.canRefresh = params.capabilities.workspace?.codeLens?.refreshSupport === true
    this.trusted = habitsOf(params).trusted
  }

  /** Begins with the log of the first workspace folder, or the one a setting names. */
  start(): void {
    const [folder] = this.workspace.folders
    const path = this.workspace.settings.audit.path
    if (folder === undefined && path === '') return
    const machine = { platform: process.platform, homedir: homedir(), env: process.env }
    const { database } = gatePlace(path === '' ? undefined : path, folder ?? '.', machine)
    this.settled = new Promise((resolve) => {
      this.heard = resolve
    })
    this.child = new ReplayChild(join(__dirname, 'replay.cjs'), database, {
      onState: (state) => {
        this.state = state
        this.refresh()
      },
      onMessage: (message) => {
        const one = this.known.get(message.key)
        if (one === undefined) return
        if (message.say === 'report') one.found = message.found
        this.state = { kind: 'ok', message: '' }
        this.refresh()
      },
    })
    this.child.useToolNames({ say: 'tool-names', names: this.workspace.settings.toolNames })
    for (const document of this.documents.all()) this.changed(document.uri)
  }

  stop(): void {
    this.edits.cancelAll()
    this.refreshes.cancelAll()
    this.child?.stop()
    this.child = null
  }

  /** Follows the log and the settings as they are now. */
  restart(): void {
    this.stop()
    this.known.clear()
    this.state = waiting
    this.start()
    this.refresh()
  }

  /** A document has another text: it is replayed once typing rests. */
  changed(uri: string): void {
    if (this.child !== null) this.edits.request(uri, () => void this.send(uri))
  }

  /** The file on disk is another one now. */
  saved(uri: string): void {
    const one = this.known.get(uri)
    if (one) one.basesReadAt = 0
    this.changed(uri)
  }

  closed(uri: string): void {
    this.edits.cancel(uri)
    this.known.delete(uri)
    this.child?.close(uri)
  }

  /** The lenses of a document; those of the last good version while the text is broken. None where there is no log. */
  async lenses(document: OpenDocument): Promise<readonly CodeLens[]> {
    if (this.child === null || document.policy === null) return []
    if (!this.known.has(document.uri)) this.changed(document.uri)
    await Promise.race([this.settled, new Promise((resolve) => setTimeout(resolve, firstWait).unref())])
    const one = this.known.get(document.uri)
    if (this.state.kind === 'no-log' || this.state.kind === 'waiting' || one === undefined) return []
    const message = this.state.kind === 'ok' ? '' : this.state.message
    const shown = loadedVersion(document)
    return replayLenses(shown, {
      found: one.found,
      stale: shown !== document || one.found?.report.stale === true,
      windowHours: this.workspace.settings.replay.windowHours,
      message,
      shown: one.shown,
    })
  }

  async report({ uri, windowHours, against }: ReplayParams): Promise<ReplayAnswer> {
    const one = this.known.get(uri)
    const found =
      windowHours === undefined || windowHours === this.workspace.settings.replay.windowHours
        ? (one?.found ?? null)
        : await this.overWindow(uri, windowHours, against)
    const state = this.state.kind === 'no-log' ? 'no-log' : this.state.kind === 'ok' ? 'ok' : 'failed'
    if (found === null) return { state: state === 'ok' ? 'running' : state, message: this.state.message, report: null }
    return { state: 'ok', message: this.state.message, report: figuresOf(found, against) }
  }

  async calls({ uri, of, limit, after = 0 }: ReplayCallsParams): Promise<ReplayCalls> {
    const { rule, effect, change } = of
    const wanted = {
      ...(rule === undefined ? {} : { rule }),
      ...(effect === undefined ? {} : { effect: effect as Effect }),
      ...(change === undefined ? {} : { change }),
    }
    const found = await this.child?.ask({ ask: 'calls', key: uri, of: wanted, limit, after })
    if (!found)
      return { rows: [], calls: 0, distinct: 0, next: null, message: this.state.message || 'Nothing is known.' }
    const aside =
      Object.keys(wanted).length === 0 && after === 0 ? (this.known.get(uri)?.found?.report.aside ?? []) : []
    const notCounted = aside.map(({ sentence }) => escapeForDisplay(sentence))
    return { ...rowsOf(found as CallRows), ...(notCounted.length > 0 && { notCounted }) }
  }

  async event({ id }: ReplayEventParams): Promise<string | null> {
    const found = await this.child?.ask({ ask: 'event', id })
    return typeof found === 'string' ? found : null
  }

  /** What `text` in the place of an open document would decide, and how that differs from it; null where it cannot be told. */
  async compare(uri: string, text: string, token?: CancellationToken): Promise<ReportWithBases | null> {
    return ((await this.child?.ask({ ask: 'compare', key: uri, text }, token)) ?? null) as ReportWithBases | null
  }

  /** The sums that readiness needs, over its own window; null where they cannot be told now. */
  async sums(
    { path, text, policy }: OpenDocument,
    windowHours: number,
    token?: CancellationToken,
  ): Promise<ReportWithBases['report'] | null> {
    const read = policy === null ? {} : { dialect: policy.dialect.name, named: this.namedTexts(policy) }
    const query = { ask: 'text', path, text: text.getText(), ...read, windowHours } as const
    const found = ((await this.child?.ask(query, token)) ?? null) as ReportWithBases | null
    return found?.report ?? null
  }

  private async overWindow(uri: string, windowHours: number, against: ReplayParams['against']) {
    const query = { ask: 'window', key: uri, windowHours, ...(against === undefined ? {} : { against }) } as const
    return ((await this.child?.ask(query)) ?? null) as ReportWithBases | null
  }

  private async send(uri: string): Promise<void> {
    // Nobody may have read this version yet: an editor that pulls diagnostics asks when it likes.
    const document = await this.current(uri)
    if (!document?.policy) return
    const { path, text, policy } = document
    const one = this.known.get(uri) ?? newReplayed()
    this.known.set(uri, one)
    one.version = text.version
    if (Date.now() - one.basesReadAt > basesKept) {
      one.basesReadAt = Date.now()
      one.bases = await this.basesOf(document)
      // Another version came meanwhile, and was sent.
      if (one.version !== text.version) return
    }
    const { windowHours } = this.workspace.settings.replay
    const dialect = policy.dialect.name
    const asked = { path, text: text.getText(), dialect, windowHours, bases: one.bases }
    this.child?.judge({ say: 'judge', key: uri, ...asked, named: this.namedTexts(policy) })
  }

  private namedTexts({ path, model }: PolicyDocument): NamedTexts {
    const texts = model.further.filter(({ named }) => named !== undefined)
    return { texts, files: startedFor(path, this.workspace.folders, this.trusted) }
  }

  private async basesOf({ path }: OpenDocument): Promise<Bases> {
    const [saved, head] = await Promise.all([
      readFile(path, 'utf8').catch(() => null),
      // Git reads settings of the repository, which can name programs.
      this.trusted ? textAtHead(path) : null,
    ])
    return { saved, head }
  }

  /** Has the editor ask for lenses again, where it can be asked to. */
  private refresh(): void {
    this.heard()
    if (!this.canRefresh) return
    this.refreshes.request(
      'lenses',
      () => void this.connection.sendRequest('workspace/codeLens/refresh').catch(() => undefined),
    )
  }
}

const waiting = { kind: 'waiting', message: '' } as const

function newReplayed(): Replayed {
  return { found: null, version: 0, bases: { saved: null, head: null }, basesReadAt: 0, shown: new Set() }
}
