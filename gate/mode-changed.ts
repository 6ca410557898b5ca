import { hostname, userInfo } from 'node:os'
import { dirname } from 'node:path'
import { newEventId } from '../audit/event-id.ts'
import { workspaceRoot } from '../audit/place.ts'
import type { GatePlace } from './place.ts'
import { type Recorded, recordSpool, spoolRows } from './recorder.ts'
import { gateVersion } from './version.ts'

/** A mode that a person changed with Rehearsal. */
export interface ModeChange {
  readonly source: 'editor' | 'cli'
  readonly policyFile: string
  readonly kind: 'policy' | 'rule' | 'override'
  readonly label: string | null
  /** Null where the mode was not written out before. */
  readonly before: string | null
  readonly after: string
  readonly why: string
}

/** Writes down who changed a mode and why; what cannot be stored now waits in the spool. */
export async function recordModeChange(place: GatePlace, change: ModeChange, now: number): Promise<Recorded> {
  const { source, policyFile, kind, label, before, after, why } = change
  const event = {
    id: newEventId(now),
    kind: 'mode_changed',
    time: new Date(now).toISOString(),
    source,
    user: userInfo().username,
    host: hostname(),
    cwd: workspaceRoot(dirname(policyFile)),
    policy_file: policyFile,
    ...(kind === 'rule' && label !== null ? { rule: label } : {}),
    gate_version: gateVersion,
    detail: { kind, label, before, after, why },
  } as const
  const spooled = spoolRows(place, [{ event }])
  return spooled.ok ? recordSpool(place, [], now) : spooled
}
