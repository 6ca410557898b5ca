import type { FacetCount, GroupBy, RunCount } from './facets.ts'
import type { ForeignEvent } from './readers/foreign-event.ts'
import { type ForeignLog, type LogEntry, unreadable } from './readers/foreign-log.ts'
import { matches } from './readers/matches.ts'
import { failure, type Result, success } from './result.ts'
import { sumUp } from './view-answers.ts'
import type { ShownLog, ViewAnswer, ViewQuery } from './view-messages.ts'

/** Another system's log as views show it: what of it was kept, and their questions about it. */
export interface ForeignView {
  readonly shown: ShownLog
  /** How many of the kept events are shadow events. */
  readonly shadow: number
  answer(query: ViewQuery): Generator<void, Result<ViewAnswer>>
}

/** An entry without what only its own row shows; `seq` counts from the oldest kept one. */
interface Kept {
  readonly place: Pick<LogEntry, 'line' | 'start' | 'length'>
  readonly event: ForeignEvent
}

/** So many entries are kept, the newest; older ones stay in the file. */
const mostKept = 100_000
/** Entries read between two yields. */
const slice = 500

/** Reads the log once, in slices, keeping what groups and filters ask about; each page reads its own entries again. */
export function* readForeign(log: ForeignLog): Generator<void, Result<ForeignView>> {
  const kept: Kept[] = []
  let [entries, odd] = [0, 0]
  try {
    for (const { event, ...place } of log.entries()) {
      entries++
      if (event === null) odd++
      else if (log.newestFirst && kept.length === mostKept) break
      else kept.push({ place, event: withoutContents(event) })
      if (kept.length >= 2 * mostKept) kept.splice(0, mostKept)
      if (entries % slice === 0) yield
    }
  } catch (error) {
    return unreadable(log.file, error)
  }
  const newestFirst = log.newestFirst ? kept : kept.slice(-mostKept).reverse()
  const all = newestFirst.map(({ place, event }, index) => ({
    place,
    event: { ...event, seq: newestFirst.length - index },
  }))
  return success({
    shown: { format: log.format, entries, kept: all.length, odd },
    shadow: all.filter(({ event }) => event.dry_run === true).length,
    answer: (query) => answer(log, all, query),
  })
}

function withoutContents({ native: _, args: __, context: ___, ...event }: ForeignEvent): ForeignEvent {
  return event
}

function* answer(log: ForeignLog, all: readonly Kept[], query: ViewQuery): Generator<void, Result<ViewAnswer>> {
  if (query.ask === 'card' || query.ask === 'export') {
    return failure(
      'refused',
      log.file,
      `${log.file} is a log of ${log.format}; it is only shown. \`rehearsal audit export --audit\` writes it as CSV.`,
    )
  }
  const { filter, before = Number.MAX_SAFE_INTEGER, limit } = query
  const wanted = all.filter(({ event }) => matches(event, { kind: 'decision', ...filter }) === true)
  if (query.ask === 'groups') return success(groupsOf(wanted, query.by))
  const older = wanted.filter(({ event }) => event.seq < before)
  const shown = older.slice(0, limit)
  const foreign: ForeignEvent[] = []
  for (const { place, event } of shown) {
    foreign.push({ ...(log.read(place) ?? event), seq: event.seq })
    yield
  }
  const next = older.length > limit ? (shown.at(-1)?.event.seq ?? null) : null
  return success({ rows: [], foreign, reviews: {}, next })
}

function groupsOf(wanted: readonly Kept[], by: GroupBy) {
  if (by === 'run') return { groups: [], runs: runsOf(wanted), next: null }
  const counts = wanted.map(({ event }): FacetCount => {
    const {
      policy = '',
      policy_digest = '',
      policy_file = '',
      rule,
      dialect,
      agent = '',
      effect = '',
      time,
      seq,
    } = event
    const ofRule = {
      policy: policy || policy_digest,
      policyFile: policy_file,
      rule: rule ?? '',
      dialect: dialect ?? null,
    }
    return {
      ...(by === 'rule' ? ofRule : { policy: '', policyFile: '', rule: '', dialect: null }),
      agent: by === 'agent' ? agent : '',
      tool: by === 'tool' ? (event.tool_raw ?? event.tool ?? '') : '',
      session: '',
      effect,
      count: 1,
      lastSeq: seq,
      lastSeen: time,
    }
  })
  return { groups: sumUp(counts), runs: [], next: null }
}

function runsOf(wanted: readonly Kept[]): RunCount[] {
  const runs = Map.groupBy(wanted, ({ event }) => event.session ?? '')
  return [...runs].map(([session, same]) => {
    const [newest, oldest] = [same[0]?.event, same.at(-1)?.event]
    return {
      run: 0,
      session,
      agent: newest?.agent ?? '',
      count: same.length,
      firstSeq: oldest?.seq ?? 0,
      lastSeq: newest?.seq ?? 0,
      firstSeen: oldest?.time ?? '',
      lastSeen: newest?.time ?? '',
    }
  })
}
