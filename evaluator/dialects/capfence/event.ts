import type { Call } from '../../call.ts'
import { Float, isObject, type Json } from '../../json/values.ts'
import { documentStr } from '../../python/document-text.ts'
import { pythonTruth } from '../../python/values.ts'
import { type Context, Facts, own, type Payload } from './facts.ts'
import { refusedMetadata } from './metadata.ts'

/** The event that the runtime would make of a call. */
export interface Event {
  readonly facts: Facts
  /** The same without the `context` that only the policy layer is given; equal to `facts` where there is none. */
  readonly runtimeFacts: Facts
  /** The capability when the engine built it of resource, action and scope; else null. */
  readonly built: string | null
  readonly actor: Json
  readonly environment: Json
  readonly metadata: Payload
  /** The capability and payload as they are put in the metadata; null stands for absent. */
  readonly given: Parts
  /** The class with which the event is refused; null when it is taken. */
  readonly refused: string | null
}

/** What a call says of itself, before it is an event. */
interface Parts {
  readonly capability: Json
  readonly payload: Json
  readonly resource: Json | undefined
  readonly action: Json | undefined
}

const nothing: Payload = {}

/** Makes the event; keys of `extra` (see the conformance page) win over the call's own. */
export function eventOf(call: Call): Event {
  const extra = call.extra ?? nothing
  const capability = extra.capability === undefined ? call.tool : extra.capability
  const payload = extra.payload === undefined ? call.args : extra.payload
  const metadata = isObject(call.metadata) ? call.metadata : nothing
  const actor = extra.actor === undefined ? (call.agent ?? 'agent') : extra.actor
  const environment = extra.environment === undefined ? (call.environment ?? 'production') : extra.environment
  const given: Parts = { capability, payload, resource: extra.resource, action: extra.action }
  const level = riskOf(extra.risk === undefined ? 'low' : extra.risk)
  const refused =
    refusedNames(actor, environment, given) ??
    (level instanceof Refused ? level.raised : null) ??
    refusedMetadata(metadata, capability, payload)
  const built = capability === null ? builtName(given, metadata, environment) : null
  const riskLevel = typeof level === 'string' ? level : lowered(own(metadata, 'risk_level'))
  const over = isObject(extra.context) ? extra.context : null
  const runtime: Context = { environment, riskLevel, metadata, over: null }
  const bare: Context | null = refused === null ? runtime : null
  const around = over === null ? bare : contextUnder(bare, over)
  const facts = new Facts(built ?? capability, payload, around)
  const runtimeFacts = over === null ? facts : new Facts(built ?? capability, payload, runtime)
  return { facts, runtimeFacts, built, actor, environment, metadata, given, refused }
}

/** The action's name: as given, else what follows the capability's first dot. */
export function actionOf({ capability, action }: Parts): Json {
  if (action !== undefined && pythonTruth(action)) return action
  const dot = typeof capability === 'string' ? capability.indexOf('.') : -1
  return dot === -1 ? 'execute' : (capability as string).slice(dot + 1)
}

/** What approvals are compared by: the payload, or without one the whole metadata. */
export function approvalKey({ given, metadata }: Event): Json {
  const { capability, payload } = given
  if (pythonTruth(payload)) return payload
  const full: { [key: string]: Json } = { ...metadata }
  if (capability !== null) full.capability = capability
  if (payload !== null) full.payload = payload
  return full
}

function contextUnder(context: Context | null, over: Payload): Context {
  return context === null ? { environment: null, riskLevel: null, metadata: nothing, over } : { ...context, over }
}

class Refused {
  readonly raised: string
  constructor(raised: string) {
    this.raised = raised
  }
}
const badRisk = new Refused('ValueError')
const hugeRisk = new Refused('OverflowError')

/** The runtime's levels, and the older words it maps to them. */
const levels = new Map([
  ['low', 'low'],
  ['medium', 'medium'],
  ['high', 'high'],
  ['critical', 'critical'],
  ['command_execution', 'critical'],
  ['execute', 'critical'],
  ['payment_initiation', 'high'],
  ['delete', 'high'],
  ['write', 'medium'],
  ['read_only', 'low'],
  ['read', 'low'],
])

/** The event's level; null for a score, which has none. */
function riskOf(risk: Json): string | null | Refused {
  if (typeof risk === 'string') return levels.get(risk) ?? levels.get(risk.toLowerCase()) ?? badRisk
  if (typeof risk === 'boolean') return null
  const score = risk instanceof Float ? risk.value : risk
  if (typeof score === 'bigint' && !Number.isFinite(Number(score))) return hugeRisk
  if (typeof score !== 'number' && typeof score !== 'bigint') return badRisk
  return score < 0 ? badRisk : null
}

function refusedNames(actor: Json, environment: Json, given: Parts): string | null {
  const { capability, resource, action } = given
  const named = typeof actor === 'string' && actor !== '' && typeof environment === 'string' && environment !== ''
  if (!named) return 'ValueError'
  if (pythonTruth(resource) && typeof resource !== 'string') return 'ValueError'
  if (pythonTruth(action)) return typeof action === 'string' ? null : 'ValueError'
  const endsAtDot =
    typeof capability === 'string' && capability.endsWith('.') && capability.indexOf('.') === capability.length - 1
  return endsAtDot ? 'ValueError' : null
}

function builtName(given: Parts, metadata: Payload, environment: Json): string {
  const resource = pythonTruth(given.resource) ? (given.resource as Json) : 'res'
  const scope = own(metadata, 'scope')
  const last = pythonTruth(scope) ? (scope as Json) : environment
  return `${documentStr(resource)}.${documentStr(actionOf(given))}.${documentStr(last)}`
}

function lowered(value: Json | undefined): Json {
  return typeof value === 'string' ? value.toLowerCase() : null
}
