import {
  type Connection,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
  type InitializeParams,
  type TextDocuments,
} from 'vscode-languageserver'
import type { TextDocument } from 'vscode-languageserver-textdocument'
import { provideDiagnostics } from './diagnostics.ts'
import type { Documents } from './documents.ts'
import { editing, Scheduler } from './scheduler.ts'
import { habitsOf } from './startOptions.ts'

/** Gets diagnostics to the client: answered when it pulls, else pushed with their version; never both. */
export class DiagnosticsService {
  private pulls = false
  private withholdSyntax = false
  private readonly scheduler = new Scheduler(editing)
  private readonly published = new Set<string>()
  private readonly connection: Connection
  private readonly documents: Documents
  private readonly texts: TextDocuments<TextDocument>

  constructor(connection: Connection, documents: Documents, texts: TextDocuments<TextDocument>) {
    this.connection = connection
    this.documents = documents
    this.texts = texts
  }

  initialize(params: InitializeParams): void {
    this.withholdSyntax = habitsOf(params).redHatYaml
    this.pulls = params.capabilities.textDocument?.diagnostic !== undefined
    if (this.pulls) {
      this.connection.languages.diagnostics.on(({ textDocument }) => this.report(textDocument.uri))
    }
  }

  changed({ uri }: TextDocument): void {
    if (!this.pulls) this.scheduler.request(uri, () => this.publish(uri))
  }

  closed(uri: string): void {
    this.scheduler.cancel(uri)
    if (this.published.delete(uri)) void this.connection.sendDiagnostics({ uri, diagnostics: [] })
  }

  stop(): void {
    this.scheduler.cancelAll()
  }

  private publish(uri: string): void {
    const text = this.texts.get(uri)
    if (text === undefined) return
    const diagnostics = this.diagnose(text)
    if (diagnostics === null && !this.published.has(uri)) return
    if (diagnostics === null) this.published.delete(uri)
    else this.published.add(uri)
    void this.connection.sendDiagnostics({ uri, version: text.version, diagnostics: diagnostics ?? [] })
  }

  private report(uri: string): DocumentDiagnosticReport {
    const text = this.texts.get(uri)
    return { kind: DocumentDiagnosticReportKind.Full, items: (text && this.diagnose(text)) ?? [] }
  }

  private diagnose(text: TextDocument): ReturnType<typeof provideDiagnostics> {
    try {
      return provideDiagnostics(this.documents.update(text), this.withholdSyntax)
    } catch (error) {
      this.connection.console.error(`diagnostics: ${error instanceof Error ? error.stack : String(error)}`)
      return null
    }
  }
}
