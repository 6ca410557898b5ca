import { commands, Disposable, Uri, WorkspaceEdit, window, workspace } from 'vscode'
import {
  type FileEdit,
  type FileEditAnswer,
  type LetThroughParams,
  letThroughRequest,
  makeTestCaseRequest,
} from '../../server/protocol/evidence.ts'
import type { Connection } from '../connection.ts'
import { reveal, textEditOf } from '../convert.ts'
import { askPatiently } from '../patience.ts'
import { withEdits } from '../text/edits.ts'
import { changedLines, listChanges } from '../text/lines.ts'

/** So many lines of a change are shown before it is made. */
const linesShown = 30

/** The row that a command was called on: an event of any view. */
interface EventRow {
  readonly event?: { readonly id: string; readonly policyFile: string }
}

/** What is made of one recorded call: a test case, or an edit after which the policy lets it through. Nothing is saved. */
export function activateEventEdits(connection: Connection): Disposable {
  const onEvent =
    (run: (connection: Connection, event: NonNullable<EventRow['event']>) => Promise<void>) =>
    async (row?: EventRow): Promise<void> => {
      if (row?.event) {
        // What is open in the editor is what the edit is made for, and what the recorded calls are judged by.
        await openPolicy(row.event.policyFile)
        await run(connection, row.event)
      } else void window.showInformationMessage('Choose an event in the Shadow Events view.')
    }
  return Disposable.from(
    commands.registerCommand('rehearsal.makeTestCase', onEvent(makeTestCase)),
    commands.registerCommand('rehearsal.allowLikeThis', onEvent(letThrough('allow'))),
    commands.registerCommand('rehearsal.narrowRule', onEvent(letThrough('narrow'))),
  )
}

async function openPolicy(policyFile: string): Promise<void> {
  const [file = policyFile] = policyFile.split('\n')
  await workspace.openTextDocument(Uri.file(file)).then(
    () => undefined,
    () => undefined,
  )
}

async function makeTestCase(connection: Connection, { id, policyFile }: { id: string; policyFile: string }) {
  const answer = await connection.ask<FileEditAnswer>(makeTestCaseRequest, { eventId: id, policyFile })
  if (answer && 'edits' in answer) await applyFileEdit(answer)
  else void window.showWarningMessage(answer?.message ?? silent)
}

function letThrough(way: LetThroughParams['way']) {
  return async (connection: Connection, { id, policyFile }: { id: string; policyFile: string }): Promise<void> => {
    const event = { eventId: id, policyFile }
    const title = 'trying the edit on the recorded calls'
    const asked = await askPatiently<FileEditAnswer>(connection, title, letThroughRequest, { ...event, way })
    const { answer, cancelled } = asked
    if (cancelled) return
    if (answer && 'edits' in answer) return confirmed(answer)
    if (answer?.code === 'by-hand') {
      const wanted = await connection.ask<FileEditAnswer>(makeTestCaseRequest, { ...event, expect: 'allow' })
      if (wanted && 'edits' in wanted) await applyFileEdit(wanted)
    }
    void window.showWarningMessage(answer?.message ?? silent)
  }
}

/** Asks with the edit's consequences on the table. */
async function confirmed(answer: FileEdit): Promise<void> {
  const uri = Uri.parse(answer.uri)
  const before = answer.create ? '' : (await workspace.openTextDocument(uri)).getText()
  // Whole lines: an edit may begin behind the blanks of its first one.
  const change = listChanges(changedLines(before, withEdits(before, answer.edits)), linesShown)
  const detail = [`In ${workspace.asRelativePath(uri)}:`, ...change, '', ...answer.effects].join('\n')
  const choice = await window.showInformationMessage(answer.summary, { modal: true, detail }, 'Edit Policy')
  if (choice === 'Edit Policy') await applyFileEdit(answer)
}

/** One step of undo; the document stays unsaved, so that nothing is in force yet. False when it was not made. */
export async function applyFileEdit({ uri: file, version, edits, create }: FileEdit): Promise<boolean> {
  const uri = Uri.parse(file)
  if (create) await workspace.fs.writeFile(uri, new Uint8Array())
  const document = await workspace.openTextDocument(uri)
  if (version !== null && version !== 0 && version !== document.version) {
    void window.showWarningMessage('The file has changed meanwhile, so nothing was edited. Try once more.')
    return false
  }
  const change = new WorkspaceEdit()
  change.set(document.uri, edits.map(textEditOf))
  const [first] = edits
  const applied = await workspace.applyEdit(change)
  if (applied && first) await reveal(document.uri, first.range)
  return applied
}

const silent = "Rehearsal's language server did not answer; its log says why."
