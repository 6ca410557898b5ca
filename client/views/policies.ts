import {
  commands,
  type Disposable,
  type Event,
  EventEmitter,
  ThemeColor,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  TreeItemCollapsibleState,
  Uri,
  window,
  workspace,
} from 'vscode'
import { type PolicyInfo, policiesChanged, policiesRequest, type RuleLine } from '../../server/protocol.ts'
import type { Connection } from '../connection.ts'
import { rangeOf } from '../convert.ts'
import { later } from '../later.ts'
import { counted } from '../text/plain.ts'
import { effectIconId } from './effect.ts'
import { modeIcon, modeWords } from './mode.ts'
import { noServer } from './noServer.ts'

/** A row of the Policies view. */
export type PolicyRow =
  | { readonly kind: 'policy'; readonly info: PolicyInfo }
  | { readonly kind: 'rule'; readonly info: PolicyInfo; readonly rule: RuleLine }

/** The Policies view: every policy of the workspace with its dialect, mode and rules. */
export function activatePolicies(connection: Connection, onFlip: Event<void>): Disposable {
  const changed = new EventEmitter<undefined>()
  let rows: readonly PolicyRow[] = []
  let shown = ''

  const provider: TreeDataProvider<PolicyRow> = {
    onDidChangeTreeData: changed.event,
    getTreeItem: (row) => (row.kind === 'policy' ? policyItem(row.info) : ruleItem(row.info, row.rule)),
    async getChildren(row) {
      if (row?.kind === 'policy') return row.info.rules.map((rule) => ({ kind: 'rule', info: row.info, rule }))
      if (row === undefined && shown === '') await read()
      return row === undefined ? [...rows] : []
    },
  }

  async function read(): Promise<void> {
    const answer = await connection.ask<readonly PolicyInfo[]>(policiesRequest, {})
    view.message = answer ? '' : noServer
    if (answer === undefined) return
    const text = JSON.stringify(answer)
    if (text === shown) return
    shown = text
    rows = answer.toSorted((a, b) => (a.uri < b.uri ? -1 : 1)).map((info) => ({ kind: 'policy', info }))
    await commands.executeCommand('setContext', 'rehearsal.policies', rows.length)
    changed.fire(undefined)
  }

  const refresh = later(200, read)
  const view = window.createTreeView('rehearsal.policies', { treeDataProvider: provider, showCollapseAll: true })
  const parts: Disposable[] = [
    changed,
    refresh,
    view,
    onFlip(() => refresh.ask()),
    connection.onReady(() => refresh.ask()),
    connection.hear(policiesChanged, () => refresh.ask()),
    commands.registerCommand('rehearsal.refreshPolicies', () => refresh.ask()),
  ]
  return {
    dispose() {
      for (const part of parts) part.dispose()
    },
  }
}

function policyItem(info: PolicyInfo): TreeItem {
  const uri = Uri.parse(info.uri)
  const children = info.rules.length > 0 ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None
  const item = new TreeItem(info.name, children)
  item.id = info.uri
  item.resourceUri = uri
  item.description = `${info.mode} · ${info.dialect}`
  item.iconPath = modeIcon(info.mode)
  item.contextValue = ['policy', info.mode, ...(info.testCases > 0 ? ['tested'] : [])].join(' ')
  item.tooltip = [
    `${info.name}: ${modeWords(info.mode)}`,
    workspace.asRelativePath(uri),
    `${info.dialect}: ${info.reason}`,
    [counted(info.rules.length, 'rule'), counted(info.testCases, 'test case'), counted(info.errors, 'error')].join(
      ', ',
    ),
  ].join('\n')
  item.command = { command: 'vscode.open', title: 'Open', arguments: [uri] }
  item.accessibilityInformation = { label: `${info.name}, ${modeWords(info.mode)}, ${info.dialect}` }
  return item
}

function ruleItem(info: PolicyInfo, rule: RuleLine): TreeItem {
  const item = new TreeItem(rule.label, TreeItemCollapsibleState.None)
  item.description = rule.mode === info.mode ? rule.effect : `${rule.effect} · ${rule.mode}`
  item.iconPath = new ThemeIcon(effectIconId(rule.effect), new ThemeColor(ruleColour(rule)))
  item.contextValue = ['rule', rule.mode, ...(rule.flippable ? ['flippable'] : [])].join(' ')
  item.tooltip = `${rule.label}: ${rule.effect}, ${modeWords(rule.mode)}`
  item.command = { command: 'vscode.open', title: 'Open', arguments: [Uri.parse(info.uri), optionsAt(rule)] }
  return item
}

function optionsAt(rule: RuleLine) {
  const { start } = rangeOf(rule.range)
  return { selection: rangeOf({ start, end: start }), preserveFocus: true }
}

const ruleColour = ({ mode }: RuleLine) => (mode === 'observe' ? 'rehearsal.shadowForeground' : 'icon.foreground')
