import * as vscode from 'vscode'

const yaml = { language: 'yaml' }
const behind = vscode.window.createTextEditorDecorationType({ after: { color: 'green', margin: '0 0 0 2em' } })

/** One of everything: diagnostics with a fix, lens, hover, text behind a line, status bar, tree, dialogs, completion. */
export function activate({ subscriptions }: vscode.ExtensionContext): void {
  const bar = vscode.window.createStatusBarItem(vscode.StatusBarAlignment.Left, 100)
  bar.text = '$(law) probe: ready'
  bar.show()
  subscriptions.push(
    bar,
    ...editorFeatures(),
    ...commands(),
    vscode.window.registerTreeDataProvider('probe.fruit', fruit),
    vscode.window.registerTreeDataProvider('probe.empty', {
      getChildren: () => [],
      getTreeItem: (label: string) => new vscode.TreeItem(label),
    }),
    vscode.window.registerWebviewViewProvider('probe.summary', summary),
  )
}

function editorFeatures(): vscode.Disposable[] {
  const collection = vscode.languages.createDiagnosticCollection('probe')
  const check = (document: vscode.TextDocument) => {
    if (document.languageId === 'yaml') collection.set(document.uri, mistakes(document))
  }
  vscode.workspace.textDocuments.forEach(check)
  return [
    collection,
    vscode.workspace.onDidOpenTextDocument(check),
    vscode.workspace.onDidChangeTextDocument((event) => check(event.document)),
    vscode.languages.registerCodeActionsProvider(yaml, { provideCodeActions: fixes }),
    vscode.languages.registerCodeLensProvider(yaml, { provideCodeLenses: lenses }),
    vscode.languages.registerHoverProvider(yaml, {
      provideHover: (document, position) =>
        new vscode.Hover(`**Probe** saw \`${document.getText(document.getWordRangeAtPosition(position))}\``),
    }),
    vscode.languages.registerCompletionItemProvider(yaml, {
      provideCompletionItems: () => ['enforce', 'observe'].map((word) => new vscode.CompletionItem(word)),
    }),
  ]
}

function mistakes(document: vscode.TextDocument): vscode.Diagnostic[] {
  return [...document.getText().matchAll(/obsrve/g)].map(({ index }) => {
    const range = new vscode.Range(document.positionAt(index), document.positionAt(index + 6))
    const mistake = new vscode.Diagnostic(range, 'unknown mode `obsrve`: did you mean `observe`?')
    mistake.source = 'probe'
    mistake.code = 'unknown-mode'
    return mistake
  })
}

function fixes(document: vscode.TextDocument, _: vscode.Range, context: vscode.CodeActionContext): vscode.CodeAction[] {
  return context.diagnostics.map((diagnostic) => {
    const fix = new vscode.CodeAction('Change to `observe`', vscode.CodeActionKind.QuickFix)
    fix.edit = new vscode.WorkspaceEdit()
    fix.edit.replace(document.uri, diagnostic.range, 'observe')
    fix.diagnostics = [diagnostic]
    return fix
  })
}

function lenses(document: vscode.TextDocument): vscode.CodeLens[] {
  return [...document.getText().matchAll(/# test:/g)].map(({ index }) => {
    const { line } = document.positionAt(index)
    const range = new vscode.Range(line, 0, line, 1)
    return new vscode.CodeLens(range, { title: '▶ Dry-run this call', command: 'probe.run', arguments: [line] })
  })
}

function commands(): vscode.Disposable[] {
  const say = (text: string) => void vscode.window.showInformationMessage(text)
  const register = vscode.commands.registerCommand
  return [
    register('probe.run', (line: number) => {
      const range = new vscode.Range(line, 0, line, 1000)
      const after = { contentText: '✓ deny · block-dotenv' }
      vscode.window.activeTextEditor?.setDecorations(behind, [{ range, renderOptions: { after } }])
    }),
    register('probe.ask', async () => {
      const detail = 'Two calls would be blocked.'
      const answer = await vscode.window.showWarningMessage('Flip to enforce?', { modal: true, detail }, 'Flip')
      const next = await vscode.window.showInformationMessage(`You said ${answer}`, 'Again')
      if (next === 'Again') say('Once more')
    }),
    register('probe.pick', async () => {
      const kind = await vscode.window.showQuickPick(['apple', 'pear'], { placeHolder: 'Which fruit?' })
      const name = await vscode.window.showInputBox({ prompt: 'Its name?' })
      say(`${kind} called ${name}`)
    }),
    register('probe.refresh', () => say('Refreshed')),
    register('probe.eat', (label: string) => say(`Ate ${label}`)),
    register('probe.peel', (label: string) => say(`Peeled ${label}`)),
  ]
}

const fruit: vscode.TreeDataProvider<string> = {
  getChildren: (parent) => {
    if (parent === undefined) return ['apples', 'pears']
    return parent.includes(' ') ? [] : Array.from({ length: 60 }, (_, index) => `${parent} ${index + 1}`)
  },
  getTreeItem: (label) => {
    const { None, Collapsed } = vscode.TreeItemCollapsibleState
    const item = new vscode.TreeItem(label, label.includes(' ') ? None : Collapsed)
    item.description = label.includes(' ') ? 'just now' : '60 × ripe'
    item.tooltip = `all about ${label}`
    if (label.includes(' ')) item.contextValue = 'fruit'
    return item
  },
}

const summary: vscode.WebviewViewProvider = {
  resolveWebviewView({ webview }) {
    webview.options = { enableScripts: true }
    webview.onDidReceiveMessage((text) => vscode.window.showInformationMessage(`The card says ${text}`))
    webview.html = `<p>12 shadow events</p><button>Count</button><script>
      const host = acquireVsCodeApi(); document.querySelector('button').onclick = () => host.postMessage('twelve')</script>`
  },
}
