import type { Counters } from '../../call.ts'
import { isObject, type Json } from '../../json/values.ts'
import { numeric } from '../../python/values.ts'

/** Calls tried so far in the session. */
export function attemptsOf(counters: Counters): number {
  return count(counters, 'attempts')
}

/** Calls that ran so far in the session. */
export function execsOf(counters: Counters): number {
  return count(counters, 'execs')
}

/** Calls of one tool that ran so far; kept only for tools that the policy limits. */
export function execsOfTool(counters: Counters, tool: string): number {
  return isObject(counters) && counters.per_tool !== undefined ? count(counters.per_tool, tool) : 0
}

/** The counters after a call: tried, and where it `ran` executed too. */
export function counted(counters: Counters, ran: boolean, tool: string, limited: boolean): Counters {
  const after: { [key: string]: Json } = {
    attempts: attemptsOf(counters) + 1,
    execs: execsOf(counters) + (ran ? 1 : 0),
  }
  const perTool = isObject(counters) ? counters.per_tool : undefined
  if (perTool !== undefined) after.per_tool = perTool
  if (!ran || !limited) return after
  after.per_tool = { ...(isObject(perTool) ? perTool : {}), [tool]: execsOfTool(counters, tool) + 1 }
  return after
}

function count(counters: Json, key: string): number {
  if (!isObject(counters) || !Object.hasOwn(counters, key)) return 0
  const value = counters[key]
  if (typeof value === 'number') return value
  return value === undefined ? 0 : Number(numeric(value) ?? 0)
}
