import { waitingFiles } from '../audit/drain.ts'
import type { AuditEvent } from '../audit/event.ts'
import { lostIn } from '../audit/lost.ts'
import { lostEvents } from '../audit/lost-events.ts'
import type { Machine } from '../audit/place.ts'
import { listEvents } from '../audit/query.ts'
import { openReader } from '../audit/reader.ts'
import type { Mode } from '../evaluator/effect.ts'
import { agentHook } from './agents.ts'
import { discoverPolicies } from './discover.ts'
import { loadPolicies } from './load-policies.ts'
import { recall, recallAll } from './memory.ts'
import { type GatePlace, gatePlace } from './place.ts'
import { enforces, type GatePolicy } from './policies.ts'
import { type AgentSettings, agentSettings } from './settings/agents.ts'
import { readSettings } from './settings/file.ts'
import { installedHooks } from './settings/hooks.ts'
import { changedSettings } from './settings/installed.ts'
import { shellWords } from './settings/shell-words.ts'
import { switchedOff } from './settings/switched-off.ts'
import { spoolProblem } from './spool-problem.ts'

/** A policy that stands here or is remembered. */
export interface PolicyState {
  readonly policy: string
  readonly policy_file: string
  readonly dialect: string | null
  /** `enforce` where any part of it enforces. */
  readonly mode: Mode | null
  readonly problem: string | null
}

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
  /** Agents whose hooks stand in settings and write to this log, while it has seen no session of theirs. */
  readonly hooks_not_seen: readonly string[]
  /** Sentences about hooks that are no longer as `init` wrote them, or that settings keep from running. */
  readonly hook_problems: readonly string[]
  readonly policies: readonly PolicyState[]
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
  const installed = hooks.filter(({ command }) => command !== null && isAbout(command, place.database))
  const log = logState(place, [...new Set(installed.map(({ agent }) => agent))])
  return {
    node,
    node_fine: Number.parseInt(node, 10) >= 22,
    ...log,
    lost_events: log.lost_events + lostIn(place.spool).reduce((sum, { count }) => sum + count, 0),
    spool_files: waitingFiles(place.spool),
    spool_problem: spoolProblem(place.spool),
    hooks,
    hook_problems: [...changedSettings(machine), ...switchedOff(machine, folder)],
    policies: policyStates(folder, place),
  }
}

/** Whether a hook's command line writes to this log. */
function isAbout(command: string, database: string): boolean {
  const words = shellWords(command)
  return words[words.indexOf('--audit') + 1] === database
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
    agent: agentHook(agent.word)?.agent ?? agent.word,
    settings_file: file,
    events,
    command: installed[0]?.command ?? null,
  }
}

function policyStates(folder: string, place: GatePlace): PolicyState[] {
  const remembered = recallAll(place.policies).map(({ file }) => file)
  const files = [...new Set([...discoverPolicies(folder), ...remembered])]
  return loadPolicies(files, (file) => recall(place.policies, file)).map(stateOf)
}

function stateOf(policy: GatePolicy): PolicyState {
  const policy_file = policy.files[0] ?? ''
  if (policy.kind === 'unreadable') {
    const { name, dialect, mode, problem } = policy
    return { policy: name, policy_file, dialect, mode, problem: problem.message }
  }
  const mode = enforces(policy.policy) ? 'enforce' : policy.policy.mode
  return { policy: policy.name, policy_file, dialect: policy.dialect.name, mode, problem: null }
}
