import { homedir } from 'node:os'
import { join } from 'node:path'
import { type CancellationToken, commands, Disposable, ProgressLocation, Uri, window, workspace } from 'vscode'
import {
  type EventsFilter,
  type ExportCsvAnswer,
  type ExportProgress,
  exportCsvRequest,
  exportProgressNotification,
  type OpenLogAnswer,
  openLogRequest,
} from '../../server/protocol/events.ts'
import type { Connection } from '../connection.ts'
import { askPatiently } from '../patience.ts'
import { counted } from '../text/plain.ts'
import type { EventsView } from './eventsView.ts'
import { ofPolicy, type ShadowNode } from './shadowNodes.ts'

/** CSV of what is shown, and other logs in the place of the workspace's own. */
export function activateExports(view: EventsView): Disposable {
  return Disposable.from(
    commands.registerCommand('rehearsal.exportEvents', (node?: ShadowNode) =>
      exportCsv(view.connection, { ...view.shown.filter, ...keyOf(node) }),
    ),
    commands.registerCommand('rehearsal.openOtherLog', () => openOther(view)),
    commands.registerCommand('rehearsal.closeOtherLog', () => closeOther(view)),
  )
}

function keyOf(node: ShadowNode | undefined): EventsFilter {
  if (node?.kind === 'group') return node.key
  return node?.kind === 'policy' ? ofPolicy(node.name, node.policyFile) : {}
}

/** Asks where to, and writes the events that `filter` wants; the notification tells how far it is and can cancel it. */
export async function exportCsv(connection: Connection, filter: EventsFilter): Promise<void> {
  const folder = workspace.workspaceFolders?.[0]?.uri ?? Uri.file(homedir())
  const target = await window.showSaveDialog({
    defaultUri: Uri.file(join(folder.fsPath, 'shadow-events.csv')),
    filters: { CSV: ['csv'] },
    title: 'Export Events as CSV',
  })
  if (target === undefined) return
  const options = { location: ProgressLocation.Notification, title: 'Rehearsal: exporting events', cancellable: true }
  const answer = await window.withProgress(options, (progress, token) =>
    run(connection, { filter, path: target.fsPath }, token, (message, increment) =>
      progress.report({ message, increment }),
    ),
  )
  if (answer === undefined) return
  if (answer.message !== '') return void window.showErrorMessage(answer.message)
  const open = 'Open File'
  const choice = await window.showInformationMessage(
    `${counted(answer.events, 'event')} written to ${target.fsPath}.`,
    open,
  )
  if (choice === open) await commands.executeCommand('vscode.open', target)
}

async function run(
  connection: Connection,
  params: { readonly filter: EventsFilter; readonly path: string },
  cancelled: CancellationToken,
  report: (message: string, increment: number) => void,
): Promise<ExportCsvAnswer | undefined> {
  const token = Math.random()
  let told = 0
  const hearing = connection.hear<ExportProgress>(exportProgressNotification, (progress) => {
    if (progress.token !== token) return
    const percent = Math.floor(progress.part * 100)
    report(`${percent} %`, percent - told)
    told = percent
  })
  try {
    return await connection.ask<ExportCsvAnswer>(exportCsvRequest, { ...params, token }, cancelled)
  } finally {
    hearing.dispose()
  }
}

async function openOther(view: EventsView): Promise<void> {
  const folder = workspace.workspaceFolders?.[0]?.uri
  const chosen = await window.showOpenDialog({
    ...(folder && { defaultUri: folder }),
    title: 'Open Another Log',
    openLabel: 'Show in Rehearsal',
    filters: { 'Audit logs': ['db', 'sqlite', 'jsonl', 'json', 'log', 'ndjson'], 'All files': ['*'] },
  })
  const [file] = chosen ?? []
  if (file === undefined) return
  const params = { path: file.fsPath }
  const title = 'opening the log'
  const { answer, cancelled } = await askPatiently<OpenLogAnswer>(view.connection, title, openLogRequest, params)
  // What was opened meanwhile is closed again.
  if (cancelled) return closeOther(view)
  await commands.executeCommand('setContext', 'rehearsal.otherLog', true)
  const { only: _, ...filter } = view.shown.filter
  view.show({ ...view.shown, filter })
  if (answer && answer.message !== '') void window.showWarningMessage(answer.message)
}

async function closeOther(view: EventsView): Promise<void> {
  await view.connection.ask<OpenLogAnswer>(openLogRequest, { path: null })
  await commands.executeCommand('setContext', 'rehearsal.otherLog', false)
  view.show({ ...view.shown, filter: { ...view.shown.filter, only: 'shadow' } })
}
