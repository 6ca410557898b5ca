import { waitingFiles } from '../audit/drain.ts'
import type { AuditEvent } from '../audit/event.ts'
import { lostIn } from '../audit/lost.ts'
import { lostEvents } from '../audit/lost-events.ts'
import type { Machine } from '../audit/place.ts'
import { listEvents } from '../audit/query.ts'
import { openReader } from '../audit/reader.ts'
import { agentHook } from './agents.ts'
import { discoverPolicies } from './discover.ts'
import { recall, recallAll } from './memory.ts'
import { type GatePlace, gatePlace } from './place.ts'
import { type PolicyState, policyStates } from './policy-states.ts'
import { type AgentSettings, agentSettings } from './settings/agents.ts'
import { readSettings } from './settings/file.ts'
import { installedHooks } from './settings/hooks.ts'
import { changedSettings } from './settings/installed.ts'
import { expectedIn, standingHooks } from './settings/standing.ts'
import { switchedOff } from './settings/switched-off.ts'
import { spoolProblem } from './spool-problem.ts'
import { type HookUse, hookUseOf, passedOver } from './unused-policies.ts'

/** How things stand, in the words of `doctor --format json`. */
export interface Checkup {
  readonly node: string
  readonly node_fine: boolean
  readonly audit: string
  /** What is wrong with the log; null when it is fine or not there yet. */
  readonly audit_problem: string | null
  readonly audit_exists: boolean
  readonly last_event: string | null
  /** The last time an agent's session started with the hook in place. */
  readonly last_session: string | null
  /** Spool files that no process has brought into the log yet. */
  readonly spool_files: number
  /** Events that neither the spool nor the log took, as far as that could be noted. */
  readonly lost_events: number
  /** Why nothing can be recorded, so that enforce would deny; null when it can. */
  readonly spool_problem: string | null
  readonly hooks: readonly {
    readonly agent: string
    readonly settings_file: string
    readonly events: readonly string[]
    readonly command: string | null
  }[]
  /** Agents whose hooks name this very log, while it has seen no session of theirs. */
  readonly hooks_not_seen: readonly string[]
  /** Sentences about hooks that are not as `init` wrote them, are kept from running, or pass over this project's policies. */
  readonly hook_problems: readonly string[]
  readonly policies: readonly (PolicyState & { readonly hook: HookUse })[]
  readonly recent_errors: readonly { readonly time: string; readonly reason: string }[]
}

/** Looks at everything that a live gate needs in the project around `folder`; changes nothing. */
export function checkUp(folder: string, audit: string | undefined, machine: Machine): Checkup {
  const place = gatePlace(audit, folder, machine)
  const node = process.versions.node
  const hooks = agentSettings.flatMap((agent) => [
    hookState(agent, agent.file(machine)),
    hookState(agent, agent.file(machine, folder)),
  ])
  const standing = standingHooks(machine, folder)
  const log = logState(place, expectedIn(standing, place.database).map(nameOf))
  const remembered = recallAll(place.policies).map(({ file }) => file)
  const files = [...new Set([...discoverPolicies(folder), ...remembered])]
  const policies = policyStates(files, (file) => recall(place.policies, file), folder)
  return {
    node,
    node_fine: Number.parseInt(node, 10) >= 22,
    ...log,
    lost_events: log.lost_events + lostIn(place.spool).reduce((sum, { count }) => sum + count, 0),
    spool_files: waitingFiles(place.spool),
    spool_problem: spoolProblem(place.spool),
    hooks,
    hook_problems: [
      ...changedSettings(machine),
      ...switchedOff(machine, folder),
      ...passedOver(policies, standing, new Set(remembered)),
    ],
    policies: policies.map((policy) => ({ ...policy, hook: hookUseOf(policy.policy_files, standing) })),
  }
}

/** What the log knows an agent by. */
function nameOf({ word }: AgentSettings): string {
  return agentHook(word)?.agent ?? word
}

/** How the log stands, and which of the agents `installed` it has seen no session of. */
function logState({ database }: GatePlace, installed: readonly string[]) {
  const reader = openReader(database)
  const none = {
    audit: database,
    audit_exists: reader.ok,
    last_event: null,
    last_session: null,
    recent_errors: [],
    lost_events: 0,
    hooks_not_seen: installed,
  }
  if (!reader.ok) {
    const missing = reader.error.code === 'no-file'
    return { ...none, audit_exists: !missing, audit_problem: missing ? null : reader.error.message }
  }
  const newest = (kind: string | null, limit: number): readonly AuditEvent[] => {
    const page = listEvents(reader.value, kind === null ? {} : { kind }, { limit })
    return page.ok ? page.value.events : []
  }
  const lost = reader.value.read(lostEvents)
  const errors = newest('error', 5).map(({ time, reason }) => ({ time, reason: reason ?? '' }))
  const seen = (agent: string) => {
    const page = listEvents(reader.value, { kind: 'session_start', agent }, { limit: 1 })
    return page.ok && page.value.events.length > 0
  }
  const state = {
    ...none,
    hooks_not_seen: installed.filter((agent) => !seen(agent)),
    audit_problem: null,
    last_event: newest(null, 1)[0]?.time ?? null,
    last_session: newest('session_start', 1)[0]?.time ?? null,
    recent_errors: errors,
    lost_events: lost.ok ? lost.value : 0,
  }
  reader.value.close()
  return state
}

function hookState(agent: AgentSettings, file: string) {
  let installed: ReturnType<typeof installedHooks> = []
  try {
    installed = installedHooks(agent, readSettings(file))
  } catch {
    // A file that cannot be read holds no hook for the agent either.
  }
  const events = [...new Set(installed.map(({ event }) => event))]
  return {
    agent: nameOf(agent),
    settings_file: file,
    events,
    command: installed[0]?.command ?? null,
  }
}
