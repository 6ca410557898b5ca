import { commands, Disposable, EventEmitter, Uri, window, workspace } from 'vscode'
import { type ReadinessAnswer, readinessRequest } from '../../server/protocol/evidence.ts'
import type { PolicyInfo } from '../../server/protocol.ts'
import type { Connection } from '../connection.ts'

/** Reports are documents of a scheme of their own: the editor's markdown preview shows them in every theme. */
const scheme = 'rehearsal-report'

/** *Show Readiness*: the report whether a policy can be enforced, from a row of a view or the policy in the editor. */
export function activateReadiness(connection: Connection): Disposable {
  const changed = new EventEmitter<Uri>()
  const texts = new Map<string, string>()
  const show = async (target?: unknown): Promise<void> => {
    const uri = uriOf(target)
    const answer = uri && (await connection.ask<ReadinessAnswer | null>(readinessRequest, { uri: uri.toString() }))
    if (!uri || !answer) return void window.showInformationMessage('Open a policy first.')
    const name = workspace.asRelativePath(uri).replaceAll('/', ' › ')
    const report = Uri.from({ scheme, path: `/Readiness of ${name}.md`, query: uri.toString() })
    texts.set(report.toString(), answer.markdown)
    changed.fire(report)
    await commands.executeCommand('markdown.showPreview', report)
  }
  return Disposable.from(
    changed,
    workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: (uri) => texts.get(uri.toString()) ?? '',
    }),
    commands.registerCommand('rehearsal.showReadiness', show),
  )
}

/** A row of the Policies view, a URI from elsewhere, or the document in the editor. */
function uriOf(target: unknown): Uri | undefined {
  const row = target as { info?: PolicyInfo } | string | undefined
  if (typeof row === 'string') return Uri.parse(row)
  if (row?.info) return Uri.parse(row.info.uri)
  return window.activeTextEditor?.document.uri
}
