import { commands, type Disposable, type TextDocument, Uri, WorkspaceEdit, window, workspace } from 'vscode'
import {
  type FlipAnswer,
  type FlipParams,
  type FlippedParams,
  flippedNotification,
  flipRequest,
  type PolicyInfo,
  policyRequest,
  type Refusal,
} from '../server/protocol.ts'
import type { Connection } from './connection.ts'
import { textEditOf } from './convert.ts'
import { confirmFlip, unsavedChanges } from './flipConfirm.ts'
import { askPatiently } from './patience.ts'

type Target = FlipParams['to']
type Flip = (params: FlipParams) => Promise<void>

/** The flip as CodeLens, code action, row action and palette entry: asked, confirmed, applied, saved, told. */
export function activateFlip(connection: Connection, onFlip: () => void): Disposable {
  const flip: Flip = (params) => flipPolicy(connection, params, onFlip)
  const flipTo = (to: Target) => async (target?: unknown) => {
    const params = await paramsFor(connection, to, target)
    if (params) await flip(params)
    else void window.showInformationMessage('Open a policy first.')
  }
  const registered = [
    commands.registerCommand('rehearsal.flip', flip),
    commands.registerCommand('rehearsal.flipToEnforce', flipTo('enforce')),
    commands.registerCommand('rehearsal.flipToObserve', flipTo('observe')),
  ]
  return {
    dispose() {
      for (const command of registered) command.dispose()
    },
  }
}

/** What a command means: a row of the Policies view, or without one the policy in the editor. */
async function paramsFor(connection: Connection, to: Target, target: unknown): Promise<FlipParams | undefined> {
  const row = target as { kind?: string; info?: PolicyInfo; rule?: { label: string } } | undefined
  if (row?.info && row.kind === 'rule' && row.rule)
    return { uri: row.info.uri, kind: 'rule', label: row.rule.label, to }
  if (row?.info) return { uri: row.info.uri, kind: 'policy', to }
  const uri = window.activeTextEditor?.document.uri.toString()
  if (uri === undefined) return undefined
  const info = await connection.ask<PolicyInfo | null>(policyRequest, { uri })
  return info ? { uri, kind: 'policy', to } : undefined
}

async function flipPolicy(connection: Connection, wanted: FlipParams, onFlip: () => void): Promise<void> {
  const params = await withWord(connection, wanted)
  if (params === undefined) return
  const document = await workspace.openTextDocument(Uri.parse(params.uri))
  const title = 'weighing the evidence for the flip'
  const { answer, cancelled } = await askPatiently<FlipAnswer | Refusal>(connection, title, flipRequest, params)
  if (cancelled) return
  if (!answer) return void window.showErrorMessage("Rehearsal's language server did not answer; its log says why.")
  if (!('edits' in answer)) return void window.showWarningMessage(answer.message)
  const asked = document.getText()
  const unsaved = await unsavedChanges(document)
  const mustAsk = params.to === 'enforce' || unsaved.length > 0
  if (mustAsk && !(await confirmFlip(document, params, answer, unsaved))) return
  if (document.getText() !== asked || (answer.version !== null && answer.version !== document.version)) {
    return void window.showWarningMessage('The file has changed meanwhile, so nothing was flipped. Try once more.')
  }
  if (!(await applyAndSave(document, answer))) {
    const words = 'The mode was changed in the editor but the file could not be saved, so it is not in force yet.'
    return void window.showErrorMessage(words)
  }
  const flipped: FlippedParams = { ...params, before: answer.before, after: answer.after }
  connection.tell(flippedNotification, flipped)
  onFlip()
  await sayDone(connection, params, (again) => flipPolicy(connection, again, onFlip))
}

/** CapFence's warnings become one of two words: which one is the person's to say; undefined when they leave it. */
async function withWord(connection: Connection, params: FlipParams): Promise<FlipParams | undefined> {
  if (params.to !== 'enforce' || params.as !== undefined) return params
  const info = await connection.ask<PolicyInfo | null>(policyRequest, { uri: params.uri })
  if (info?.dialect !== 'capfence') return params
  const words = [
    { label: 'deny', description: 'the call is blocked', as: 'deny' },
    { label: 'require_approval', description: 'a person is asked first', as: 'require_approval' },
  ] as const
  const chosen = await window.showQuickPick(words, { title: 'What does `warn` become?' })
  return chosen && { ...params, as: chosen.as }
}

/** Makes exactly the edit, as one step of undo, and saves without formatters and fixes: they would change more. */
async function applyAndSave(document: TextDocument, { edits }: FlipAnswer): Promise<boolean> {
  await window.showTextDocument(document, { preview: false })
  const change = new WorkspaceEdit()
  change.set(document.uri, edits.map(textEditOf))
  if (!(await workspace.applyEdit(change))) return false
  await commands.executeCommand('workbench.action.files.saveWithoutFormatting')
  return !document.isDirty || (await document.save())
}

async function sayDone(connection: Connection, params: FlipParams, flip: Flip): Promise<void> {
  const name = params.label ?? (await nameOf(connection, params.uri))
  if (params.to === 'enforce') return void window.showInformationMessage(`${name} is enforced now.`)
  const back = 'Flip to Enforce'
  const words = `${name} observes again: nothing is blocked. Undo and save, or flip, to enforce it.`
  const choice = await window.showInformationMessage(words, back)
  if (choice === back) await flip({ ...params, to: 'enforce' })
}

async function nameOf(connection: Connection, uri: string): Promise<string> {
  const info = await connection.ask<PolicyInfo | null>(policyRequest, { uri })
  return info?.name ?? workspace.asRelativePath(Uri.parse(uri))
}
