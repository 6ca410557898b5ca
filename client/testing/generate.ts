import { ProgressLocation, Uri, ViewColumn, WorkspaceEdit, window, workspace } from 'vscode'
import {
  type GenerateCasesAnswer,
  type GenerateCasesParams,
  type GeneratedCasesAnswer,
  generateCasesRequest,
} from '../../server/protocol/tests.ts'
import type { Connection } from '../connection.ts'
import { rangeOf } from '../convert.ts'

/** Makes test cases of recorded calls for a policy and shows the file with them, unsaved, so that a person looks first. */
export async function generateCases(connection: Connection, uri: string): Promise<void> {
  const options = {
    location: ProgressLocation.Notification,
    title: 'Making test cases of recorded calls',
    cancellable: true,
  }
  const params: GenerateCasesParams = { uri }
  const answer = await window.withProgress(options, (_, token) =>
    connection.ask<GenerateCasesAnswer>(generateCasesRequest, params, token),
  )
  if (!answer) return
  if ('message' in answer) void window.showWarningMessage(answer.message)
  else if (answer.cases === 0) void window.showInformationMessage(answer.summary)
  else await show(answer)
}

async function show({ uri, isNew, edits, summary }: GeneratedCasesAnswer): Promise<void> {
  const target = Uri.parse(uri)
  const change = new WorkspaceEdit()
  if (isNew) change.createFile(target, { ignoreIfExists: true })
  for (const { range, newText } of edits) change.replace(target, rangeOf(range), newText)
  if (!(await workspace.applyEdit(change))) {
    void window.showWarningMessage(`The cases could not be put into ${workspace.asRelativePath(target)}.`)
    return
  }
  await window.showTextDocument(await workspace.openTextDocument(target), { viewColumn: ViewColumn.Beside })
  void window.showInformationMessage(summary)
}
