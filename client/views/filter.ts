import type { EventsFilter, GroupBy } from '../../server/protocol/events.ts'

/** What the Shadow events view shows: which events, and how they are grouped. */
export interface Shown {
  readonly filter: EventsFilter
  readonly by: GroupBy
}

/** What is shown before anybody chose something. */
export const usual: Shown = { filter: { only: 'shadow' }, by: 'policy' }

export const windows: readonly { readonly hours: number | undefined; readonly label: string }[] = [
  { hours: undefined, label: 'all time' },
  { hours: 1, label: 'last hour' },
  { hours: 24, label: 'last 24 hours' },
  { hours: 24 * 7, label: 'last 7 days' },
  { hours: 24 * 30, label: 'last 30 days' },
]

/** The facets that a filter can name, in the order they are told. */
export const facets = ['window', 'only', 'agent', 'tool', 'policy', 'rule', 'effect', 'session'] as const
export type Facet = (typeof facets)[number]

/** One facet of a filter in words; undefined where it narrows nothing. */
export function facetWords(filter: EventsFilter, facet: Facet): string | undefined {
  switch (facet) {
    case 'window':
      return filter.windowHours === undefined ? undefined : windowWords(filter.windowHours)
    case 'only':
      return filter.only === undefined ? 'shadow and live' : filter.only === 'live' ? 'live' : undefined
    case 'agent':
      return filter.agent && `agent ${withoutEscapes(filter.agent)}`
    case 'tool':
      return filter.tool && `tool ${withoutEscapes(filter.tool)}`
    case 'policy':
      return filter.policyFile && `policy ${filter.policy || filter.policyFile.split(/[\\/]/).at(-1)}`
    case 'rule':
      return filter.rule === undefined ? undefined : `rule ${filter.rule ?? 'none'}`
    case 'effect':
      return filter.effect && `effect ${filter.effect}`
    case 'session':
      return filter.session && `run ${filter.session}`
  }
}

/** The whole filter in words, empty when it is the usual one. */
export function filterWords(filter: EventsFilter): string {
  return facets
    .map((facet) => facetWords(filter, facet))
    .filter((words) => words !== undefined && words !== '')
    .join(' · ')
}

/** What stands beside the view's title. */
export function shownWords({ filter, by }: Shown, paused: boolean): string {
  const grouped = by === 'policy' ? '' : `by ${by}`
  return [paused ? 'paused' : '', grouped, filterWords(filter)].filter((words) => words !== '').join(' · ')
}

/** Whether anything but the usual is asked for. */
export function isFiltered(filter: EventsFilter): boolean {
  return filterWords(filter) !== ''
}

/** The filter without one facet. */
export function without(filter: EventsFilter, facet: Facet): EventsFilter {
  const gone: readonly (keyof EventsFilter)[] =
    facet === 'window' ? ['windowHours'] : facet === 'policy' ? ['policy', 'policyFile'] : [facet]
  const kept = Object.fromEntries(Object.entries(filter).filter(([key]) => !gone.includes(key as keyof EventsFilter)))
  return facet === 'only' ? { ...kept, only: 'shadow' } : kept
}

/** A glob that stands for exactly this name. */
export function exactly(name: string): string {
  return name.replace(/[[*?]/g, '[$&]')
}

/** A filter that was kept from an earlier session, whatever it is: keys of another type are dropped. */
export function readShown(kept: unknown): Shown {
  if (typeof kept !== 'object' || kept === null) return usual
  const { filter, by } = kept as { filter?: unknown; by?: unknown }
  const texts = ['only', 'agent', 'tool', 'session', 'policy', 'policyFile', 'effect']
  const known = Object.entries(typeof filter === 'object' && filter !== null ? filter : {}).filter(
    ([key, value]) =>
      (texts.includes(key) && typeof value === 'string') ||
      (key === 'windowHours' && typeof value === 'number') ||
      (key === 'rule' && (value === null || typeof value === 'string')),
  )
  const groups: readonly unknown[] = ['policy', 'rule', 'agent', 'tool', 'run']
  return { filter: Object.fromEntries(known), by: groups.includes(by) ? (by as GroupBy) : usual.by }
}

function windowWords(hours: number): string {
  return windows.find((window) => window.hours === hours)?.label ?? `last ${hours} hours`
}

const withoutEscapes = (glob: string) => glob.replace(/\[([[*?])\]/g, '$1')
