import type { AuditEvent } from '../../audit/event.ts'
import { type Container, entriesOf } from '../../audit/readers/entries.ts'
import type { Members } from '../../audit/readers/foreign-event.ts'
import { failure, type Result, success } from '../../audit/result.ts'
import { Unknown } from '../../evaluator/json/values.ts'
import { agentCallOf } from '../recordedCall.ts'
import { sourceOfTold, type Told } from './foreignLog.ts'
import type { ReplayWindow } from './report.ts'
import type { ReplaySource } from './source.ts'

/** What every event of an export has, as text. */
const always = ['id', 'kind', 'time', 'source', 'prev_hash', 'hash'] as const

/** Reads what `rehearsal audit export` wrote, lines or a list; null when it is something else. */
export function readExport(file: string, window: ReplayWindow): Result<ReplaySource> | null {
  try {
    const container = (['lines', 'list'] as const).find((way) => isExport(file, way))
    if (container === undefined) return null
    let odd = 0
    const isFirst = firstOfEach()
    const told = function* (): Generator<Told> {
      for (const { members, line } of entriesOf(file, container)) {
        if (members === null || !isEvent(members)) odd++
        else {
          const event = members as unknown as AuditEvent
          if (isCall(event) && isFirst(event)) yield toldOf(event, line)
        }
      }
    }
    const source = sourceOfTold(told(), window)
    const sentence = `${odd} ${odd === 1 ? 'entry is' : 'entries are'} no event.`
    const aside = odd === 0 ? [] : [{ reason: 'unreadable' as const, count: odd, sentence }]
    return success({ ...source, aside: [...source.aside, ...aside] })
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return failure('damaged', file, `${file} cannot be read (${why}).`)
  }
}

function isExport(file: string, container: Container): boolean {
  for (const { members } of entriesOf(file, container)) return members !== null && isEvent(members)
  return false
}

function isEvent(members: Members): boolean {
  return always.every((name) => typeof members[name] === 'string')
}

function isCall({ kind, phase = 'before' }: AuditEvent): boolean {
  return kind === 'decision' && phase === 'before'
}

/** Tells of each row whether its call was not told yet: every policy has a row for it. */
function firstOfEach(): (event: AuditEvent) => boolean {
  const named = new Set<string>()
  const unnamed = new Map<string, Set<string>>()
  return ({ source, session, call_id: id, time, tool_raw, args, policy_file: file = '' }) => {
    if (id !== undefined) {
      const key = JSON.stringify([source, session, id, tool_raw, args])
      return !named.has(key) && named.add(key) !== undefined
    }
    const key = JSON.stringify([source, session, time, tool_raw, args])
    const policies = unnamed.get(key)
    if (policies !== undefined && !policies.has(file)) {
      policies.add(file)
      return false
    }
    unnamed.set(key, new Set([file]))
    return true
  }
}

function toldOf(event: AuditEvent, line: number): Told {
  const { args, args_state, redacted_paths, agent, context, source, tool, tool_raw, time, cwd = '/' } = event
  const agentCall = agentCallOf(event)
  const stored = agentCall.args instanceof Unknown ? 'without-arguments' : redacted_paths?.length ? 'in-part' : 'whole'
  const at = Date.parse(time)
  return {
    call: { agentCall, own: null, cwd, stored },
    key: JSON.stringify([source, agent, cwd, context, tool_raw ?? tool, args, args_state, redacted_paths]),
    id: event.id,
    place: line,
    session: event.session ?? '',
    time: Number.isNaN(at) ? 0 : at,
  }
}
