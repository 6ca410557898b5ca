import type { HookHealth } from '../../server/protocol/events.ts'
import type { PolicyInfo } from '../../server/protocol.ts'
import { counted } from '../text/plain.ts'
import { hookNote } from './liveWords.ts'

/** What the log says of a policy: its shadow events, and whether it can be enforced; null where that was not asked. */
export interface PolicyState {
  readonly shadowEvents: number
  readonly ready: boolean | null
}

/** What stands behind a policy's name; what matters comes first, for the row is cut off where the view is narrow. */
export function describePolicy(info: PolicyInfo, state: PolicyState): string {
  const note = hookNote(info)
  const standing = info.doesNotLoad ? ['does not load'] : [info.mode, ...(note === '' ? [] : [note])]
  return [...standing, ...figures(state), info.dialect].join(' · ')
}

/** What a screen reader says of it; `standing` in words. */
export function sayPolicy({ name, dialect, testCases }: PolicyInfo, state: PolicyState, standing: string): string {
  const tests = testCases > 0 ? [counted(testCases, 'test case')] : []
  return [name, standing, ...figures(state), dialect, ...tests].join(', ')
}

function figures({ shadowEvents, ready }: PolicyState): string[] {
  const events = shadowEvents > 0 ? [counted(shadowEvents, 'shadow event')] : []
  return ready === null ? events : [ready ? 'ready' : 'not ready', ...events]
}

/** What is wrong with the hooks of agents, in sentences; empty when all is well or nobody answered. */
export function hookWords(health: HookHealth | undefined): string {
  if (health === undefined) return ''
  const notSeen = health.notSeen.map(
    (agent) =>
      `Hook not seen: the hook of ${agent} writes to this log, but no session of it with the hook in place was recorded yet.`,
  )
  return [...health.changed, ...notSeen].join('\n')
}
