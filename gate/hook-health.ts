import type { Machine } from '../audit/place.ts'
import { agentHook } from './agents.ts'
import { changedSettings } from './settings/installed.ts'
import { expectedIn, type StandingHook } from './settings/standing.ts'

/** How the hooks of this user's agents stand. */
export interface HookHealth {
  /** Sentences about settings that are no longer as `init` wrote them. */
  readonly changed: readonly string[]
  /** Products whose hooks name this very log, while no session of theirs stands in it. */
  readonly notSeen: readonly string[]
}

/** Judges the hooks that stand by the log at `database`; `seen` tells whether it holds a session of an agent. */
export async function hookHealth(
  hooks: readonly StandingHook[],
  database: string | null,
  seen: (agent: string) => Promise<boolean>,
  machine: Machine,
): Promise<HookHealth> {
  const expected = database === null ? [] : expectedIn(hooks, database)
  const told = await Promise.all(
    expected.map(async ({ word, product }) => ((await seen(agentHook(word)?.agent ?? word)) ? [] : [product])),
  )
  return { changed: changedSettings(machine), notSeen: told.flat() }
}
