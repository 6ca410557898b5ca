import type { Call } from '../../call.ts'
import { Float, isObject, type Json } from '../../json/values.ts'
import { documentStr } from '../../python/document-text.ts'
import { pythonTruth } from '../../python/values.ts'
import { Facts, own, type Payload } from './facts.ts'

/** The event that the runtime would make of a call. */
export interface Event {
  readonly facts: Facts
  /** The same without the `context` that only the policy layer is given; equal to `facts` where there is none. */
  readonly runtimeFacts: Facts
  /** The capability when the engine built it of resource, action and scope; else null. */
  readonly built: string | null
  readonly actor: string
  readonly action: string
  readonly environment: string
  readonly metadata: Payload
  /** What approvals are compared by: the payload, or without one the metadata. */
  readonly approvalKey: () => Json
  /** The class with which the event is refused; null when it is taken. */
  readonly refused: string | null
}

const nothing: Payload = {}
const legacyRisk = new Map([
  ['command_execution', 'critical'],
  ['execute', 'critical'],
  ['payment_initiation', 'high'],
  ['delete', 'high'],
  ['write', 'medium'],
  ['read_only', 'low'],
  ['read', 'low'],
])
const risks = new Set(['low', 'medium', 'high', 'critical'])

const texts = new Set(['session_id', 'scope', 'payload_hash', 'tool_name', 'risk_level', 'framework', 'capability'])
const metadataKeys = new Set([
  ...texts,
  ...['payload', 'require_approval', 'risk_category', 'threshold', 'latency_ms', 'decision', 'reason', 'timestamp'],
  ...['entry_hash', 'signature', 'policy_decision', 'verdict', 'id', 'caller_depth'],
])

/** Makes the event; keys of `extra` (see the conformance page) win over the call's own. */
export function eventOf(call: Call): Event {
  const extra = call.extra ?? nothing
  const capability = Object.hasOwn(extra, 'capability') ? (extra.capability as Json) : call.tool
  const given = Object.hasOwn(extra, 'payload') ? (extra.payload as Json) : call.args
  const metadata = isObject(call.metadata) ? call.metadata : nothing
  const actor = pick(extra, 'actor', call.agent, 'agent')
  const environment = pick(extra, 'environment', call.environment, 'production')
  const risk = Object.hasOwn(extra, 'risk') ? (extra.risk as Json) : 'low'
  const dot = typeof capability === 'string' ? capability.indexOf('.') : -1
  const resource = orDefault(extra.resource, () => headOf(capability, dot))
  const action = orDefault(extra.action, () => (dot === -1 ? 'execute' : (capability as string).slice(dot + 1)))
  const level = riskOf(risk)
  const refused =
    refusedName(actor, action, resource, environment) ??
    (level instanceof Refused ? level.raised : null) ??
    refusedMetadata(metadata, capability, given)
  const scope = own(metadata, 'scope')
  const built =
    capability === null ? `${text(resource)}.${text(action)}.${text(pythonTruth(scope) ? scope : environment)}` : null
  const asked = built ?? capability
  const riskLevel = typeof level === 'string' ? level : lowered(own(metadata, 'risk_level'))
  const runtime = (key: string): Json | undefined =>
    key === 'environment' ? environment : key === 'risk_level' ? riskLevel : own(metadata, key)
  const context = isObject(extra.context) ? extra.context : null
  const base = refused === null ? runtime : none
  const policy = context === null ? base : (key: string) => (Object.hasOwn(context, key) ? context[key] : base(key))
  const facts = new Facts(asked, given, policy)
  return {
    facts,
    runtimeFacts: context === null ? facts : new Facts(asked, given, runtime),
    built,
    actor: actor as string,
    action: action as string,
    environment: environment as string,
    metadata,
    approvalKey: () => (pythonTruth(given) ? given : fullMetadata(metadata, capability, given)),
    refused,
  }
}

class Refused {
  readonly raised: string
  constructor(raised: string) {
    this.raised = raised
  }
}

function none(): undefined {
  return undefined
}

function pick(extra: Payload, key: string, own: string | undefined, otherwise: string): Json {
  return Object.hasOwn(extra, key) ? (extra[key] as Json) : (own ?? otherwise)
}

function orDefault(given: Json | undefined, otherwise: () => string): Json {
  return pythonTruth(given) ? (given as Json) : otherwise()
}

function headOf(capability: Json, dot: number): string {
  if (typeof capability !== 'string') return 'res'
  return (dot === -1 ? capability : capability.slice(0, dot)) || 'res'
}

function text(value: Json | undefined): string {
  return documentStr(value ?? null)
}

function lowered(value: Json | undefined): Json {
  return typeof value === 'string' ? value.toLowerCase() : null
}

/** The event's level; null for a score, which has none. */
function riskOf(risk: Json): string | null | Refused {
  if (typeof risk === 'string') {
    const word = risk.toLowerCase()
    return risks.has(word) ? word : (legacyRisk.get(word) ?? new Refused('ValueError'))
  }
  const score = risk instanceof Float ? risk.value : risk
  if (typeof score === 'boolean') return null
  if (typeof score === 'bigint' && !Number.isFinite(Number(score))) return new Refused('OverflowError')
  if (typeof score !== 'number' && typeof score !== 'bigint') return new Refused('ValueError')
  return score < 0 ? new Refused('ValueError') : null
}

function refusedName(...names: Json[]): string | null {
  return names.every((name) => typeof name === 'string' && name !== '') ? null : 'ValueError'
}

function refusedMetadata(metadata: Payload, capability: Json, payload: Json): string | null {
  if (capability !== null && typeof capability !== 'string') return 'ValueError'
  if (payload !== null && !isObject(payload)) return 'ValueError'
  if (metadata === nothing) return null
  for (const key of Object.keys(metadata)) {
    const value = metadata[key] as Json
    if (!metadataKeys.has(key)) return 'ValueError'
    if (value === null) continue
    if (texts.has(key) && typeof value !== 'string') return 'ValueError'
    if (key === 'payload' && !isObject(value)) return 'ValueError'
    if (key === 'require_approval' && typeof value !== 'boolean') return 'ValueError'
    if (key === 'latency_ms' && !isNumber(value)) return 'ValueError'
  }
  return null
}

function isNumber(value: Json): boolean {
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean' || value instanceof Float
}

/** The metadata as the engine holds it, where capability and payload are part of it. */
function fullMetadata(metadata: Payload, capability: Json, payload: Json): Json {
  const full: { [key: string]: Json } = { ...metadata }
  if (capability !== null) full.capability = capability
  if (payload !== null) full.payload = payload
  return full
}
