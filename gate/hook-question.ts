import type { AgentCall, Given } from '../evaluator/call.ts'
import type { Mode } from '../evaluator/effect.ts'
import type { CallEvent } from './agent-hook.ts'
import type { HookOptions, HookWorld } from './hook-world.ts'
import { realPath } from './real-path.ts'

/** The call in the agent's own words. */
export function agentCall({ hook, agentLabel, settings }: HookOptions, event: CallEvent): AgentCall {
  const { tool, args, output, throws } = event
  const { environment, principal } = settings ?? {}
  return {
    agent: hook.agent,
    agentLabel: agentLabel ?? hook.agent,
    tool,
    args,
    ...(output === undefined ? {} : { output }),
    ...(throws === undefined ? {} : { throws }),
    ...(environment === undefined ? {} : { environment }),
    ...(principal === undefined ? {} : { principal }),
  }
}

/** What the policies are given beside it. */
export function givenTo(event: CallEvent, world: HookWorld, flag: Mode | undefined): Given {
  const env: Record<string, string> = {}
  for (const [name, value] of Object.entries(world.machine.env)) if (value !== undefined) env[name] = value
  return {
    now: world.writer.now,
    cwd: event.cwd ?? world.workingDirectory,
    realpath: realPath,
    env,
    ...(event.session === undefined ? {} : { session: event.session }),
    ...(flag === undefined ? {} : { modeOverride: flag }),
  }
}
