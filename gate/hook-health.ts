import type { Machine } from '../audit/place.ts'
import { agentSettings } from './settings/agents.ts'
import { readSettings } from './settings/file.ts'
import { installedHooks } from './settings/hooks.ts'
import { changedSettings } from './settings/installed.ts'

/** How the hooks of this user's agents stand. */
export interface HookHealth {
  /** Products whose settings call the gate, the user's own or the project's. */
  readonly agents: readonly string[]
  /** Sentences about settings that are no longer as `init` wrote them. */
  readonly changed: readonly string[]
  /** A hook is installed, but no session with it stands in the log. */
  readonly notSeen: boolean
}

/** Looks at the agents' settings, the user's own and the project's around `folder`; changes nothing. */
export function hookHealth(folder: string, sessionSeen: boolean, machine: Machine): HookHealth {
  const agents = agentSettings.filter((agent) =>
    [agent.file(machine), agent.file(machine, folder)].some((file) => {
      try {
        return installedHooks(agent, readSettings(file)).length > 0
      } catch {
        return false
      }
    }),
  )
  return {
    agents: agents.map(({ product }) => product),
    changed: changedSettings(machine),
    notSeen: agents.length > 0 && !sessionSeen,
  }
}
