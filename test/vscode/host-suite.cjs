/**
 * What must hold inside any VS Code's extension host. It runs in code-server (host-suite.test.ts) and, on machines that can
 * download VS Code itself, under `npm run test:electron`. One self-contained function: its text is what reaches the host.
 */
async function hostSuite(vscode, folder) {
  const checked = []
  const until = async (what, look) => {
    const deadline = Date.now() + 20_000
    for (;;) {
      const found = await look()
      if (found) return found
      if (Date.now() > deadline) throw new Error(`never seen: ${what}`)
      await new Promise((next) => setTimeout(next, 100))
    }
  }
  const check = (what, holds) => {
    if (!holds) throw new Error(`does not hold: ${what}`)
    checked.push(what)
  }

  const uri = vscode.Uri.joinPath(vscode.Uri.file(folder), 'policies', 'coding-team.yaml')
  const document = await vscode.workspace.openTextDocument(uri)
  await vscode.window.showTextDocument(document)
  await until('the extension is active', () => vscode.extensions.getExtension('rehearsal.rehearsal')?.isActive)

  const lenses = await until('lenses', async () => {
    const found = await vscode.commands.executeCommand('vscode.executeCodeLensProvider', uri)
    return found?.length > 1 && found
  })
  check(
    'a dry-run lens stands over a test',
    lenses.some((lens) => lens.command?.title.includes('Dry-run this call')),
  )
  check(
    'the flip stands above the mode',
    lenses.some((lens) => lens.command?.title.includes('Flip to enforce')),
  )

  const at = document.getText().indexOf('enforcement_mode: observe') + 'enforcement_mode: '.length
  const mode = new vscode.Range(document.positionAt(at), document.positionAt(at + 'observe'.length))
  const typo = new vscode.WorkspaceEdit()
  typo.replace(uri, mode, 'obesrve')
  await vscode.workspace.applyEdit(typo)
  const problem = await until('the mistyped mode', () =>
    vscode.languages.getDiagnostics(uri).find(({ message }) => message.includes('Did you mean `observe`?')),
  )
  check('the mistake is underlined at the word', document.getText(problem.range) === 'obesrve')
  const actions = await vscode.commands.executeCommand('vscode.executeCodeActionProvider', uri, problem.range)
  const fix = actions.find(({ title }) => title === 'Change to `observe`')
  check('the fix is offered', fix?.edit !== undefined)
  await vscode.workspace.applyEdit(fix.edit)
  const errors = () =>
    vscode.languages.getDiagnostics(uri).filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error)
  await until('no mistake', () => errors().length === 0)
  check('the fix mends it', document.getText().includes('enforcement_mode: observe'))

  const line = document.positionAt(document.getText().indexOf('# test: bash {command: "rm -rf /"}'))
  const hovers = await vscode.commands.executeCommand('vscode.executeHoverProvider', uri, line.translate(0, 4))
  const words = hovers.flatMap(({ contents }) => contents.map((part) => part.value ?? part)).join('\n')
  check('the hover holds the trace', words.includes('destroys'))
  await vscode.commands.executeCommand('workbench.action.files.revert')
  return checked
}

module.exports = {
  hostSuite,
  run: () => hostSuite(require('vscode'), process.env.REHEARSAL_SUITE_FOLDER),
}
