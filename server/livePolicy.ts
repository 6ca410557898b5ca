import { homedir } from 'node:os'
import type { Machine } from '../audit/place.ts'
import { listCandidates } from '../gate/alongside.ts'
import type { GatePlace } from '../gate/place.ts'
import { type StandingHook, standingHooks, usesPolicy } from '../gate/settings/standing.ts'
import { hookUseOf } from '../gate/unused-policies.ts'
import type { LivePolicy, ModeWord } from './protocol.ts'

/** From the strictest on. */
const strictness: readonly ModeWord[] = ['enforce', 'observe', 'disabled']

/** This machine, as the agents' settings depend on it. */
export function thisMachine(): Machine {
  return { platform: process.platform, homedir: homedir(), env: process.env }
}

/** Every hook that stands before an agent in one of the folders, or in the user's home where none is open. */
export function hooksIn(folders: readonly string[], machine = thisMachine()): readonly StandingHook[] {
  const places = folders.length === 0 ? [machine.homedir] : folders
  return places.flatMap((folder) => standingHooks(machine, folder))
}

/** The policies that have a version observed alongside. */
export function candidatesIn(place: GatePlace | null): ReadonlySet<string> {
  return new Set(place === null ? [] : listCandidates(place).map(({ policyFile }) => policyFile))
}

/** What `hooks` make of the policy at `path`, whose text states the mode `stated`. */
export function livePolicy(
  path: string,
  stated: ModeWord,
  hooks: readonly StandingHook[],
  candidates: ReadonlySet<string>,
): LivePolicy {
  const using = hooks.filter((hook) => hook.off === null && usesPolicy(hook, path))
  const modes = using.map(({ mode }) => mode ?? stated)
  const mode = strictness.find((each) => modes.includes(each)) ?? stated
  const byHook =
    using.some((hook) => hook.mode === mode) && !using.some((hook) => hook.mode === undefined && stated === mode)
  return { hook: hookUseOf([path], hooks), mode, byHook, candidate: candidates.has(path) }
}
