import type { Call } from '../../call.ts'
import { classify, firstTruthy } from '../../conditions/classify.ts'
import { plainTree, textOf, unknownIn } from '../../conditions/plain.ts'
import { isObject, type Json, Unknown } from '../../json/values.ts'
import { riskSignals } from './risk.ts'

/** What the simulator is asked about. */
export interface Subject {
  readonly type: unknown
  readonly resource: unknown
  /** Set for an agent's tool call, with the classifier's signs of risk: such a call meets the gateway's checks first. */
  readonly riskSignals: (() => readonly string[]) | null
}

/**
 * The subject of a call. With `extra.toolName` it is an agent's tool call and is classified, unless `extra.classified`
 * says that `tool` and `args` are the classifier's answer already; else `tool` is the action
 * type, and the resource is `args.resource`, or the first of the classifier's members that `args` has. Throws where the
 * engine does.
 */
export function subjectOf({ tool, args, extra }: Call): Subject {
  if (extra !== undefined) {
    if (extra.toolName !== undefined && extra.classified !== true) return classified(extra)
    if (extra.actionType !== undefined) {
      return { type: plainTree(extra.actionType), resource: plainTree(extra.resource), riskSignals: null }
    }
  }
  const riskSignals = extra?.classified === true ? none : null
  if (args instanceof Unknown) return { type: tool, resource: args, riskSignals }
  if (!isObject(args)) return { type: tool, resource: '', riskSignals }
  const resource = Object.hasOwn(args, 'resource') ? args.resource : firstTruthy(args)
  if (typeof resource === 'string') return { type: tool, resource, riskSignals }
  return { type: tool, resource: otherResource(args, plainTree(resource as Json)), riskSignals }
}

const none = (): readonly string[] => []

function otherResource(args: { [key: string]: Json }, resource: unknown): unknown {
  return Object.hasOwn(args, 'resource') || !resource ? resource : (unknownIn(resource) ?? textOf(resource))
}

function classified(extra: NonNullable<Call['extra']>): Subject {
  const input = plainTree(extra.toolInput)
  const { actionType, resource } = classify(plainTree(extra.toolName), input)
  const signals =
    actionType !== 'unknown' && typeof resource === 'string' && !unknownIn(input)
      ? riskSignals(actionType, input, resource)
      : none
  return { type: actionType, resource, riskSignals: signals }
}
