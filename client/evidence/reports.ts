import { commands, Disposable, EventEmitter, Uri, workspace } from 'vscode'

/** Reports are documents of a scheme of their own: the editor's markdown preview shows them in every theme. */
const scheme = 'rehearsal-report'

/** Shows markdown as a report; one of the same title takes the place of the one before. */
export interface Reports extends Disposable {
  show(title: string, markdown: string): Promise<void>
}

export function openReports(): Reports {
  const changed = new EventEmitter<Uri>()
  const texts = new Map<string, string>()
  const provider = workspace.registerTextDocumentContentProvider(scheme, {
    onDidChange: changed.event,
    provideTextDocumentContent: (uri) => texts.get(uri.toString()) ?? '',
  })
  return {
    async show(title, markdown) {
      const report = Uri.from({ scheme, path: `/${title}.md` })
      texts.set(report.toString(), markdown)
      changed.fire(report)
      await commands.executeCommand('markdown.showPreview', report)
    },
    dispose: () => Disposable.from(changed, provider).dispose(),
  }
}
