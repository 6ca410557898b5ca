import { randomUUID } from 'node:crypto'
import { hostname, userInfo } from 'node:os'
import type { Machine } from '../../audit/place.ts'
import type { Mode } from '../../evaluator/effect.ts'
import type { CallEvent, HookAnswer, HookProblem, Verdict } from '../agent-hook.ts'
import { listCandidates } from '../alongside.ts'
import type { CallSettings } from '../call-settings.ts'
import { asCandidate } from '../candidate-rows.ts'
import { type Journals, sessionCounters } from '../counters.ts'
import {
  decisionRows,
  errorEvent,
  type JudgedCall,
  policyChangedEvent,
  type Row,
  sessionEvent,
  type Writer,
} from '../events.ts'
import { givenTo } from '../hook-question.ts'
import { judge, modeOfUnreadable, type Ruling } from '../judge.ts'
import type { RememberedPolicy } from '../memory.ts'
import { gatePlace } from '../place.ts'
import { anyEnforces, type GatePolicy } from '../policies.ts'
import { changedPolicies, rememberPolicies } from '../policy-changes.ts'
import type { Recorded } from '../recorder.ts'
import { argumentStorage } from '../stored-arguments.ts'
import { gateVersion } from '../version.ts'
import { type Beside, candidatesOnly, composeBeside } from './alongside.ts'
import { type LivePolicies, livePolicies } from './policies.ts'
import { openRecording } from './recording.ts'

/** A gate inside a process that lives on, as the proxy and the SDK have it. */
export interface LiveOptions {
  readonly agent: 'mcp' | 'sdk'
  /** The name that overrides and the log know this agent by. */
  readonly agentLabel: string
  /** Absolute; none means those that are found around `folder`. */
  readonly policies: readonly string[]
  /** Policies that are judged beside them and stop nothing, whatever they say; absolute. */
  readonly alongside?: readonly string[]
  readonly audit?: string
  readonly mode?: Mode
  readonly folder: string
  readonly machine: Machine
  /** The log's word for where calls are seen. */
  readonly surface?: string
  readonly settings?: CallSettings
  /** Hears why events cannot be recorded, when it begins. */
  readonly onLoss?: (why: string) => void
}

/** A call, with its own agent where that is not the gate's. */
export type LiveCall = JudgedCall & { readonly agentLabel?: string }

/** What is made of one call; it counts only when `settle` was called. */
export interface Asked {
  readonly ruling: Ruling
  /** What the policies that were given alongside say. */
  readonly observed: Ruling
  readonly verdict: Verdict
  /** True when a policy enforces: the verdict may then change by `settle`, and nothing may happen before. */
  readonly enforcing: boolean
  /** Writes the rows; `limit` says why the verdict cannot be carried out. A verdict that cannot be recorded blocks. */
  settle(limit?: string): Verdict
}

export interface LiveGate {
  readonly session: string
  /** The policies as they are now, and those given alongside. */
  policies(): { readonly judging: readonly GatePolicy[]; readonly beside: Beside }
  /** Writes that a session begins. */
  begin(): void
  ask(call: LiveCall): Asked
  /** Nobody knows what is asked: blocks when a policy enforces, and writes why either way. */
  doubt(problem: HookProblem, about?: Partial<CallEvent>): Verdict
  /** Whether a policy may stop a call. */
  enforcing(): boolean
  close(): Promise<Recorded>
}

const silence: HookAnswer = { stdout: '', stderr: '', exitCode: 0 }
const nothing: Ruling = { judgements: [], settled: null, verdict: { applied: 'proceed', message: '' } }

/** Opens a gate for this process; nothing here throws, and nothing waits for the database. */
export function openLiveGate(options: LiveOptions): LiveGate {
  const { agent, folder, machine, mode: flag, surface, settings = {} } = options
  const place = gatePlace(options.audit, folder, machine)
  const recording = openRecording(place, argumentStorage(settings.storeArguments, place), options.onLoss)
  const session = randomUUID()
  const journals: Journals = new Map()
  const fixed = { source: agent, user: userName(), host: hostname(), gateVersion }
  const clock = () => Number(process.hrtime.bigint() / 1000n)
  const judging = livePolicies(options.policies, folder, place)
  const alongside = options.alongside?.length ? livePolicies(options.alongside, folder, place) : null
  /** Versions observed alongside policies of this log, as they stand when the process begins. */
  const versions = listCandidates(place).map(({ file }) => file)
  const candidates = versions.length === 0 ? null : livePolicies(versions, folder, place)
  const from = { session, cwd: folder }

  const writerOf = (label = options.agentLabel): Writer => ({ ...fixed, agent: label, now: Date.now() })
  const placed = ({ event, hits }: Row): Row => {
    const there = surface === undefined || event.tool === undefined ? event : { surface, ...event }
    return hits === undefined ? { event: there } : { event: there, hits }
  }
  const append = (rows: readonly Row[]) =>
    rows.length === 0 ? { ok: true as const } : recording.append(rows.map(placed))

  /** Reads what is on the disk, and writes and remembers what changed. */
  function current(of: () => LivePolicies): readonly GatePolicy[] {
    const { policies, fresh, discoveredIn } = of()
    if (fresh) {
      const writer = writerOf()
      append(
        changedPolicies(policies).map((policy) => {
          return { event: policyChangedEvent(writer, from, policy.before as RememberedPolicy, policy) }
        }),
      )
      recording.keep(rememberPolicies(place, policies, null, writer.now, discoveredIn))
    }
    return policies
  }

  let composed: {
    readonly of: readonly GatePolicy[]
    readonly with: readonly GatePolicy[]
    readonly beside: Beside
  } | null
  composed = null

  /** What stands alongside the policies now, composed anew when either changed. */
  function besideOf(judged: readonly GatePolicy[], given: readonly GatePolicy[]): Beside {
    if (composed?.of !== judged || composed.with !== given) {
      composed = { of: judged, with: given, beside: composeBeside(judged, given) }
    }
    return composed.beside
  }

  /** What the policies given alongside say; nothing of it is ever applied. */
  function observing(call: LiveCall, { composed: laid, alone }: Beside, writer: Writer): Ruling {
    const versions = candidates === null ? [] : candidates().policies.filter(({ kind }) => kind === 'ready')
    if (laid.length === 0 && alone.length === 0 && versions.length === 0) return nothing
    const composedOnes = laid.length === 0 ? [] : candidatesOnly(judge(question(call, laid, flag, writer)))
    const beside = [...alone, ...versions.map(asCandidate)]
    const others = beside.length === 0 ? [] : judge(question(call, beside, 'observe', writer)).judgements
    return { ...nothing, judgements: [...composedOnes, ...others] }
  }

  function question(call: LiveCall, policies: readonly GatePolicy[], mode: Mode | undefined, writer: Writer) {
    const { tool, args, output, throws, principal, environment } = call
    const counted =
      call.phase === 'before'
        ? sessionCounters(place.counters, call.session ?? session, call.callId, journals)
        : undefined
    const world = { machine, writer, workingDirectory: folder, clock }
    return {
      call: {
        agent,
        agentLabel: writer.agent,
        tool,
        args,
        ...(output === undefined ? {} : { output }),
        ...(throws === undefined ? {} : { throws }),
        ...(principal === undefined ? {} : { principal }),
        ...(environment === undefined ? {} : { environment }),
      },
      phase: call.phase,
      given: givenTo(call, world, mode),
      policies,
      ...(settings.toolNames === undefined ? {} : { toolNames: settings.toolNames }),
      ...(counted === undefined ? {} : { counters: counted }),
      clock,
    }
  }

  function ask(call: LiveCall): Asked {
    try {
      return judged(call)
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      const verdict = doubt({ code: 'gate-failed', message: `Rehearsal's gate failed (${why}).` }, call)
      return { ruling: nothing, observed: nothing, verdict, enforcing: true, settle: () => verdict }
    }
  }

  function judged(given: LiveCall): Asked {
    const { environment, principal } = settings
    const stated = {
      ...(environment === undefined ? {} : { environment }),
      ...(principal === undefined ? {} : { principal }),
    }
    const call = { ...from, ...stated, ...given }
    const writer = writerOf(call.agentLabel)
    const policies = current(judging)
    const asked = question(call, policies, flag, writer)
    const ruling = judge(asked)
    const beside = alongside === null ? [] : current(alongside)
    const observed = observing(call, besideOf(policies, beside), writer)
    const enforcing =
      anyEnforces(policies, flag) || ruling.judgements.some(({ decision }) => decision.mode === 'enforce')
    return { ruling, observed, verdict: ruling.verdict, enforcing, settle }

    function settle(limit?: string): Verdict {
      const answer = limit === undefined ? silence : { ...silence, limit }
      const rows = [...decisionRows(writer, call, ruling, answer), ...decisionRows(writer, call, observed, silence)]
      for (const policy of [...policies, ...beside]) {
        if (policy.kind === 'ready' || modeOfUnreadable(policy, flag) === 'disabled') continue
        rows.push({ event: errorEvent(writer, call, policy.problem, call, policy) })
      }
      const miscounted = asked.counters?.fault() ?? null
      if (miscounted !== null) {
        rows.push({ event: errorEvent(writer, call, { code: 'counters-lost', message: miscounted }, call) })
      }
      const written = append(rows)
      if (ruling.judgements.some(({ modeSource }) => modeSource === 'override')) {
        rememberPolicies(place, policies, ruling, writer.now, options.policies.length === 0 ? folder : undefined)
      }
      if (written.ok || !enforcing || ruling.verdict.applied === 'block') return ruling.verdict
      return {
        applied: 'block',
        message: `Blocked by Rehearsal: what it decides cannot be recorded. ${written.message}`,
      }
    }
  }

  function doubt(problem: HookProblem, about?: Partial<CallEvent>): Verdict {
    const policies = current(judging)
    if (policies.length > 0) append([{ event: errorEvent(writerOf(), from, problem, about) }])
    if (!anyEnforces(policies, flag)) return { applied: 'proceed', message: problem.message }
    const why = 'a policy enforces and the call could not be judged'
    return { applied: 'block', message: `Blocked by Rehearsal, because ${why}: ${problem.message}` }
  }

  function enforcing(): boolean {
    return anyEnforces(current(judging), flag)
  }

  return {
    session,
    policies() {
      const policies = current(judging)
      return { judging: policies, beside: besideOf(policies, alongside === null ? [] : current(alongside)) }
    },
    begin() {
      const policies = current(judging)
      if (policies.length === 0) return
      append([{ event: sessionEvent(writerOf(), { kind: 'session_start', ...from, trigger: 'startup' }, policies) }])
    },
    ask,
    doubt,
    enforcing,
    close: () => recording.close(),
  }
}

function userName(): string {
  try {
    return userInfo().username
  } catch {
    return ''
  }
}
