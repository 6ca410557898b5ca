import path from 'node:path'
import type { Machine } from '../../audit/place.ts'
import type { Mode } from '../../evaluator/effect.ts'
import { discoverPolicies } from '../discover.ts'
import { realPath } from '../real-path.ts'
import { type AgentSettings, agentSettings, claudeSettings, codexSettings } from './agents.ts'
import { readHookCommand } from './command.ts'
import { installedHooks } from './hooks.ts'
import { managedFile } from './managed.ts'
import { codexConfigFile, hooksInToml, hooksOff, textOf } from './switched-off.ts'

/** A hook of ours that stands in an agent's settings and is asked before its calls in a project. */
export interface StandingHook {
  readonly agent: AgentSettings
  readonly file: string
  /** Absolute; those that are found in the project where the command line names none. */
  readonly policies: readonly string[]
  /** Their real paths. */
  readonly real: ReadonlySet<string>
  /** The mode of its command line, which beats the files'. */
  readonly mode?: Mode
  /** The log that its command line names, absolute; absent: each workspace's own. */
  readonly audit?: string
  /** The settings file that keeps the agent from running it; null: it runs. */
  readonly off: string | null
}

/** Every hook of ours that an agent in the project at `folder` has in its settings; changes nothing. */
export function standingHooks(machine: Machine, folder: string): readonly StandingHook[] {
  const off = hooksOff(machine, folder)
  return agentSettings.flatMap((agent) => {
    const switched = off.find(({ word }) => word === agent.word)?.file ?? null
    return sources(agent, machine, folder).flatMap(({ file, managed }) =>
      [...new Set(commandsBefore(agent, file))].map((command): StandingHook => {
        const { policies, mode, audit } = readHookCommand(command)
        const named = policies.map((each) => path.resolve(folder, each))
        const judged = named.length > 0 ? named : discoverPolicies(folder)
        return {
          agent,
          file,
          policies: judged,
          real: new Set(judged.map(realPath)),
          ...(mode === undefined ? {} : { mode }),
          ...(audit === undefined ? {} : { audit: path.resolve(folder, audit) }),
          // What an administrator installed cannot be switched off by others.
          off: managed ? null : switched,
        }
      }),
    )
  })
}

/**
 * Agents, by their words, that have a hook writing to just this log: whoever installed it here expects their sessions
 * in it. A hook for every workspace promises none in this one.
 */
export function expectedIn(hooks: readonly StandingHook[], database: string): readonly AgentSettings[] {
  return [...new Set(hooks.filter(({ audit, off }) => audit === database && off === null).map(({ agent }) => agent))]
}

/** Whether a hook judges by the policy at `file`, whatever links lead to it. */
export function usesPolicy({ policies, real }: StandingHook, file: string): boolean {
  return policies.includes(file) || real.has(realPath(file))
}

function sources(agent: AgentSettings, machine: Machine, folder: string) {
  const files = [agent.file(machine), agent.file(machine, folder)]
  if (agent === claudeSettings) files.push(path.join(folder, '.claude', 'settings.local.json'))
  if (agent === codexSettings) files.push(codexConfigFile(machine))
  const managed = { file: managedFile(agent, machine.platform), managed: true }
  return [...[...new Set(files)].map((file) => ({ file, managed: false })), managed]
}

/** The command lines that are asked before a call. */
function commandsBefore(agent: AgentSettings, file: string): readonly string[] {
  const text = textOf(file)
  if (file.endsWith('.toml')) return hooksInToml(agent.word, text)
  return installedHooks(agent, text)
    .filter(({ event }) => event === agent.events[0])
    .map(({ command }) => command)
}
