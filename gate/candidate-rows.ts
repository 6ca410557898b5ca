import type { CallEvent, HookAnswer } from './agent-hook.ts'
import { candidateFiles } from './alongside.ts'
import { standingPolicies } from './compiled/standing.ts'
import { sessionCounters } from './counters.ts'
import { decisionRows, type Row, type Writer } from './events.ts'
import { agentCall, givenTo } from './hook-question.ts'
import type { HookOptions, HookWorld } from './hook-world.ts'
import { judge } from './judge.ts'
import type { GatePlace } from './place.ts'
import type { GatePolicy } from './policies.ts'

/** Rows of candidates, and what is left to do when the answer is out. */
export interface CandidateRows {
  readonly rows: readonly Row[]
  keep(now: number): void
}

const none: CandidateRows = { rows: [], keep: () => undefined }
const silence: HookAnswer = { stdout: '', stderr: '', exitCode: 0 }

/**
 * What the versions observed alongside `policies` say of a call. They give rows and nothing else: no answer waits for
 * them to agree, and a fault in them is none of the agent's business.
 */
export function candidateRows(
  place: GatePlace,
  policies: readonly GatePolicy[],
  options: HookOptions,
  event: CallEvent,
  world: HookWorld,
  writer: Writer,
): CandidateRows {
  try {
    const files = candidateFiles(
      place,
      policies.flatMap((policy) => policy.files),
    )
    if (files.length === 0) return none
    const { machine, project, workingDirectory, clock } = world
    const standing = standingPolicies({
      named: files,
      folder: project ?? event.cwd ?? workingDirectory,
      machine,
      recall: () => null,
      knownHere: () => [],
    })
    const ready = standing.policies.filter((policy) => policy.kind === 'ready').map(asCandidate)
    const { session, callId, phase } = event
    const counted = session !== undefined && phase === 'before' && sessionCounters(place.counters, session, callId)
    const ruling = judge({
      call: agentCall(options, event),
      phase,
      given: givenTo(event, world, 'observe'),
      policies: ready,
      ...(options.settings?.toolNames ? { toolNames: options.settings.toolNames } : {}),
      ...(counted ? { counters: counted } : {}),
      clock,
    })
    const rows = decisionRows(writer, { ...event, ...options.settings }, ruling, silence)
    return { rows, keep: (now) => standing.keep(now) }
  } catch {
    return none
  }
}

/** Views name the version apart from the policy that it stands beside. */
export function asCandidate<Policy extends GatePolicy>(policy: Policy): Policy {
  return { ...policy, name: `${policy.name} (candidate)` }
}
