import { commands, type Disposable, EventEmitter, env, type TreeDataProvider, type TreeView, Uri, window } from 'vscode'
import {
  type LogState,
  type RuleLocation,
  ruleLocationRequest,
  type ShadowChanged,
  type ShadowEvent,
  type ShadowEventsParams,
  type ShadowRules,
  shadowChangedNotification,
  shadowEventsRequest,
  shadowRulesRequest,
  shadowSeenNotification,
} from '../../server/protocol.ts'
import type { Connection } from '../connection.ts'
import { reveal } from '../convert.ts'
import { later } from '../later.ts'
import { counted } from '../text/plain.ts'
import { noServer } from './noServer.ts'
import { firstPage, withNewest, withOlder } from './pages.ts'
import { shadowItem } from './shadowItems.ts'
import { group, type MoreNode, type PolicyNode, type RuleNode, type ShadowNode } from './shadowNodes.ts'

const viewId = 'rehearsal.shadowEvents'
const pageSize = 50

/** The Shadow events view: policy, rule, event; live while it is seen, a badge while it is not. */
export function activateShadowEvents(connection: Connection): Disposable {
  const changed = new EventEmitter<ShadowNode | ShadowNode[] | undefined>()
  let policies: readonly PolicyNode[] = []
  let loaded = false

  const provider: TreeDataProvider<ShadowNode> = {
    onDidChangeTreeData: changed.event,
    getTreeItem: (node) => shadowItem(node, Date.now()),
    async getChildren(node) {
      if (node === undefined) {
        if (!loaded) await read()
        return [...policies]
      }
      if (node.kind === 'policy') return [...node.rules]
      return node.kind === 'rule' ? eventsOf(node) : []
    },
  }
  const view = window.createTreeView(viewId, { treeDataProvider: provider, showCollapseAll: true })

  /** Reads the counts and redraws only what they changed. */
  async function read(): Promise<void> {
    const answer = await connection.ask<ShadowRules>(shadowRulesRequest, {})
    loaded = true
    showState(view, answer)
    if (answer === undefined) return
    const next = group(answer.rules, policies)
    policies = next.policies
    if (next.changed === 'all') changed.fire(undefined)
    else if (next.changed.length > 0) changed.fire([...next.changed])
  }

  const askEvents = (params: ShadowEventsParams) =>
    connection.ask<readonly ShadowEvent[]>(shadowEventsRequest, params).then((events) => events ?? [])

  async function eventsOf(rule: RuleNode): Promise<ShadowNode[]> {
    if (rule.pages === undefined || rule.stale) {
      rule.stale = false
      const newest = await askEvents(pageOf(rule))
      rule.pages = rule.pages ? withNewest(rule.pages, newest, pageSize) : firstPage(newest, pageSize)
    }
    const rows: ShadowNode[] = rule.pages.events.map((event) => ({ kind: 'event', event }))
    return rule.pages.more ? [...rows, { kind: 'more', of: rule }] : rows
  }

  async function showMore({ of }: MoreNode): Promise<void> {
    const before = of.pages?.events.at(-1)?.seq
    if (of.pages === undefined || before === undefined) return
    const page = await askEvents({ ...pageOf(of), before })
    of.pages = withOlder(of.pages, page, pageSize)
    changed.fire(of)
  }

  const refresh = later(150, read)
  const seen = () => {
    view.badge = undefined
    connection.tell(shadowSeenNotification, {})
  }
  const minutes = setInterval(() => view.visible && loaded && changed.fire(undefined), 60_000)

  const parts: Disposable[] = [
    changed,
    view,
    refresh,
    new TextTimer(minutes),
    connection.hear<ShadowChanged>(shadowChangedNotification, ({ unseen }) => {
      if (view.visible) seen()
      else view.badge = badgeOf(unseen)
      if (loaded) refresh.ask()
    }),
    connection.onReady(() => {
      if (loaded || view.visible) refresh.ask()
      if (view.visible) seen()
    }),
    view.onDidChangeVisibility(({ visible }) => {
      if (visible) seen()
    }),
    commands.registerCommand('rehearsal.refreshShadowEvents', () => {
      for (const rule of policies.flatMap(({ rules }) => rules)) rule.stale = true
      changed.fire(undefined)
      refresh.ask()
    }),
    commands.registerCommand('rehearsal.showMoreEvents', showMore),
    commands.registerCommand('rehearsal.openRule', (node?: ShadowNode) => openRule(connection, node)),
    commands.registerCommand('rehearsal.copyEvent', (node?: ShadowNode) => copyEvent(node)),
  ]
  return {
    dispose() {
      for (const part of parts) part.dispose()
    },
  }
}

class TextTimer implements Disposable {
  readonly #timer: NodeJS.Timeout
  constructor(timer: NodeJS.Timeout) {
    this.#timer = timer
  }
  dispose(): void {
    clearInterval(this.#timer)
  }
}

function pageOf({ policy, policyFile, rule }: RuleNode): ShadowEventsParams {
  return { policy, policyFile, rule, limit: pageSize }
}

function badgeOf(unseen: number) {
  return unseen > 0 ? { value: unseen, tooltip: counted(unseen, 'new shadow event') } : undefined
}

/** Says in the view what is wrong with the log; the welcome texts speak where nothing is wrong but there is no row. */
function showState(view: TreeView<ShadowNode>, answer: ShadowRules | undefined): void {
  const state = answer?.state.kind ?? 'unanswered'
  const empty = answer !== undefined && answer.rules.length === 0
  void commands.executeCommand('setContext', 'rehearsal.log', state === 'ok' && empty ? 'empty' : state)
  const sentence = answer ? sentenceOf(answer.state) : noServer
  view.message = sentence ?? ''
}

function sentenceOf({ kind, message }: LogState): string | undefined {
  return kind === 'damaged' || kind === 'unreadable' ? message : undefined
}

async function openRule(connection: Connection, node: ShadowNode | undefined): Promise<void> {
  const place =
    node?.kind === 'event' ? node.event : node?.kind === 'rule' || node?.kind === 'policy' ? node : undefined
  if (place === undefined) return
  const rule = 'rule' in place ? place.rule : null
  const location = await connection.ask<RuleLocation | null>(ruleLocationRequest, {
    policyFile: place.policyFile,
    rule,
  })
  if (location) await reveal(Uri.parse(location.uri), location.range)
  else void window.showInformationMessage(`${rule ?? 'This policy'} is no longer in ${place.policyFile}.`)
}

async function copyEvent(node: ShadowNode | undefined): Promise<void> {
  if (node?.kind !== 'event') return
  await env.clipboard.writeText(node.event.json)
  window.setStatusBarMessage('$(check) Event copied as JSON', 3000)
}
