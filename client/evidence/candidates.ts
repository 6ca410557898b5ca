import { commands, Disposable, type Uri, window, workspace } from 'vscode'
import { type CandidateAnswer, type CandidateParams, candidateRequest } from '../../server/protocol/evidence.ts'
import type { Refusal } from '../../server/protocol.ts'
import type { Connection } from '../connection.ts'
import { askPatiently } from '../patience.ts'
import { applyFileEdit } from './eventEdits.ts'
import { policyUri } from './policyUri.ts'
import type { Reports } from './reports.ts'

/** A version of a policy observed alongside the saved one: begun, compared, promoted, withdrawn. */
export function activateCandidates(connection: Connection, reports: Reports): Disposable {
  const on = (action: CandidateParams['action'], then: (answer: CandidateAnswer, uri: Uri) => unknown) => {
    return async (target?: unknown): Promise<void> => {
      const uri = policyUri(target)
      if (!uri) return void window.showInformationMessage('Open a policy first.')
      const answer = await ask(connection, uri, action)
      if (answer) await then(answer, uri)
      // What can be done about a candidate stands in the policy's menu.
      void commands.executeCommand('rehearsal.refreshPolicies')
    }
  }
  const show = ({ message, markdown }: CandidateAnswer, uri: Uri) =>
    reports.show(`Candidate of ${workspace.asRelativePath(uri).replaceAll('/', ' › ')}`, markdown ?? message)
  const say = ({ message }: CandidateAnswer) => void window.showInformationMessage(message)
  return Disposable.from(
    commands.registerCommand('rehearsal.observeAlongside', on('observe', say)),
    commands.registerCommand('rehearsal.showCandidate', on('show', show)),
    commands.registerCommand('rehearsal.withdrawCandidate', on('withdraw', say)),
    commands.registerCommand(
      'rehearsal.promoteCandidate',
      on('promote', (answer, uri) => promote(connection, answer, uri)),
    ),
  )
}

async function ask(connection: Connection, uri: Uri, action: CandidateParams['action']) {
  const params = { uri: uri.toString(), action }
  const title = 'reading what the candidate said'
  const asked = await askPatiently<CandidateAnswer | Refusal | null>(connection, title, candidateRequest, params)
  const { answer, cancelled } = asked
  if (cancelled) return undefined
  if (answer && !('code' in answer)) return answer
  void window.showWarningMessage(answer?.message ?? 'Open a policy first.')
  return undefined
}

/** The edit and the save: the gate reads the disk. Then there is nothing left to observe. */
async function promote(connection: Connection, { edit }: CandidateAnswer, uri: Uri): Promise<void> {
  if (!edit) return
  const detail = 'The file is saved, so the next call is judged by it. Undo takes it back.'
  const choice = await window.showWarningMessage(edit.summary, { modal: true, detail }, 'Promote')
  if (choice !== 'Promote' || !(await applyFileEdit(edit))) return
  const document = await workspace.openTextDocument(uri)
  await commands.executeCommand('workbench.action.files.saveWithoutFormatting')
  if (document.isDirty && !(await document.save())) {
    return void window.showErrorMessage('The file could not be saved, so the candidate is not in force yet.')
  }
  await ask(connection, uri, 'withdraw')
  void window.showInformationMessage(`${workspace.asRelativePath(uri)} is now the version that was observed.`)
}
