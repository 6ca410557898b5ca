import path from 'node:path'
import { type LogPlace, logPlace, type Machine, placeOf } from '../audit/place.ts'

/** Where the gate keeps what it must remember: the log, and beside it what it knows of policies and sessions. */
export interface GatePlace extends LogPlace {
  /** What each policy was when it last loaded, one file per policy. */
  readonly policies: string
  /** Journals of counters, one file per session and policy. */
  readonly counters: string
}

/**
 * The place of the log given by `--audit`, else of the log of the workspace around `folder`. All that the gate
 * remembers stands beside the log, so that nothing in an environment can make it forget a policy.
 */
export function gatePlace(audit: string | undefined, folder: string, machine: Machine): GatePlace {
  const place = audit === undefined ? logPlace(folder, machine) : placeOf(path.resolve(audit))
  const stem = place.spool.replace(/\.spool$/, '')
  return { ...place, policies: `${stem}.policies`, counters: `${stem}.counters` }
}
