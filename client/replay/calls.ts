import {
  CancellationTokenSource,
  commands,
  type Disposable,
  type QuickPickItem,
  QuickPickItemKind,
  ThemeIcon,
  Uri,
  window,
  workspace,
} from 'vscode'
import {
  type ReplayCallRow,
  type ReplayCalls,
  type ReplayCallsParams,
  replayCallsRequest,
  replayEventRequest,
} from '../../server/protocol/replay.ts'
import type { RuleLocation } from '../../server/protocol.ts'
import { ruleLocationRequest } from '../../server/protocol.ts'
import type { Connection } from '../connection.ts'
import { reveal } from '../convert.ts'
import { ago } from '../text/ago.ts'
import { counted } from '../text/plain.ts'

const pageSize = 50
const openRule = { iconPath: new ThemeIcon('go-to-file'), tooltip: 'Open the rule that decides' }

interface CallItem extends QuickPickItem {
  readonly row?: ReplayCallRow
  readonly isMore?: true
}

const showMore: CallItem = { label: '$(ellipsis) Show more', isMore: true }

/** *Show Replayed Calls*: the calls behind a number above a rule or a document; each opens its event, or its rule. */
export function activateReplayCalls(connection: Connection): Disposable {
  return commands.registerCommand('rehearsal.showReplayCalls', async (target?: unknown, of?: unknown) => {
    const uri = typeof target === 'string' ? target : window.activeTextEditor?.document.uri.toString()
    if (uri === undefined) return void window.showInformationMessage('Open a policy first.')
    await showCalls(connection, uri, (of ?? {}) as ReplayCallsParams['of'])
  })
}

async function showCalls(connection: Connection, uri: string, of: ReplayCallsParams['of']): Promise<void> {
  const pick = window.createQuickPick<CallItem>()
  pick.matchOnDescription = true
  pick.placeholder = 'Recorded calls, most frequent first'
  pick.busy = true
  const rows: ReplayCallRow[] = []
  let aside: readonly CallItem[] = []
  const closed = new CancellationTokenSource()
  let next: number | null = 0

  async function more(): Promise<void> {
    if (next === null) return
    pick.busy = true
    const params: ReplayCallsParams = { uri, of, limit: pageSize, after: next }
    const answer: ReplayCalls | undefined = await connection.ask<ReplayCalls>(replayCallsRequest, params, closed.token)
    rows.push(...(answer?.rows ?? []))
    if (answer?.notCounted) aside = notCountedItems(answer.notCounted)
    if (closed.token.isCancellationRequested) return
    next = answer?.next ?? null
    pick.title = answer === undefined ? 'No calls could be read' : titleOf(answer)
    pick.items = [...rows.map(itemOf), ...(next === null ? [] : [showMore]), ...aside]
    pick.busy = false
  }

  const listeners = [
    pick.onDidAccept(async () => {
      const [item] = pick.selectedItems
      if (item === undefined) return
      if (item.isMore) await more()
      else if (item.row) await openEvent(connection, uri, item.row)
    }),
    pick.onDidTriggerItemButton(async ({ item }) => {
      if (item.row) await openDecider(connection, uri, item.row)
    }),
    pick.onDidHide(() => {
      closed.cancel()
      for (const each of listeners) each.dispose()
      pick.dispose()
    }),
  ]
  pick.show()
  await more()
}

/** A section of their own below the calls that are counted. */
function notCountedItems(sentences: readonly string[]): CallItem[] {
  const items = sentences.map((label) => ({ label, iconPath: new ThemeIcon('info'), alwaysShow: true }))
  return [{ label: 'not counted', kind: QuickPickItemKind.Separator }, ...items]
}

function titleOf({ calls, distinct, message }: ReplayCalls): string {
  if (calls === 0) return message || 'No recorded call'
  return `${counted(calls, 'call')}, ${distinct} different`
}

function itemOf(row: ReplayCallRow): CallItem {
  const { tool, subject, effect, rule, count, agent, time, before } = row
  const was = before === null ? '' : ` · was ${outcome(before)}`
  return {
    label: `${tool} ${subject}`.trim(),
    description: `${count} × ${outcome({ effect, rule })}${was}`,
    detail: `${agent} · last ${ago(time, Date.now())}`,
    buttons: rule === null ? [] : [openRule],
    row,
  }
}

function outcome({ effect, rule }: { readonly effect: string; readonly rule: string | null }): string {
  return rule === null ? effect : `${effect} (${rule})`
}

/** The event that recorded the call last, as JSON. */
async function openEvent(connection: Connection, uri: string, { eventId }: ReplayCallRow): Promise<void> {
  const content = await connection.ask<string | null>(replayEventRequest, { uri, id: eventId })
  if (!content) return void window.showInformationMessage('This event is no longer in the log.')
  await window.showTextDocument(await workspace.openTextDocument({ language: 'json', content }), { preview: true })
}

async function openDecider(connection: Connection, uri: string, { rule }: ReplayCallRow): Promise<void> {
  const params = { policyFile: Uri.parse(uri).fsPath, rule }
  const place = await connection.ask<RuleLocation | null>(ruleLocationRequest, params)
  if (place) await reveal(Uri.parse(place.uri), place.range)
}
