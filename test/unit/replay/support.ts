import assert from 'node:assert/strict'
import { finish, Replay, type Replayed, type ReplayedText } from '../../../analysis/replay/replay.ts'
import type { ReplayReport } from '../../../analysis/replay/report.ts'
import type { ReplaySource, SourceCall } from '../../../analysis/replay/source.ts'
import { replayedTexts } from '../../../analysis/replay/texts.ts'
import type { AuditEvent } from '../../../audit/event.ts'
import { recordedArgs } from '../../../audit/stored-event.ts'
import type { Json } from '../../../evaluator/json/values.ts'
import { Unknown } from '../../../evaluator/json/values.ts'

/** A call as a test writes it. */
export interface MadeCall {
  readonly tool: string
  readonly args?: Json
  /** Paths that were redacted. */
  readonly redacted?: readonly string[]
  readonly session?: number
  /** Milliseconds. */
  readonly at?: number
}

/** A source of these calls; equal ones are one with repeats. */
export function sourceOf(made: readonly MadeCall[], more: Partial<ReplaySource> = {}): ReplaySource {
  const calls: SourceCall[] = []
  const known = new Map<string, number>()
  const repeats = made.map(({ tool, args, redacted }) => {
    const key = JSON.stringify([tool, args, redacted])
    const index = known.get(key) ?? calls.length
    if (index === calls.length)
      calls.push(sourceCall({ tool, ...(args === undefined ? {} : { args }), ...(redacted && { redacted }) }))
    known.set(key, index)
    return index
  })
  return {
    window: { since: null, until: null },
    calls,
    repeats,
    sessions: made.map(({ session = 0 }) => session),
    times: made.map(({ at = 0 }) => at),
    places: made.map((_, index) => index + 1),
    cutSessions: new Set(),
    aside: [],
    answers: () => new Map(),
    recordedHits: () => new Map(),
    eventIds: (places) => places.map((place) => `event-${place}`),
    ...more,
  }
}

function sourceCall({ tool, args, redacted }: MadeCall): SourceCall {
  const event = { args, args_state: args === undefined ? 'none' : 'whole', redacted_paths: redacted }
  const recorded = recordedArgs(event as unknown as AuditEvent)
  return {
    agentCall: { agent: 'claude-code', agentLabel: 'claude-code', tool, args: recorded },
    own: null,
    cwd: '/srv/app',
    stored: recorded instanceof Unknown ? 'without-arguments' : redacted ? 'in-part' : 'whole',
  }
}

/** A text that loads, ready to be replayed. */
export function textOf(text: string, path = '/srv/app/policy.yaml'): ReplayedText {
  const { texts, faults } = replayedTexts([{ path, text }])
  assert.deepEqual(faults, [])
  return texts[0] as ReplayedText
}

/** The report of a text over calls. */
export function replayed(text: string, made: readonly MadeCall[], more: Partial<ReplaySource> = {}): ReplayReport {
  const engine = new Replay(sourceOf(made, more))
  return engine.report(finish(engine.judge(textOf(text))))
}

/** The counts of a report that are not 0. */
export function sums({ byEffect, aside }: ReplayReport): Record<string, number> {
  const effects = Object.entries(byEffect).filter(([, count]) => count > 0)
  return Object.fromEntries([...effects, ...aside.map(({ reason, count }) => [reason, count])])
}

/** What was judged, in a form that two judgements can be compared in. */
export function outcomesOf({ outcomes }: Replayed): unknown[] {
  return Array.from(outcomes.codes, (code, unit) => [code, outcomes.deciderOf(unit), outcomes.matchedOf(unit)])
}
