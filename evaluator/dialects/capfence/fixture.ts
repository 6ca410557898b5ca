import { isObject, type Json } from '../../json/values.ts'
import { documentStr } from '../../python/document-text.ts'
import { pythonTruth } from '../../python/values.ts'
import { Facts, own, type Payload } from './facts.ts'
import { Failure } from './failure.ts'

const noDict = new Failure('AttributeError', 'the event is not made of dicts')

/** A fixture event in the terms of the policy layer, as `capfence policy explain` normalises it. */
export function normaliseEvent(event: Json): { readonly facts: Facts; readonly capability: string } | Failure {
  if (!isObject(event)) return noDict
  const rawAction = or(event.action)
  const rawActor = or(event.actor)
  const action = isObject(rawAction) ? rawAction : {}
  const actor = isObject(rawActor) ? rawActor : {}
  const payload = or(event.payload)
  const metadata = or(event.metadata)
  if (!isObject(metadata)) return noDict
  const name = or(own(action, 'name'), typeof rawAction === 'string' ? rawAction : null)
  const key = ['operation', 'action_name'].find((one) => Object.hasOwn(event, one))
  const operation = key === undefined ? or(name, '*') : (event[key] as Json)
  const built = `${text(event, 'resource', '*')}.${documentStr(operation)}.*`
  const capability = documentStr(
    or(own(action, 'capability'), own(metadata, 'capability'), own(event, 'capability'), built),
  )
  if (!isObject(payload)) return noDict
  const over: Payload = {
    user_role: or(own(actor, 'role'), own(metadata, 'user_role') ?? null),
    tenant: or(own(event, 'tenant'), own(metadata, 'tenant') ?? null),
    tool_name: or(own(event, 'tool_name'), own(payload, 'tool_name'), own(metadata, 'tool_name') ?? null),
  }
  const environment = or(own(event, 'environment'), own(metadata, 'environment'), 'development')
  const riskLevel = or(own(event, 'risk_level'), own(metadata, 'risk_level') ?? null)
  return { facts: new Facts(capability, payload, { environment, riskLevel, metadata, over }), capability }
}

/** Python's `a or b or …`; a single value stands for `value or {}`. */
function or(...values: (Json | undefined)[]): Json {
  if (values.length === 1) return pythonTruth(values[0]) ? (values[0] as Json) : {}
  return values.find((value, index) => pythonTruth(value) || index === values.length - 1) ?? null
}

function text(event: Payload, key: string, otherwise: string): string {
  return documentStr(own(event, key) ?? (Object.hasOwn(event, key) ? null : otherwise))
}
