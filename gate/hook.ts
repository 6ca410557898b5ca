import { realpathSync } from 'node:fs'
import path from 'node:path'
import type { Machine } from '../audit/place.ts'
import type { AgentCall, Given } from '../evaluator/call.ts'
import type { Mode } from '../evaluator/effect.ts'
import {
  type AgentHook,
  type CallEvent,
  type HookAnswer,
  type HookProblem,
  type ReadPayload,
  silence,
} from './agent-hook.ts'
import { discoverPolicies } from './discover.ts'
import { decisionRows, errorEvent, policyChangedEvent, type Row, sessionEvent, type Writer } from './events.ts'
import { judge, modeOfUnreadable, type Ruling } from './judge.ts'
import { type RememberedPolicy, recall, recallAll, remember } from './memory.ts'
import { type GatePlace, gatePlace } from './place.ts'
import { anyEnforces, type GatePolicy, lastKnown, loadPolicies, type ReadyPolicy, readyEnforces } from './policies.ts'
import { type Recorded, recordSpool, spoolRows } from './recorder.ts'

/** What the hook's own command line says. */
export interface HookOptions {
  readonly hook: AgentHook
  /** As given; none means that they are discovered. */
  readonly policies: readonly string[]
  readonly audit?: string
  readonly mode?: Mode
  /** The name that overrides and the log know this agent by. */
  readonly agentLabel?: string
  /** What is wrong with the command line itself: a doubt like any other. */
  readonly problem?: HookProblem
}

/** What the hook process knows of the world. */
export interface HookWorld {
  readonly machine: Machine
  readonly writer: Omit<Writer, 'agent'>
  /** The agent's project; where it says none, the payload's working directory counts. */
  readonly project?: string
  readonly workingDirectory: string
  /** Microseconds on a clock that only moves forward. */
  readonly clock: () => number
}

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
  const from = payload.ok ? payload.event : payload
  const folder = world.project ?? from.cwd ?? world.workingDirectory
  const place = gatePlace(options.audit, folder, world.machine)
  const recalled = (file: string) => recall(place.policies, file)
  let policies: readonly GatePolicy[] | null = null
  try {
    const files = policyFiles(options, folder, place, world)
    policies = loadPolicies(files.files, recalled)
    return answered(options, payload, world, place, policies, files.discoveredIn)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    const problem = { code: 'hook-failed', message: `Rehearsal's hook failed (${why}).` }
    policies ??= lastKnown(named(options, world), problem, recalled)
    return doubtful(options, payload, world, place, policies, problem)
  }
}

function answered(
  options: HookOptions,
  payload: ReadPayload,
  world: HookWorld,
  place: GatePlace,
  policies: readonly GatePolicy[],
  discoveredIn: string | undefined,
): HookOutcome {
  const problem = options.problem ?? (payload.ok ? undefined : payload.problem)
  if (problem !== undefined || !payload.ok) {
    return doubtful(options, payload, world, place, policies, problem ?? { code: 'no-event', message: 'No event.' })
  }
  const { event } = payload
  const { mode: flag } = options
  const writer = { ...world.writer, agent: options.agentLabel ?? options.hook.agent }
  const rows: Row[] = changes(policies).map((policy) => {
    return { event: policyChangedEvent(writer, event, policy.before as RememberedPolicy, policy) }
  })
  let answer: HookAnswer = silence
  let ruling: Ruling | null = null
  if (event.kind === 'session_start') {
    if (policies.length > 0) rows.push({ event: sessionEvent(writer, event, policies) })
  } else {
    ruling = judge({
      call: agentCall(options, event),
      phase: event.phase,
      given: givenTo(event, world, flag),
      policies,
      clock: world.clock,
    })
    answer = options.hook.answer(event, ruling.verdict)
    rows.push(...decisionRows(writer, event, ruling, answer))
  }
  const about: Partial<CallEvent> = event.kind === 'call' ? event : {}
  for (const policy of policies) {
    if (policy.kind === 'ready' || modeOfUnreadable(policy, flag) === 'disabled') continue
    rows.push({ event: errorEvent(writer, event, policy.problem, about, policy) })
  }
  const spooled = rows.length === 0 ? { ok: true as const } : spoolRows(place, rows)
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
      const fresh = rememberAll(place, policies, ruling, world.writer.now, discoveredIn)
      return policies.length === 0 ? { ok: true } : recordSpool(place, fresh, world.writer.now, { leaveOpen: true })
    },
  }
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
  const writer = { ...world.writer, agent: options.agentLabel ?? options.hook.agent }
  const about = payload.ok && payload.event.kind === 'call' ? payload.event : undefined
  let notes: readonly string[] = [problem.message]
  if (policies.length > 0) {
    try {
      const spooled = spoolRows(place, [{ event: errorEvent(writer, from, problem, about) }])
      if (!spooled.ok) notes = [...notes, spooled.message]
    } catch (error) {
      notes = [...notes, String(error)]
    }
  }
  const message = `Blocked by Rehearsal, because a policy enforces and the call could not be judged: ${problem.message}`
  const stopping = about ? options.hook.answer(about, { applied: 'block', message }) : options.hook.refuse(message)
  return {
    answer: stop ? stopping : silence,
    notes: stop ? [] : notes,
    judged: false,
    wouldBlock: false,
    blocked: stop,
    record: () => recordSpool(place, [], world.writer.now, { leaveOpen: true }),
  }
}

function wouldStop(effect: string): boolean {
  return effect === 'deny' || effect === 'error' || effect === 'require_approval'
}

function policyFiles(options: HookOptions, folder: string, place: GatePlace, world: HookWorld) {
  if (options.policies.length > 0) {
    return { files: named(options, world), discoveredIn: undefined }
  }
  const found = discoverPolicies(folder)
  const known = recallAll(place.policies).filter(({ discoveredIn }) => discoveredIn === folder)
  const gone = known.map(({ file }) => file).filter((file) => !found.includes(file))
  return { files: [...found, ...gone.sort()], discoveredIn: folder }
}

function named(options: HookOptions, world: HookWorld): string[] {
  return options.policies.map((file) => path.resolve(world.workingDirectory, file))
}

function agentCall({ hook, agentLabel }: HookOptions, event: CallEvent): AgentCall {
  const { tool, args, output, throws } = event
  return {
    agent: hook.agent,
    agentLabel: agentLabel ?? hook.agent,
    tool,
    args,
    ...(output === undefined ? {} : { output }),
    ...(throws === undefined ? {} : { throws }),
  }
}

function givenTo(event: CallEvent, world: HookWorld, flag: Mode | undefined): Given {
  const env: Record<string, string> = {}
  for (const [name, value] of Object.entries(world.machine.env)) if (value !== undefined) env[name] = value
  return {
    now: world.writer.now,
    cwd: event.cwd ?? world.workingDirectory,
    realpath: realPath,
    env,
    ...(event.session === undefined ? {} : { session: event.session }),
    ...(flag === undefined ? {} : { modeOverride: flag }),
  }
}

/** The real path of what exists, with the rest of `file` behind it. */
function realPath(file: string): string {
  for (let at = path.resolve(file), rest = ''; ; at = path.dirname(at)) {
    try {
      return path.join(realpathSync.native(at), rest)
    } catch {
      if (path.dirname(at) === at) return file
      rest = path.join(path.basename(at), rest)
    }
  }
}

function changes(policies: readonly GatePolicy[]): ReadyPolicy[] {
  return policies.filter((policy): policy is ReadyPolicy => {
    if (policy.kind !== 'ready' || policy.before === null) return false
    return policy.before.digest !== policy.policy.digest || policy.before.mode !== policy.policy.mode
  })
}

/** Keeps what each policy is now; the ones that are new or changed come back. */
function rememberAll(
  place: GatePlace,
  policies: readonly GatePolicy[],
  ruling: Ruling | null,
  now: number,
  discoveredIn: string | undefined,
): readonly ReadyPolicy[] {
  return policies.filter((each): each is ReadyPolicy => {
    if (each.kind !== 'ready') return false
    const { before, policy } = each
    const seen = ruling?.judgements.find((judgement) => judgement.policy === each)
    const enforcing = readyEnforces(each) || (seen?.modeSource === 'override' && seen.decision.mode === 'enforce')
    const same = before?.digest === policy.digest && before.mode === policy.mode
    const root = discoveredIn ?? before?.discoveredIn
    if (same && before.enforcing === enforcing && before.discoveredIn === root) return false
    for (const file of each.files) {
      remember(place.policies, {
        file,
        name: each.name,
        dialect: policy.dialect,
        digest: policy.digest,
        mode: policy.mode,
        enforcing,
        since: same ? before.since : new Date(now).toISOString(),
        ...(root === undefined ? {} : { discoveredIn: root }),
      })
    }
    return !same
  })
}
