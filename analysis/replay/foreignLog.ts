import type { AuditEvent } from '../../audit/event.ts'
import type { ForeignEvent } from '../../audit/readers/foreign-event.ts'
import { recordedArgs } from '../../audit/stored-event.ts'
import type { Call } from '../../evaluator/call.ts'
import { isObject, Unknown } from '../../evaluator/json/values.ts'
import type { Aside, ReplayWindow } from './report.ts'
import type { ReplaySource, SourceCall } from './source.ts'

/** An entry of some log, as a call with its place and time. */
export interface Told {
  readonly call: SourceCall
  /** Equal texts are one call. */
  readonly key: string
  readonly id: string
  readonly place: number
  /** Empty where the agent names none. */
  readonly session: string
  /** Milliseconds since the epoch; 0 where there is none. */
  readonly time: number
}

/** A source of calls that are told one by one, oldest first; those outside the window only tell which sessions it cuts. */
export function sourceOfTold(told: Iterable<Told>, window: ReplayWindow, aside: readonly Aside[] = []): ReplaySource {
  const since = window.since === null ? Number.NEGATIVE_INFINITY : Date.parse(window.since)
  const until = window.until === null ? Number.POSITIVE_INFINITY : Date.parse(window.until)
  const calls: SourceCall[] = []
  const known = new Map<string, number>()
  const sessions = new Map<string, number>([['', 0]])
  const cutSessions = new Set<number>()
  const repeats: number[] = []
  const inSession: number[] = []
  const times: number[] = []
  const places: number[] = []
  const ids = new Map<number, string>()
  let untimed = 0
  for (const { call, key, id, place, session, time } of told) {
    const number = sessions.get(session) ?? sessions.size
    sessions.set(session, number)
    if (time === 0 && (window.since !== null || window.until !== null)) {
      untimed++
      continue
    }
    if (time < since && number !== 0) cutSessions.add(number)
    if (time < since || time >= until) continue
    const index = known.get(key) ?? calls.length
    if (index === calls.length) {
      calls.push(call)
      known.set(key, index)
    }
    repeats.push(index)
    inSession.push(number)
    times.push(time)
    places.push(place)
    ids.set(place, id)
  }
  return {
    window,
    calls,
    repeats,
    sessions: inSession,
    times,
    places,
    cutSessions,
    aside: [...aside, ...withoutTime(untimed)],
    answers: () => new Map(),
    recordedHits: () => new Map(),
    eventIds: (wanted) => wanted.flatMap((place) => ids.get(place) ?? []),
  }
}

function withoutTime(count: number): Aside[] {
  if (count === 0) return []
  const sentence = `${count} ${count === 1 ? 'call has' : 'calls have'} no time, so no window holds ${count === 1 ? 'it' : 'them'}.`
  return [{ reason: 'without-time', count, sentence }]
}

/**
 * The calls among another system's entries, each once: where a log tells a call twice, before and after it ran, the
 * first counts. They are in the words of that system, and in the agent's own where the system keeps these.
 */
export function* toldByOthers(events: Iterable<ForeignEvent>): Generator<Told> {
  const told = new Set<string>()
  for (const event of events) {
    const { kind, tool, session = '', call_id: id } = event
    if (kind !== 'decision' || tool === undefined) continue
    if (id !== undefined) {
      const once = JSON.stringify([session, id])
      if (told.has(once)) continue
      told.add(once)
    }
    const time = Date.parse(event.time)
    const call = callOf(event, tool)
    yield {
      call,
      key: JSON.stringify([
        tool,
        event.agent,
        event.cwd,
        event.surface,
        event.context,
        event.args_state,
        event.redacted_paths,
        event.args,
      ]),
      id: event.id,
      place: event.seq,
      session,
      time: Number.isNaN(time) ? 0 : time,
    }
  }
}

function callOf(event: ForeignEvent, tool: string): SourceCall {
  const recorded = recordedArgs(event as unknown as AuditEvent)
  const context = isObject(event.context) ? event.context : {}
  const principal = context.principal === undefined ? {} : { principal: context.principal }
  const environment = typeof context.environment === 'string' ? { environment: context.environment } : {}
  const beside = { args: recorded, ...principal, ...environment }
  const agent = event.agent ?? ''
  // Only edictum's logs keep the tool as the agent named it.
  const agentCall =
    event.source === 'edictum'
      ? { agent: 'sdk' as const, agentLabel: agent, tool: event.tool_raw ?? tool, ...beside }
      : null
  const own: Call = {
    tool,
    ...(agent === '' ? {} : { agent }),
    ...(event.surface ? { surface: event.surface } : {}),
    ...beside,
  }
  return {
    agentCall,
    own: event.dialect === undefined ? null : { dialect: event.dialect, call: own },
    cwd: event.cwd ?? '/',
    stored: recorded instanceof Unknown ? 'without-arguments' : event.redacted_paths ? 'in-part' : 'whole',
  }
}
