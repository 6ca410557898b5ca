import {
  type Connection,
  type Diagnostic,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
  type InitializeParams,
  type TextDocuments,
} from 'vscode-languageserver'
import type { TextDocument } from 'vscode-languageserver-textdocument'
import type { Problem } from '../evaluator/problem.ts'
import { type DiagnosticOptions, pagesBeside, plainDiagnostics, provideDiagnostics } from './diagnostics.ts'
import type { Documents, OpenDocument } from './documents.ts'
import { Lints } from './lints.ts'
import type { LongReads } from './longReads.ts'
import { editing, Scheduler } from './scheduler.ts'
import type { Settings } from './settings.ts'
import { habitsOf } from './startOptions.ts'
import { lintTests } from './tests.ts'

/** How long edits must rest before what takes thought is looked at; milliseconds. */
const pause = 400

/**
 * Gets diagnostics to the client: answered when it pulls, else pushed with their version; never both. What is known at once
 * goes at once; what lints find follows when edits rest, and keeps its last result until then.
 */
export class DiagnosticsService {
  private pulls = false
  private refreshes = false
  private withholdSyntax = false
  private readonly pages = pagesBeside(process.argv[1])
  private readonly lints: Lints
  /** What the log says of a document; nothing until somebody reads it. */
  facts: (document: OpenDocument) => readonly Problem[] = () => []
  private readonly thinking = new Map<string, NodeJS.Timeout>()
  private readonly scheduler = new Scheduler(editing)
  /** Documents of which something is shown. */
  private readonly shown = new Set<string>()
  /** Documents whose diagnostics follow once they are read. */
  private readonly awaited = new Set<string>()
  private readonly connection: Connection
  private readonly documents: Documents
  private readonly texts: TextDocuments<TextDocument>
  private readonly reads: LongReads
  private readonly settings: () => Settings

  constructor(
    connection: Connection,
    documents: Documents,
    texts: TextDocuments<TextDocument>,
    reads: LongReads,
    settings: () => Settings,
  ) {
    this.connection = connection
    this.documents = documents
    this.lints = new Lints((document) => lintTests(document, documents))
    this.texts = texts
    this.reads = reads
    reads.seen = (part) => this.seePart(part)
    this.settings = settings
  }

  /** How findings are shown to this client. */
  get options(): DiagnosticOptions {
    const { severity } = this.settings().diagnostics
    return { ...plainDiagnostics, severity, pages: this.pages, withholdSyntax: this.withholdSyntax }
  }

  /** What lints have found in a document so far. */
  thought(document: OpenDocument): readonly Problem[] {
    return this.lints.of(document)
  }

  /** Says everything again: how findings are shown has changed. */
  again(): void {
    if (this.pulls) this.refresh()
    else for (const { uri } of this.texts.all()) this.publish(uri)
  }

  initialize(params: InitializeParams): void {
    this.withholdSyntax = habitsOf(params).redHatYaml
    this.pulls = params.capabilities.textDocument?.diagnostic !== undefined
    this.refreshes = params.capabilities.workspace?.diagnostics?.refreshSupport === true
    if (this.pulls) {
      this.connection.languages.diagnostics.on(({ textDocument }) => this.report(textDocument.uri))
    }
  }

  changed({ uri }: TextDocument): void {
    if (!this.pulls) this.scheduler.request(uri, () => this.publish(uri))
    if (!this.pulls || this.refreshes) this.thinkSoon(uri)
  }

  /** A document that this one calls for has become another one. */
  parentChanged(uri: string): void {
    this.lints.forget(uri)
    if (!this.pulls) this.scheduler.request(uri, () => this.publish(uri))
    else this.refresh()
    if (!this.pulls || this.refreshes) this.thinkSoon(uri)
  }

  closed(uri: string): void {
    this.scheduler.cancel(uri)
    clearTimeout(this.thinking.get(uri))
    this.thinking.delete(uri)
    this.lints.forget(uri)
    if (this.shown.delete(uri) && !this.pulls) void this.connection.sendDiagnostics({ uri, diagnostics: [] })
  }

  stop(): void {
    this.scheduler.cancelAll()
    for (const timer of this.thinking.values()) clearTimeout(timer)
    this.thinking.clear()
  }

  private thinkSoon(uri: string): void {
    clearTimeout(this.thinking.get(uri))
    this.thinking.set(
      uri,
      setTimeout(() => void this.think(uri), pause),
    )
  }

  private async think(uri: string): Promise<void> {
    this.thinking.delete(uri)
    await this.reads.settled(uri)
    const text = this.texts.get(uri)
    if (text === undefined || !(await this.lint(text))) return
    if (this.pulls) this.refresh()
    else this.publish(uri)
    if (this.documents.get(uri)?.tests === null) this.thinkOfTestsAgain()
  }

  /** A policy has become another one: what was said of open test files may have, too. */
  private thinkOfTestsAgain(): void {
    for (const { uri, tests } of this.documents.all()) {
      if (tests === null) continue
      this.lints.forget(uri)
      this.thinkSoon(uri)
    }
  }

  /** Lets lints look at a version; false where they had before, or an edit has made it an old one meanwhile. */
  private async lint(text: TextDocument): Promise<boolean> {
    const isNewest = () => this.texts.get(text.uri) === text
    try {
      return await this.lints.refresh(this.documents.update(text), isNewest)
    } catch (error) {
      this.tell(error)
      return false
    }
  }

  private refresh(): void {
    if (this.refreshes) void this.connection.languages.diagnostics.refresh()
  }

  private publish(uri: string): void {
    const reading = this.reads.settled(uri)
    if (reading !== null) this.publishWhenRead(uri, reading)
    else this.publishNow(uri)
  }

  private publishWhenRead(uri: string, reading: Promise<void>): void {
    if (this.awaited.has(uri)) return
    this.awaited.add(uri)
    void reading.then(() => {
      this.awaited.delete(uri)
      this.publish(uri)
    })
  }

  /** Looks at a part of a long document that is being read; shows the first one where nothing is shown yet. */
  private seePart(part: OpenDocument): void {
    const { uri } = part
    const diagnostics = this.guarded(() => provideDiagnostics(part, [], this.options))
    if (this.pulls || diagnostics === null || this.shown.has(uri)) return
    this.shown.add(uri)
    void this.connection.sendDiagnostics({ uri, version: part.text.version, diagnostics })
  }

  private publishNow(uri: string): void {
    const text = this.texts.get(uri)
    if (text === undefined) return
    const diagnostics = this.diagnose(text)
    if (diagnostics === null && !this.shown.has(uri)) return
    if (diagnostics === null) this.shown.delete(uri)
    else this.shown.add(uri)
    void this.connection.sendDiagnostics({ uri, version: text.version, diagnostics: diagnostics ?? [] })
  }

  /** A client that pulls and cannot be told to pull again gets everything in one answer. */
  private async report(uri: string): Promise<DocumentDiagnosticReport> {
    const reading = this.reads.settled(uri)
    const part = reading && this.refreshes && !this.shown.has(uri) ? await this.reads.firstPart(uri) : null
    this.shown.add(uri)
    if (reading && part) {
      void reading.then(() => this.refresh())
      return full(this.guarded(() => provideDiagnostics(part, [], this.options)))
    }
    await reading
    const text = this.texts.get(uri)
    if (text && !this.refreshes) await this.lint(text)
    return full(text && this.diagnose(text))
  }

  private diagnose(text: TextDocument): ReturnType<typeof provideDiagnostics> {
    return this.guarded(() => {
      const document = this.documents.update(text)
      return provideDiagnostics(document, [...this.lints.of(document), ...this.facts(document)], this.options)
    })
  }

  private guarded<T>(work: () => T): T | null {
    try {
      return work()
    } catch (error) {
      this.tell(error)
      return null
    }
  }

  private tell(error: unknown): void {
    this.connection.console.error(`diagnostics: ${error instanceof Error ? error.stack : String(error)}`)
  }
}

function full(items: Diagnostic[] | null | undefined): DocumentDiagnosticReport {
  return { kind: DocumentDiagnosticReportKind.Full, items: items ?? [] }
}
