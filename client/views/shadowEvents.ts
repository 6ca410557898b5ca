import {
  type CancellationToken,
  CancellationTokenSource,
  commands,
  Disposable,
  EventEmitter,
  type Memento,
  ProgressLocation,
  type TreeDataProvider,
  window,
} from 'vscode'
import {
  type Events,
  type EventsFilter,
  type EventsParams,
  eventsRequest,
  type Group,
  type Groups,
  type GroupsParams,
  groupsRequest,
  type LogEvent,
} from '../../server/protocol/events.ts'
import { type ShadowChanged, shadowChangedNotification, shadowSeenNotification } from '../../server/protocol.ts'
import type { Connection } from '../connection.ts'
import { later } from '../later.ts'
import { counted } from '../text/plain.ts'
import type { EventsView } from './eventsView.ts'
import { filterWords, isFiltered, readShown, shownWords } from './filter.ts'
import { noServer } from './noServer.ts'
import { type Pages, withNewest, withOlder } from './pages.ts'
import { activateEventCommands } from './shadowCommands.ts'
import { activateExports } from './shadowExport.ts'
import { activateFilters } from './shadowFilter.ts'
import { shadowItem } from './shadowItems.ts'
import { type GroupNode, group, type MoreNode, type RootNode, type ShadowNode } from './shadowNodes.ts'

const viewId = 'rehearsal.shadowEvents'
const shownKey = 'rehearsal.shadowEvents.shown'
const pageSize = 50

/** The Shadow events view: groups and their events; live while it is seen, a badge while it is not. */
export function activateShadowEvents(connection: Connection, memory: Memento): Disposable {
  const changed = new EventEmitter<ShadowNode | ShadowNode[] | undefined>()
  let shown = readShown(memory.get(shownKey))
  let roots: readonly RootNode[] = []
  /** Runs come in parts: where the next one begins. */
  let nextGroups: number | null = null
  let loaded = false
  let paused = false
  let missed = 0
  let searches = new CancellationTokenSource()

  const provider: TreeDataProvider<ShadowNode> = {
    onDidChangeTreeData: changed.event,
    getTreeItem: (node) => shadowItem(node, Date.now()),
    async getChildren(node) {
      if (node === undefined) {
        if (!loaded) await read('person')
        return nextGroups === null ? [...roots] : [...roots, { kind: 'more', of: null }]
      }
      if (node.kind === 'policy') return [...node.groups]
      return node.kind === 'group' ? eventsOf(node) : []
    },
  }
  const tree = window.createTreeView(viewId, { treeDataProvider: provider, showCollapseAll: true, canSelectMany: true })

  /** Reads the groups and redraws only what they changed; what the log alone asked for waits while the view is paused. */
  async function read(askedBy: 'person' | 'log'): Promise<void> {
    const asked = shown
    const answer = await askGroups({ filter: asked.filter, by: asked.by })
    if (asked !== shown || (askedBy === 'log' && paused)) return
    loaded = true
    say(answer)
    if (answer === undefined) return
    const kept = asked.by === 'run' ? olderRuns(answer) : []
    if (kept.length === 0) nextGroups = answer.next
    draw(group([...answer.groups, ...kept], asked.by, roots))
  }

  /** Runs that were asked for beyond the first part stay. */
  function olderRuns({ groups }: Groups): Group[] {
    const fresh = new Set(groups.map(({ session }) => session))
    const first = groups.length
    return roots
      .slice(first)
      .filter((root) => root.kind === 'group' && !fresh.has(root.key.session ?? ''))
      .map((root) => groupOfNode(root as GroupNode))
  }

  function draw(next: ReturnType<typeof group>): void {
    roots = next.roots
    if (next.changed === 'all') changed.fire(undefined)
    else if (next.changed.length > 0) changed.fire([...next.changed])
  }

  const askGroups = (params: GroupsParams) => connection.ask<Groups>(groupsRequest, params, searches.token)

  const askEvents = async (params: EventsParams, token: CancellationToken): Promise<Pages<LogEvent>> => {
    const answer = await connection.ask<Events>(eventsRequest, params, token)
    return { events: answer?.events ?? [], next: answer?.next ?? null }
  }

  /** A whole page, however long it has to be searched for; the search can be cancelled and shows what it found. */
  async function page(filter: EventsFilter, before?: number): Promise<Pages<LogEvent>> {
    const { token } = searches
    const params = { filter, limit: pageSize, ...(before !== undefined && { before }) }
    let found = await askEvents(params, token)
    if (found.next === null || found.events.length >= pageSize) return found
    const options = {
      location: ProgressLocation.Notification,
      title: 'Rehearsal: searching the audit log',
      cancellable: true,
    }
    return window.withProgress(options, async (progress, cancelled) => {
      while (found.next !== null && found.events.length < pageSize) {
        if (cancelled.isCancellationRequested || token.isCancellationRequested) break
        progress.report({ message: `before event ${found.next.toLocaleString('en')}` })
        found = withOlder(found, await askEvents({ ...params, before: found.next }, token))
      }
      return found
    })
  }

  async function eventsOf(node: GroupNode): Promise<ShadowNode[]> {
    if (node.pages === undefined || node.stale) {
      node.stale = false
      const newest = await page({ ...shown.filter, ...node.key })
      node.pages = node.pages ? withNewest(node.pages, newest) : newest
    }
    const rows: ShadowNode[] = node.pages.events.map((event) => ({ kind: 'event', event }))
    return node.pages.next === null ? rows : [...rows, { kind: 'more', of: node }]
  }

  async function showMore({ of }: MoreNode): Promise<void> {
    if (of === null) {
      if (nextGroups === null) return
      const answer = await askGroups({ ...shown, before: nextGroups })
      if (answer === undefined) return
      nextGroups = answer.next
      const known = roots.map((root) => groupOfNode(root as GroupNode))
      return draw(group(joined(known, answer.groups), shown.by, roots))
    }
    if (of.pages?.next == null) return
    of.pages = withOlder(of.pages, await page({ ...shown.filter, ...of.key }, of.pages.next))
    changed.fire(of)
  }

  function describe(): void {
    tree.description = shownWords(shown, paused)
    void commands.executeCommand('setContext', 'rehearsal.eventsFiltered', isFiltered(shown.filter))
    void commands.executeCommand('setContext', 'rehearsal.eventsPaused', paused)
  }

  /** Says in the view what is wrong with the log; the welcome texts speak where nothing is wrong but there is no row. */
  function say(answer: Groups | undefined): void {
    const state = answer?.state.kind ?? 'unanswered'
    const empty = answer !== undefined && answer.groups.length === 0
    const filtered = isFiltered(shown.filter) || answer?.foreign !== null
    const context = state === 'ok' && empty && !filtered ? 'empty' : state
    void commands.executeCommand('setContext', 'rehearsal.log', context)
    tree.message = answer ? sentenceOf(answer, filtered) : noServer
  }

  function sentenceOf({ state, foreign, groups }: Groups, filtered: boolean): string {
    if (state.kind === 'damaged' || state.kind === 'unreadable') return state.message
    const waiting = missed > 0 ? `${counted(missed, 'new event')} since the view was paused. ` : ''
    if (foreign !== null) return waiting + state.message
    const none = groups.length === 0 && state.kind === 'ok' ? 'No event matches: ' : 'Only '
    return waiting + (filtered ? `${none}${filterWords(shown.filter)}.` : '')
  }

  const refresh = later(150, async () => {
    if (!paused) await read('log')
  })
  const seen = () => {
    tree.badge = undefined
    connection.tell(shadowSeenNotification, {})
  }
  const minutes = setInterval(() => tree.visible && loaded && changed.fire(undefined), 60_000)

  function setPaused(value: boolean): void {
    paused = value
    missed = 0
    describe()
    if (value) return
    if (tree.visible) seen()
    refresh.ask()
  }

  function startAnew(): void {
    searches.cancel()
    searches.dispose()
    searches = new CancellationTokenSource()
    roots = []
    nextGroups = null
    loaded = false
    changed.fire(undefined)
  }

  const view: EventsView = {
    connection,
    tree,
    get shown() {
      return shown
    },
    show(next) {
      shown = next
      void memory.update(shownKey, next)
      describe()
      startAnew()
    },
    refresh: startAnew,
    replace(event) {
      for (const root of roots) {
        for (const node of root.kind === 'policy' ? root.groups : [root]) {
          if (!node.pages?.events.some(({ id }) => id === event.id)) continue
          const events = node.pages.events.map((each) => (each.id === event.id ? event : each))
          node.pages = { ...node.pages, events }
          changed.fire(node)
        }
      }
    },
  }

  let unseenBefore = 0
  describe()
  return Disposable.from(
    changed,
    tree,
    refresh,
    new Disposable(() => clearInterval(minutes)),
    new Disposable(() => searches.dispose()),
    connection.hear<ShadowChanged>(shadowChangedNotification, ({ unseen }) => {
      if (paused) {
        missed += Math.max(0, unseen - unseenBefore)
        unseenBefore = unseen
        tree.badge = badgeOf(missed)
        tree.message = missed > 0 ? `${counted(missed, 'new event')} since the view was paused.` : ''
        return
      }
      unseenBefore = 0
      if (!tree.visible) tree.badge = badgeOf(unseen)
      else if (unseen > 0) seen()
      if (loaded) refresh.ask()
    }),
    connection.onReady(() => {
      if (loaded || tree.visible) refresh.ask()
      if (tree.visible) seen()
    }),
    tree.onDidChangeVisibility(({ visible }) => {
      if (visible && !paused) seen()
    }),
    commands.registerCommand('rehearsal.refreshShadowEvents', startAnew),
    commands.registerCommand('rehearsal.showMoreEvents', showMore),
    commands.registerCommand('rehearsal.pauseEvents', () => setPaused(true)),
    commands.registerCommand('rehearsal.resumeEvents', () => setPaused(false)),
    activateFilters(view),
    activateEventCommands(view),
    activateExports(view),
  )
}

/** A node as the group it was drawn from. */
function groupOfNode({ policy, policyFile, rule, agent, key, count, lastSeen, effect }: GroupNode): Group {
  const group = { policy, policyFile, dialect: '', rule, agent, tool: '', session: key.session ?? '' }
  return { ...group, effects: { [effect]: count }, count, lastSeen }
}

/** Runs of two parts, the newer one first; what is in both is counted together. */
function joined(newer: readonly Group[], older: readonly Group[]): Group[] {
  const more = new Map(older.map((group) => [group.session, group]))
  const both = newer.map((group) => {
    const rest = more.get(group.session)
    more.delete(group.session)
    return rest === undefined ? group : { ...group, count: group.count + rest.count }
  })
  return [...both, ...more.values()]
}

function badgeOf(unseen: number) {
  return unseen > 0 ? { value: unseen, tooltip: counted(unseen, 'new shadow event') } : undefined
}
