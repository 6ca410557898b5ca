import { isDeepStrictEqual } from 'node:util'
import type { Connection, InitializeParams } from 'vscode-languageserver'
import type { FilesNamedBy } from '../analysis/policyDocument.ts'
import { scanFolder } from '../analysis/scan.ts'
import { byContent, type DialectFor, dialectSetting } from './dialectSetting.ts'
import { DiskDocuments } from './disk.ts'
import { type Documents, type OpenDocument, pathOf } from './documents.ts'
import { policyInfo, testDocument } from './policies.ts'
import { type PolicyInfo, policiesChanged, type TestDocument } from './protocol.ts'
import { Scheduler } from './scheduler.ts'
import { readSettings, type Settings } from './settings.ts'
import { filesNamedIn } from './startFolder.ts'
import { habitsOf } from './startOptions.ts'

/** The folders, their policies and the settings that hold for them. */
export class Workspace {
  settings: Settings = readSettings(undefined)
  /** Called when the settings for diagnostics have changed. */
  configured: () => void = () => {}
  /** Called when calls are to be replayed otherwise: over another window, or under other names. */
  replayChosen: () => void = () => {}
  /** Called when another log is to be shown. */
  logChosen: () => void = () => {}
  /** Resolves once no document is being opened. */
  opening: () => Promise<void> = async () => {}
  folders: readonly string[] = []
  /** Reads an open document as it stands in the editor now; null for one that is not open. */
  current: (uri: string) => Promise<OpenDocument | null> = async () => null
  /** The text of an open document as it stands in the editor now, by its path. */
  textAt: (path: string) => string | undefined = () => undefined
  /** Where the documents come from that policies call for. */
  readonly namedBy: FilesNamedBy = (path, before) => this.filesNamed(path, before)
  private filesNamed: FilesNamedBy = filesNamedIn({ folders: [], trusted: false, open: () => undefined })
  private canConfigure = false
  /** Policies and test files on disk, as the last scan found them. */
  paths: readonly string[] = []
  /** Which dialect the settings name for a file. */
  dialectFor: DialectFor = byContent
  private disk = new DiskDocuments(byContent)
  private readonly changes = new Scheduler({ quiet: 500, atMost: 2_000 })
  private readonly connection: Connection
  private readonly documents: Documents

  constructor(connection: Connection, documents: Documents) {
    this.connection = connection
    this.documents = documents
  }

  initialize(params: InitializeParams): void {
    this.canConfigure = params.capabilities.workspace?.configuration === true
    this.settings = readSettings(params.initializationOptions?.settings)
    this.folders = (params.workspaceFolders ?? []).map(({ uri }) => pathOf(uri))
    this.filesNamed = filesNamedIn({
      folders: this.folders,
      trusted: habitsOf(params).trusted,
      open: (path) => this.textAt(path),
    })
    this.chooseDialects()
  }

  /** Reads the settings and looks for policies; called once the client is ready. */
  async start(): Promise<void> {
    this.connection.onDidChangeConfiguration(() => void this.configure().then(() => this.scan()))
    await this.configure()
    await this.scan()
  }

  /** A document changed or closed: what is known of it may have, too. */
  changed(uri: string): void {
    this.changes.request('policies', () => void this.connection.sendNotification(policiesChanged, { uri }))
  }

  /** Every policy and test file: the open ones as they stand in the editor, the rest as on disk. */
  async all(): Promise<OpenDocument[]> {
    await this.opening()
    // Nobody may have read an open document's newest version yet.
    const current = await Promise.all(
      [...this.documents.all()].map(async (known) => (await this.current(known.uri)) ?? known),
    )
    const open = current.filter(({ policy, tests }) => policy !== null || tests !== null)
    const openPaths = new Set(open.map(({ path }) => path))
    const closed = this.paths.filter((path) => !openPaths.has(path))
    const read = await Promise.all(closed.map((path) => this.disk.read(path)))
    return [...open, ...read.filter((document) => document !== null)]
  }

  /** Every policy, by name. */
  async policies(): Promise<PolicyInfo[]> {
    const infos = (await this.all()).map(policyInfo).filter((info) => info !== null)
    return infos.sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  async testDocuments(): Promise<TestDocument[]> {
    return (await this.all()).map(testDocument).filter((found) => found !== null)
  }

  async fromDisk(uri: string): Promise<OpenDocument | null> {
    return this.disk.read(pathOf(uri))
  }

  private async configure(): Promise<void> {
    if (!this.canConfigure) return
    const sent = await this.connection.workspace.getConfiguration('rehearsal').catch(() => undefined)
    const before = this.settings
    this.settings = readSettings(sent)
    const otherDialects = !isDeepStrictEqual(before.dialects, this.settings.dialects)
    if (otherDialects) this.chooseDialects()
    if (otherDialects || !isDeepStrictEqual(before.diagnostics, this.settings.diagnostics)) this.configured()
    if (before.audit.path !== this.settings.audit.path) this.logChosen()
    const { replay, toolNames } = this.settings
    if (!isDeepStrictEqual([before.replay, before.toolNames], [replay, toolNames])) this.replayChosen()
  }

  /** What was read under other settings is read anew. */
  private chooseDialects(): void {
    this.dialectFor = dialectSetting(this.settings.dialects, this.folders)
    this.disk = new DiskDocuments((path) => this.dialectFor(path), this.namedBy)
    this.documents.forget()
  }

  private async scan(): Promise<void> {
    const { include, exclude } = this.settings.policies
    const scans = await Promise.all(this.folders.map((folder) => scanFolder(folder, include, exclude)))
    this.paths = scans.flatMap(({ paths }) => paths)
    if (scans.some(({ cut }) => cut)) {
      this.connection.console.warn('More than 5,000 files could be policies; narrow `rehearsal.policies.include`.')
    }
    void this.connection.sendNotification(policiesChanged, {})
  }
}
