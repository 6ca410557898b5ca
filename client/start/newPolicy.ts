import { homedir } from 'node:os'
import { commands, type Disposable, type ExtensionContext, FileType, Uri, window, workspace } from 'vscode'
import { dialects, exampleOf } from './example.ts'

/** *New Policy*: asks for the system, writes the example of its page to a new file, and opens it. */
export function activateNewPolicy(context: ExtensionContext): Disposable {
  return commands.registerCommand('rehearsal.newPolicy', async () => {
    const items = dialects.map(({ name, words }) => ({ label: name, description: words }))
    const chosen = await window.showQuickPick(items, {
      title: 'New Policy',
      placeHolder: 'Which system the policy is for',
      matchOnDescription: true,
    })
    if (chosen) await write(context, chosen.label)
  })
}

async function write(context: ExtensionContext, dialect: string): Promise<void> {
  const page = await workspace.fs.readFile(Uri.joinPath(context.extensionUri, 'docs', 'dialects', `${dialect}.md`))
  const example = exampleOf(new TextDecoder().decode(page))
  if (example === undefined) return void window.showErrorMessage(`There is no example of ${dialect}.`)
  const folder = workspace.workspaceFolders?.[0]?.uri ?? Uri.file(homedir())
  const target = await window.showSaveDialog({
    title: 'New Policy',
    saveLabel: 'Create',
    defaultUri: Uri.joinPath(await policyFolder(folder), `${dialect}.${example.ending}`),
    filters: { Policy: [example.ending] },
  })
  if (target === undefined) return
  await workspace.fs.writeFile(target, new TextEncoder().encode(example.text))
  await window.showTextDocument(target)
}

/** Where the gate looks for policies, if it is there. */
async function policyFolder(folder: Uri): Promise<Uri> {
  const policies = Uri.joinPath(folder, 'policies')
  const found = await workspace.fs.stat(policies).then(
    ({ type }) => type === FileType.Directory,
    () => false,
  )
  return found ? policies : folder
}
