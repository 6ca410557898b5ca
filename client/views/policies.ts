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
import {
  type Groups,
  type GroupsParams,
  groupsRequest,
  type HookHealth,
  hookHealthRequest,
} from '../../server/protocol/events.ts'
import { type ReadinessAnswer, readinessRequest } from '../../server/protocol/evidence.ts'
import {
  type PolicyInfo,
  policiesChanged,
  policiesRequest,
  type RuleLine,
  shadowChangedNotification,
} from '../../server/protocol.ts'
import type { Connection } from '../connection.ts'
import { rangeOf } from '../convert.ts'
import { later } from '../later.ts'
import { counted } from '../text/plain.ts'
import { effectIconId } from './effect.ts'
import { liveMode, liveWords, modeWords } from './liveWords.ts'
import { brokenIcon, modeIcon } from './mode.ts'
import { noServer } from './noServer.ts'
import { describePolicy, hookWords, type PolicyState, sayPolicy } from './policyWords.ts'

/** A row of the Policies view. */
export type PolicyRow =
  | { readonly kind: 'policy'; readonly info: PolicyInfo; readonly state: PolicyState }
  | { readonly kind: 'rule'; readonly info: PolicyInfo; readonly rule: RuleLine }

/** So many policies are asked whether they are ready. */
const mostAsked = 20

/** The Policies view: every policy of the workspace with its dialect, mode and rules. */
export function activatePolicies(connection: Connection, onFlip: Event<void>): Disposable {
  const changed = new EventEmitter<undefined>()
  let rows: readonly PolicyRow[] = []
  let shown = ''

  const provider: TreeDataProvider<PolicyRow> = {
    onDidChangeTreeData: changed.event,
    getTreeItem: (row) => (row.kind === 'policy' ? policyItem(row.info, row.state) : ruleItem(row.info, row.rule)),
    async getChildren(row) {
      if (row?.kind === 'policy') return row.info.rules.map((rule) => ({ kind: 'rule', info: row.info, rule }))
      if (row === undefined && shown === '') await read()
      return row === undefined ? [...rows] : []
    },
  }

  /** Whether a policy can be enforced, as it was told last, with what it was told of. */
  const told = new Map<string, { readonly of: string; readonly ready: boolean }>()

  async function read(): Promise<void> {
    const [answer, hits, health] = await Promise.all([
      connection.ask<readonly PolicyInfo[]>(policiesRequest, {}),
      readHits(),
      connection.ask<HookHealth>(hookHealthRequest, {}),
    ])
    view.message = answer ? hookWords(health) : noServer
    if (answer === undefined) return
    draw(answer, hits)
    await commands.executeCommand('setContext', 'rehearsal.policies', rows.length)
    await askReadiness(answer, hits)
  }

  function draw(answer: readonly PolicyInfo[], hits: ReadonlyMap<string, number>): void {
    const next = answer
      .toSorted((a, b) => (a.uri < b.uri ? -1 : 1))
      .map((info): PolicyRow => ({ kind: 'policy', info, state: stateOf(info, hits) }))
    const text = JSON.stringify(next)
    if (text === shown) return
    shown = text
    rows = next
    changed.fire(undefined)
  }

  function stateOf({ uri, mode }: PolicyInfo, hits: ReadonlyMap<string, number>): PolicyState {
    const ready = mode === 'observe' ? (told.get(uri)?.ready ?? null) : null
    return { shadowEvents: hits.get(Uri.parse(uri).fsPath) ?? 0, ready }
  }

  /** Shadow events of each policy file. */
  async function readHits(): Promise<ReadonlyMap<string, number>> {
    const params: GroupsParams = { filter: { only: 'shadow' }, by: 'policy' }
    const answer = await connection.ask<Groups>(groupsRequest, params)
    const hits = new Map<string, number>()
    for (const { policyFile, count } of answer?.groups ?? []) hits.set(policyFile, (hits.get(policyFile) ?? 0) + count)
    return hits
  }

  /** Of each policy that observed something and changed since; one after the other, since each is a replay. */
  async function askReadiness(answer: readonly PolicyInfo[], hits: ReadonlyMap<string, number>): Promise<void> {
    for (const info of answer.filter(({ mode }) => mode === 'observe').slice(0, mostAsked)) {
      const of = JSON.stringify([info, hits.get(Uri.parse(info.uri).fsPath) ?? 0])
      if (!view.visible || told.get(info.uri)?.of === of || !hits.has(Uri.parse(info.uri).fsPath)) continue
      const readiness = await connection.ask<ReadinessAnswer | null>(readinessRequest, { uri: info.uri })
      if (readiness) told.set(info.uri, { of, ready: readiness.ready })
      draw(answer, hits)
    }
  }

  const refresh = later(200, read)
  /** New events come often and change only figures. */
  const refreshFigures = later(2000, read)
  const view = window.createTreeView('rehearsal.policies', { treeDataProvider: provider, showCollapseAll: true })
  const parts: Disposable[] = [
    changed,
    refresh,
    refreshFigures,
    view,
    view.onDidChangeVisibility(() => refresh.ask()),
    connection.hear(shadowChangedNotification, () => view.visible && refreshFigures.ask()),
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

function policyItem(info: PolicyInfo, state: PolicyState): TreeItem {
  const uri = Uri.parse(info.uri)
  const standing = liveWords(info)
  const children = info.rules.length > 0 ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None
  const item = new TreeItem(info.name, children)
  item.id = info.uri
  item.resourceUri = uri
  item.description = describePolicy(info, state)
  item.iconPath = info.doesNotLoad ? brokenIcon() : modeIcon(liveMode(info))
  const can = [
    ...(info.testCases > 0 ? ['tested'] : []),
    ...info.flips.map((to) => (to === 'enforce' ? 'toEnforce' : 'toObserve')),
    ...(info.live?.candidate ? ['candidate'] : []),
  ]
  item.contextValue = ['policy', info.mode, ...can].join(' ')
  item.tooltip = [
    `${info.name}: ${standing}`,
    workspace.asRelativePath(uri),
    `${info.dialect}: ${info.reason}`,
    [counted(info.rules.length, 'rule'), counted(info.testCases, 'test case'), counted(info.errors, 'error')].join(
      ', ',
    ),
  ].join('\n')
  item.command = { command: 'vscode.open', title: 'Open', arguments: [uri] }
  item.accessibilityInformation = { label: sayPolicy(info, state, standing) }
  return item
}

function ruleItem(info: PolicyInfo, rule: RuleLine): TreeItem {
  const item = new TreeItem(rule.label, TreeItemCollapsibleState.None)
  item.description = rule.mode === info.mode ? rule.effect : `${rule.effect} · ${rule.mode}`
  item.iconPath = new ThemeIcon(effectIconId(rule.effect), new ThemeColor(ruleColour(rule)))
  item.contextValue = ['rule', rule.mode, ...(rule.flippable ? ['flippable'] : [])].join(' ')
  item.tooltip = `${rule.label}: ${rule.effect}, ${modeWords[rule.mode]}`
  item.command = { command: 'vscode.open', title: 'Open', arguments: [Uri.parse(info.uri), optionsAt(rule)] }
  return item
}

function optionsAt(rule: RuleLine) {
  const { start } = rangeOf(rule.range)
  return { selection: rangeOf({ start, end: start }), preserveFocus: true }
}

const ruleColour = ({ mode }: RuleLine) => (mode === 'observe' ? 'rehearsal.shadowForeground' : 'icon.foreground')
