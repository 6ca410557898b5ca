import { commands, type TextDocument, window, workspace } from 'vscode'
import type { FlipAnswer, FlipParams } from '../server/protocol.ts'
import { withEdits } from './text/edits.ts'
import { type ChangedLine, changedLines, listChanges } from './text/lines.ts'
import { plainLines } from './text/plain.ts'

const linesShown = 8
const showReadiness = 'Show Readiness'

/** The lines in which the editor's text differs from the disk's; none when the document is saved. */
export async function unsavedChanges(document: TextDocument): Promise<readonly ChangedLine[]> {
  if (!document.isDirty) return []
  const saved = await workspace.fs.readFile(document.uri).then(
    (bytes) => new TextDecoder().decode(bytes),
    () => '',
  )
  return changedLines(saved, document.getText())
}

/**
 * Asks with everything that the save will put in force on the table; true when the person agrees. Where something stands
 * in the way, the button that comes first shows what it is.
 */
export async function confirmFlip(
  document: TextDocument,
  params: FlipParams,
  answer: FlipAnswer,
  unsaved: readonly ChangedLine[],
): Promise<boolean> {
  const file = workspace.asRelativePath(document.uri)
  const what = params.label ?? file
  const enforce = params.to === 'enforce'
  const question = enforce ? `Flip ${what} to enforce?` : `Flip ${what} back to observe?`
  const action = enforce ? 'Flip to Enforce' : 'Back to Observe'
  const detail = detailOf(document.getText(), file, answer, unsaved)
  // The first button answers the enter key.
  const buttons = enforce && answer.ready === false ? [showReadiness, action] : [action]
  const chosen = await window.showWarningMessage(question, { modal: true, detail }, ...buttons)
  if (chosen === showReadiness) await commands.executeCommand('rehearsal.showReadiness', params.uri)
  return chosen === action
}

function detailOf(text: string, file: string, answer: FlipAnswer, unsaved: readonly ChangedLine[]): string {
  const change = listChanges(changedLines(text, withEdits(text, answer.edits)), linesShown)
  const parts = [[`In ${file}, saved at once:`, ...change], plainLines(answer.evidence)]
  if (unsaved.length > 0) {
    parts.push(['Unsaved changes of this file that take effect with it:', ...listChanges(unsaved, linesShown)])
  }
  return parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')
}
