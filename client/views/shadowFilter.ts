import { commands, Disposable, type QuickPickItem, ThemeIcon, window } from 'vscode'
import {
  type EventsFilter,
  type Group,
  type GroupBy,
  type Groups,
  groupsRequest,
} from '../../server/protocol/events.ts'
import { counted } from '../text/plain.ts'
import type { EventsView } from './eventsView.ts'
import { exactly, type Facet, facets, facetWords, isFiltered, usual, windows, without } from './filter.ts'

/** The events of one policy in a window: what the summary card opens. */
export interface EventsOf {
  readonly policyFile: string
  readonly windowHours: number
}

interface Choice<T> extends QuickPickItem {
  readonly value: T
}

const names: Readonly<Record<Facet, string>> = {
  window: 'Time',
  only: 'Shadow or live',
  agent: 'Agent',
  tool: 'Tool',
  policy: 'Policy',
  rule: 'Rule',
  effect: 'Effect',
  session: 'Run',
}
const unnarrowed: Readonly<Partial<Record<Facet, string>>> = { window: 'all time', only: 'shadow events' }

const groupings: readonly Choice<GroupBy>[] = [
  { value: 'policy', iconPath: new ThemeIcon('law'), label: 'Policy', description: 'each with its rules' },
  { value: 'rule', iconPath: new ThemeIcon('list-unordered'), label: 'Rule' },
  { value: 'agent', iconPath: new ThemeIcon('hubot'), label: 'Agent' },
  { value: 'tool', iconPath: new ThemeIcon('tools'), label: 'Tool' },
  {
    value: 'run',
    iconPath: new ThemeIcon('terminal'),
    label: 'Run',
    description: 'sessions of agents, the latest first',
  },
]

const effects = ['deny', 'require_approval', 'redact', 'warn', 'allow', 'error']

/** Filter and grouping as quick inputs; what is on stands beside the view's title. */
export function activateFilters(view: EventsView): Disposable {
  return Disposable.from(
    commands.registerCommand('rehearsal.filterEvents', () => chooseFilter(view)),
    commands.registerCommand('rehearsal.clearEventsFilter', () => view.show({ ...view.shown, filter: usual.filter })),
    commands.registerCommand('rehearsal.groupEvents', () => chooseGrouping(view)),
    commands.registerCommand('rehearsal.showEventsOf', async ({ policyFile, windowHours }: EventsOf) => {
      view.show({ by: 'policy', filter: { only: 'shadow', policyFile, windowHours } })
      await commands.executeCommand('rehearsal.shadowEvents.focus')
    }),
  )
}

async function chooseGrouping(view: EventsView): Promise<void> {
  const current = view.shown.by
  const items = groupings.map((item) => (item.value === current ? { ...item, detail: 'as it is now' } : item))
  const chosen = await window.showQuickPick(items, {
    title: 'Group Events By',
    placeHolder: 'What events are grouped by',
  })
  if (chosen) view.show({ ...view.shown, by: chosen.value })
}

async function chooseFilter(view: EventsView): Promise<void> {
  const { filter } = view.shown
  const items: Choice<Facet | 'clear'>[] = facets
    .filter((facet) => facet !== 'session' || filter.session !== undefined)
    .map((facet) => ({
      value: facet,
      label: names[facet],
      description: facetWords(filter, facet) ?? unnarrowed[facet] ?? 'any',
    }))
  if (isFiltered(filter))
    items.push({ value: 'clear', iconPath: new ThemeIcon('clear-all'), label: 'Clear the Filter' })
  const chosen = await window.showQuickPick(items, { title: 'Filter Events', placeHolder: 'What to filter by' })
  if (chosen === undefined) return
  if (chosen.value === 'clear') return view.show({ ...view.shown, filter: usual.filter })
  const next = await chooseValue(view, chosen.value)
  if (next) view.show({ ...view.shown, filter: next })
}

/** The filter with another value for one facet; undefined when nothing was chosen. */
async function chooseValue(view: EventsView, facet: Facet): Promise<EventsFilter | undefined> {
  const { filter } = view.shown
  const rest = without(filter, facet)
  const any: Choice<EventsFilter> = {
    iconPath: new ThemeIcon('circle-slash'),
    label: `Any ${names[facet].toLowerCase()}`,
    value: rest,
  }
  const title = `Filter Events: ${names[facet]}`
  const items = await choicesOf(view, facet, rest)
  const choices = facet === 'window' || facet === 'only' ? items : [...items, any]
  const chosen = await window.showQuickPick(choices, { title, matchOnDescription: true })
  if (chosen === undefined || chosen.value !== pattern) return chosen?.value
  const glob = await window.showInputBox({
    title,
    prompt: `A name, or a pattern: * stands for any characters, ? for one, […] for one of several.`,
    value: (facet === 'agent' ? filter.agent : filter.tool) ?? '',
    validateInput: (text) => (text.trim() === '' ? 'Write a name or a pattern.' : undefined),
  })
  return glob === undefined ? undefined : { ...rest, [facet]: glob.trim() }
}

/** Stands for a value that is typed. */
const pattern: EventsFilter = {}

async function choicesOf(view: EventsView, facet: Facet, rest: EventsFilter): Promise<Choice<EventsFilter>[]> {
  switch (facet) {
    case 'window':
      return windows.map(({ hours, label }) => ({
        label,
        value: hours === undefined ? rest : { ...rest, windowHours: hours },
      }))
    case 'only': {
      const { only: _, ...both } = rest
      return [
        { label: 'Shadow events', description: 'what would have been done', value: { ...rest, only: 'shadow' } },
        { label: 'Live events', description: 'what was done', value: { ...rest, only: 'live' } },
        { label: 'Both', value: both },
      ]
    }
    case 'effect':
      return effects.map((effect) => ({ label: effect, value: { ...rest, effect } }))
    case 'session':
      return []
    default: {
      const groups = await groupsFor(view, facet, rest)
      const typed: Choice<EventsFilter>[] =
        facet === 'agent' || facet === 'tool'
          ? [{ iconPath: new ThemeIcon('edit'), label: 'Type a Pattern…', value: pattern }]
          : []
      return [...groups.map((group) => choiceOf(group, facet, rest)), ...typed]
    }
  }
}

async function groupsFor({ connection }: EventsView, facet: Facet, filter: EventsFilter): Promise<readonly Group[]> {
  const by = facet === 'agent' || facet === 'tool' ? facet : 'rule'
  const answer = await connection.ask<Groups>(groupsRequest, { filter, by })
  if (facet !== 'policy') return answer?.groups ?? []
  const files = Map.groupBy(answer?.groups ?? [], ({ policyFile, policy }) => `${policyFile}\n${policy}`)
  return [...files.values()].flatMap((same) => {
    const count = same.reduce((sum, group) => sum + group.count, 0)
    return same[0] ? [{ ...same[0], count }] : []
  })
}

function choiceOf(group: Group, facet: Facet, rest: EventsFilter): Choice<EventsFilter> {
  const { policy, policyFile, rule, agent, tool } = group
  const description = counted(group.count, 'event')
  if (facet === 'agent') return { label: agent, description, value: { ...rest, agent: exactly(agent) } }
  if (facet === 'tool') return { label: tool, description, value: { ...rest, tool: exactly(tool) } }
  if (facet === 'policy')
    return { label: policy, description, detail: policyFile, value: { ...rest, policy, policyFile } }
  return { label: rule ?? 'no rule matched', description, detail: policy, value: { ...rest, policy, policyFile, rule } }
}
