import path from 'node:path'
import type { CallEvent, HookAnswer, HookProblem, ReadPayload } from './agent-hook.ts'
import { recordAfterAnswer } from './backlog.ts'
import { type CandidateRows, candidateRows } from './candidate-rows.ts'
import { type Standing, standingPolicies } from './compiled/standing.ts'
import { type SessionCounters, sessionCounters } from './counters.ts'
import { decisionRows, errorEvent, policyChangedEvent, type Row, sessionEvent, type Writer } from './events.ts'
import { agentCall, givenTo } from './hook-question.ts'
import type { HookOptions, HookWorld } from './hook-world.ts'
import { judge, modeOfUnreadable, type Ruling } from './judge.ts'
import { keepRows } from './keep-rows.ts'
import { type RememberedPolicy, recallAll } from './memory.ts'
import { type GatePlace, gatePlace } from './place.ts'
import { anyEnforces, type GatePolicy, lastKnown, type Recall } from './policies.ts'
import { changedPolicies, rememberPolicies } from './policy-changes.ts'
import type { Recorded } from './recorder.ts'
import { argumentStorage } from './stored-arguments.ts'
import { watched } from './watchdog.ts'

export interface HookOutcome {
  readonly answer: HookAnswer
  /** For whoever reads the hook's stderr; never an agent's model. */
  readonly notes: readonly string[]
  readonly judged: boolean
  readonly wouldBlock: boolean
  readonly blocked: boolean
  /** To be called when the answer is out: remembers the policies and brings the spool into the database. */
  readonly record: () => Promise<Recorded>
}

/** Reads, evaluates and spools; what comes back is the answer and what is left to do after it. Never throws. */
export function runHook(options: HookOptions, payload: ReadPayload, world: HookWorld): HookOutcome {
  const folder = folderOf(payload, world)
  const place = gatePlace(options.audit, folder, world.machine)
  const known = recallAll(place.policies)
  let standing: Standing | null = null
  try {
    standing = standingPolicies(askedOf(options, folder, world, known))
    return answered(options, payload, world, place, standing)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    const problem = { code: 'hook-failed', message: `Rehearsal's hook failed (${why}).` }
    return standing === null
      ? giveUp(options, payload, world, problem)
      : doubtful(options, payload, world, place, standing.policies, problem)
  }
}

/** What the hook says when it could not judge in time: the policies' modes decide, or what is remembered of them. */
export function giveUp(
  options: HookOptions,
  payload: ReadPayload,
  world: HookWorld,
  problem: HookProblem,
): HookOutcome {
  const folder = folderOf(payload, world)
  const place = gatePlace(options.audit, folder, world.machine)
  const known = recallAll(place.policies)
  const found = known.flatMap(({ file, discoveredIn }) => (discoveredIn === folder ? [file] : []))
  const files = options.policies.length > 0 ? named(options, world) : found
  const policies = lookAgain(options, folder, world, known) ?? lastKnown(files, problem, recallFrom(known))
  return doubtful(options, payload, world, place, policies, problem)
}

/** The policies as they stand, for their modes alone: one that was flipped since counts as it is now. Null when late again. */
function lookAgain(
  options: HookOptions,
  folder: string,
  world: HookWorld,
  known: readonly RememberedPolicy[],
): readonly GatePolicy[] | null {
  try {
    const again = watched(() => standingPolicies(askedOf(options, folder, world, known)).policies)
    return again.late ? null : again.value
  } catch {
    return null
  }
}

function askedOf(options: HookOptions, folder: string, world: HookWorld, known: readonly RememberedPolicy[]) {
  return {
    named: named(options, world),
    folder,
    machine: world.machine,
    recall: recallFrom(known),
    knownHere: () => known.flatMap(({ file, discoveredIn }) => (discoveredIn === folder ? [file] : [])),
  }
}

function folderOf(payload: ReadPayload, world: HookWorld): string {
  const from = payload.ok ? payload.event : payload
  return world.project ?? from.cwd ?? world.workingDirectory
}

function answered(
  options: HookOptions,
  payload: ReadPayload,
  world: HookWorld,
  place: GatePlace,
  standing: Standing,
): HookOutcome {
  const { policies } = standing
  const problem = options.problem ?? (payload.ok ? undefined : payload.problem)
  if (problem !== undefined || !payload.ok) {
    return doubtful(options, payload, world, place, policies, problem ?? { code: 'no-event', message: 'No event.' })
  }
  const { event } = payload
  const { mode: flag } = options
  const writer = writerOf(options, world)
  const rows: Row[] = changedPolicies(policies).map((policy) => {
    return { event: policyChangedEvent(writer, event, policy.before as RememberedPolicy, policy) }
  })
  let answer: HookAnswer = options.hook.silence
  let ruling: Ruling | null = null
  let candidates: CandidateRows | null = null
  const counters = event.kind === 'call' ? countersOf(event, place) : undefined
  if (event.kind === 'session_start') {
    if (policies.length > 0) rows.push({ event: sessionEvent(writer, event, policies) })
  } else {
    ruling = judge({
      call: agentCall(options, event),
      phase: event.phase,
      given: givenTo(event, world, flag),
      policies,
      ...(options.settings?.toolNames ? { toolNames: options.settings.toolNames } : {}),
      ...(counters === undefined ? {} : { counters }),
      clock: world.clock,
    })
    answer = options.hook.answer(event, ruling.verdict)
    rows.push(...decisionRows(writer, { ...event, ...options.settings }, ruling, answer))
    candidates = candidateRows(place, policies, options, event, world, writer)
    rows.push(...candidates.rows)
  }
  const about: Partial<CallEvent> = event.kind === 'call' ? event : {}
  for (const policy of policies) {
    if (policy.kind === 'ready' || modeOfUnreadable(policy, flag) === 'disabled') continue
    rows.push({ event: errorEvent(writer, event, policy.problem, about, policy) })
  }
  const miscounted = counters?.fault() ?? null
  if (miscounted !== null) {
    rows.push({ event: errorEvent(writer, event, { code: 'counters-lost', message: miscounted }, about) })
  }
  const storage = argumentStorage(options.settings?.storeArguments, place)
  const spooled = keepRows(place, rows, storage)
  const notes = spooled.ok ? [] : [spooled.message]
  if (!spooled.ok && event.kind === 'call' && anyEnforces(policies, flag) && ruling?.verdict.applied !== 'block') {
    const message = `Blocked by Rehearsal: what it decides cannot be recorded. ${spooled.message}`
    answer = options.hook.answer(event, { applied: 'block', message })
  }
  return {
    answer,
    notes,
    judged: ruling !== null && event.kind === 'call' && event.phase === 'before' && ruling.judgements.length > 0,
    wouldBlock: ruling?.judgements.some(({ decision }) => decision.dryRun && wouldStop(decision.effect)) ?? false,
    blocked: ruling?.verdict.applied === 'block' || ruling?.verdict.applied === 'hold',
    record: async () => {
      const root = options.policies.length === 0 ? folderOf(payload, world) : undefined
      const fresh = rememberPolicies(place, policies, ruling, world.writer.now, root)
      standing.keep(world.writer.now)
      candidates?.keep(world.writer.now)
      return policies.length === 0 ? { ok: true } : recordAfterAnswer(place, fresh, world.writer.now)
    },
  }
}

function writerOf({ agentLabel, hook }: HookOptions, { writer, machine }: HookWorld): Writer {
  const agentVersion = hook.versionIn?.(machine.env)
  const known = { ...writer, agent: agentLabel ?? hook.agent, product: hook.agent }
  return agentVersion === undefined ? known : { ...known, agentVersion }
}

/** Nobody knows what is asked, or the gate itself failed: who enforces stops it, everybody else lets it go. */
function doubtful(
  options: HookOptions,
  payload: ReadPayload,
  world: HookWorld,
  place: GatePlace,
  policies: readonly GatePolicy[],
  problem: HookProblem,
): HookOutcome {
  const stop = anyEnforces(policies, options.mode)
  const from = payload.ok ? payload.event : payload
  const writer = writerOf(options, world)
  const about = payload.ok && payload.event.kind === 'call' ? payload.event : undefined
  let notes: readonly string[] = [problem.message]
  if (policies.length > 0) {
    try {
      const spooled = keepRows(place, [{ event: errorEvent(writer, from, problem, about) }])
      if (!spooled.ok) notes = [...notes, spooled.message]
    } catch (error) {
      notes = [...notes, String(error)]
    }
  }
  const message = `Blocked by Rehearsal, because a policy enforces and the call could not be judged: ${problem.message}`
  const stopping = about ? options.hook.answer(about, { applied: 'block', message }) : options.hook.refuse(message)
  return {
    answer: stop ? stopping : options.hook.silence,
    notes: stop ? [] : notes,
    judged: false,
    wouldBlock: false,
    blocked: stop,
    record: async () => (policies.length === 0 ? { ok: true } : recordAfterAnswer(place, [], world.writer.now)),
  }
}

/** Policies count per session, and before the call only. */
function countersOf({ session, callId, phase }: CallEvent, place: GatePlace): SessionCounters | undefined {
  return session === undefined || phase !== 'before' ? undefined : sessionCounters(place.counters, session, callId)
}

function wouldStop(effect: string): boolean {
  return effect === 'deny' || effect === 'error' || effect === 'require_approval'
}

function recallFrom(known: readonly RememberedPolicy[]): Recall {
  return (file) => known.find((each) => each.file === file) ?? null
}

function named(options: HookOptions, world: HookWorld): string[] {
  return options.policies.map((file) => path.resolve(world.workingDirectory, file))
}
