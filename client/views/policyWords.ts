import type { HookHealth } from '../../server/protocol/events.ts'
import type { PolicyInfo } from '../../server/protocol.ts'
import { counted } from '../text/plain.ts'

/** What the log says of a policy: its shadow events, and whether it can be enforced; null where that was not asked. */
export interface PolicyState {
  readonly shadowEvents: number
  readonly ready: boolean | null
}

/** What stands behind a policy's name. */
export function describePolicy({ mode, dialect, doesNotLoad }: PolicyInfo, state: PolicyState): string {
  return [doesNotLoad ? 'does not load' : mode, dialect, ...figures(state)].join(' · ')
}

/** What its mode means for the agent, `mode` in words; nothing while it does not load. */
export function standingWords({ doesNotLoad }: PolicyInfo, mode: string): string {
  return doesNotLoad ? 'does not load, so it judges nothing' : mode
}

/** What a screen reader says of it; `standing` in words. */
export function sayPolicy({ name, dialect, testCases }: PolicyInfo, state: PolicyState, standing: string): string {
  const tests = testCases > 0 ? [counted(testCases, 'test case')] : []
  return [name, standing, dialect, ...figures(state), ...tests].join(', ')
}

function figures({ shadowEvents, ready }: PolicyState): string[] {
  const events = shadowEvents > 0 ? [counted(shadowEvents, 'shadow event')] : []
  return ready === null ? events : [...events, ready ? 'ready' : 'not ready']
}

/** What is wrong with the hooks of agents, in sentences; empty when all is well or nobody answered. */
export function hookWords(health: HookHealth | undefined): string {
  if (health === undefined) return ''
  const notSeen = health.notSeen
    ? [
        `Hook not seen: ${health.agents.join(' and ')} should be judged here, but no session with the hook in place was recorded yet.`,
      ]
    : []
  return [...health.changed, ...notSeen].join('\n')
}
