import {
  commands,
  type Disposable,
  type Event,
  MarkdownString,
  type QuickPickItem,
  StatusBarAlignment,
  type StatusBarItem,
  type TextDocument,
  window,
  workspace,
} from 'vscode'
import { type PolicyInfo, policiesChanged, policyRequest } from '../server/protocol.ts'
import { type Connection, documentSelector } from './connection.ts'
import { later } from './later.ts'
import { asMarkdown } from './text/markdown.ts'
import { counted } from './text/plain.ts'
import { liveWords } from './views/liveWords.ts'
import { modeIconId } from './views/mode.ts'

/** Dialect and mode of the policy in the editor, with what can be done about it; hidden for all other documents. */
export function activateStatusBar(connection: Connection, onFlip: Event<void>): Disposable {
  const item = window.createStatusBarItem('rehearsal.policy', StatusBarAlignment.Right, 90)
  item.name = 'Rehearsal Policy'
  item.command = 'rehearsal.policyActions'
  let shown: PolicyInfo | undefined

  async function update(): Promise<void> {
    const document = candidate()
    const uri = document?.uri.toString()
    const info =
      uri === undefined || !connection.running ? null : await connection.ask<PolicyInfo | null>(policyRequest, { uri })
    if (uri !== candidate()?.uri.toString()) return
    shown = info ?? undefined
    await commands.executeCommand('setContext', 'rehearsal.documentMode', shown?.mode)
    if (shown) show(item, shown)
    else item.hide()
  }

  const soon = later(150, update)
  const parts: Disposable[] = [
    item,
    soon,
    onFlip(() => soon.ask()),
    connection.onReady(() => soon.ask()),
    connection.hear(policiesChanged, () => soon.ask()),
    window.onDidChangeActiveTextEditor(() => soon.ask()),
    workspace.onDidChangeTextDocument(({ document }) => {
      if (document === window.activeTextEditor?.document && document === candidate()) soon.ask()
    }),
    commands.registerCommand('rehearsal.policyActions', () => (shown ? offerActions(shown) : undefined)),
  ]
  return {
    dispose() {
      for (const part of parts) part.dispose()
    },
  }
}

function candidate(): TextDocument | undefined {
  const document = window.activeTextEditor?.document
  const ours = documentSelector.some(
    ({ scheme, language }) => document?.uri.scheme === scheme && document.languageId === language,
  )
  return ours ? document : undefined
}

function show(item: StatusBarItem, info: PolicyInfo): void {
  item.text = `$(${modeIconId(info.mode)}) ${info.mode} · ${info.dialect}`
  const lines = [
    `**${asMarkdown(info.name)}**`,
    asMarkdown(`Mode: ${liveWords(info)}.`),
    asMarkdown(`Dialect ${info.dialect}: ${info.reason}`),
    asMarkdown(`Follows ${info.follows}.`),
    [counted(info.rules.length, 'rule'), counted(info.testCases, 'test case')].join(', '),
  ]
  item.tooltip = new MarkdownString(lines.join('\n\n'))
  item.accessibilityInformation = { label: `Policy ${info.name}, ${liveWords(info)}, dialect ${info.dialect}` }
  item.show()
}

interface Action extends QuickPickItem {
  readonly command: string
}

async function offerActions(info: PolicyInfo): Promise<void> {
  const toEnforce = { label: '$(shield) Flip to Enforce…', command: 'rehearsal.flipToEnforce' }
  const toObserve = { label: '$(eye) Back to Observe', command: 'rehearsal.flipToObserve' }
  const actions: Action[] = [
    ...(info.mode !== 'enforce' && info.flips.includes('enforce') ? [toEnforce] : []),
    ...(info.mode !== 'observe' && info.flips.includes('observe') ? [toObserve] : []),
    ...(info.testCases > 0 ? [{ label: '$(beaker) Run Its Tests', command: 'rehearsal.runTests' }] : []),
    { label: '$(list-tree) Show Policies', command: 'rehearsal.policies.focus' },
    { label: '$(history) Show Shadow Events', command: 'rehearsal.shadowEvents.focus' },
  ]
  const placeHolder = `${info.name}: ${liveWords(info)}`
  const chosen = await window.showQuickPick(actions, { placeHolder })
  if (chosen) await commands.executeCommand(chosen.command)
}
