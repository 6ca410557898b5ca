import { type Disposable, type TextDocument, type Uri, workspace } from 'vscode'
import { type Connection, documentSelector } from './connection.ts'
import { markerWindow, mightBePolicy } from './text/markers.ts'

/** The server itself reads no more files than this; what lies past it does not start it either. */
const filesToLookAt = 5000
const policyLanguages = new Set(documentSelector.map(({ language }) => language))

/** Starts the server at the first policy: one that is open, is opened, or lies in the workspace. */
export function wakeAtFirstPolicy(connection: Connection): Disposable {
  let asleep = true
  const opened = workspace.onDidOpenTextDocument(look)
  for (const document of workspace.textDocuments) look(document)
  void scan()

  function look(document: TextDocument): void {
    if (!asleep || document.uri.scheme !== 'file' || !policyLanguages.has(document.languageId)) return
    if (mightBePolicy(document.getText())) wake()
  }

  async function scan(): Promise<void> {
    for (const uri of await candidates()) {
      if (!asleep) return
      if (await holdsMarker(uri)) wake()
    }
  }

  function wake(): void {
    if (!asleep) return
    asleep = false
    opened.dispose()
    void connection.start()
  }

  return {
    dispose() {
      asleep = false
      opened.dispose()
    },
  }
}

async function candidates(): Promise<readonly Uri[]> {
  const globs = workspace.getConfiguration('rehearsal').get<string[]>('policies.include', [])
  const found = await Promise.all(
    globs.map((glob) => workspace.findFiles(glob, '**/{node_modules,.git}/**', filesToLookAt)),
  )
  return found.flat().slice(0, filesToLookAt)
}

async function holdsMarker(uri: Uri): Promise<boolean> {
  try {
    const bytes = await workspace.fs.readFile(uri)
    return mightBePolicy(new TextDecoder().decode(bytes.subarray(0, markerWindow)))
  } catch {
    return false
  }
}
