import type { Call, Given } from '../../call.ts'
import { firstTruthy } from '../../conditions/classify.ts'
import { isObject, type Json, Unknown } from '../../json/values.ts'

/** What the recorded answers were given as an envelope's own id and time. */
const defaults = { id: '00000000-0000-4000-8000-000000000000', timestamp: '2026-01-01T00:00:00.000Z' }

type Members = { readonly [key: string]: unknown }

/**
 * The call as the engine sees it: an action envelope. `extra.envelope` is one as it stands; else it is made of the call,
 * and `extra` may hold `resource`, `operation`, `context` and `constraints`.
 */
export class Envelope {
  readonly call: Call
  readonly given: Given
  /** The action's type and resource; undefined where they are missing or there is no action. */
  readonly type: unknown
  readonly resource: unknown
  private readonly whole: { readonly [key: string]: Json } | null
  private built: Members | null = null

  constructor(call: Call, given: Given) {
    this.call = call
    this.given = given
    const { extra } = call
    this.whole = extra !== undefined && isObject(extra.envelope) ? extra.envelope : null
    if (this.whole === null) {
      this.type = call.tool
      this.resource = extra?.resource ?? resourceOf(call.args)
    } else {
      const { action } = this.whole
      this.type = isObject(action) ? action.type : unknownOnly(action)
      this.resource = isObject(action) ? action.resource : unknownOnly(action)
    }
  }

  /** The whole envelope; made when it is first asked for. */
  get root(): Members {
    this.built ??= this.whole === null ? this.made() : { ...defaults, ...this.whole }
    return this.built
  }

  /** The action's type where the engine reads it without looking; throws where there is no action. */
  get typeOrThrow(): unknown {
    if (this.whole !== null && (this.whole.action === undefined || this.whole.action === null)) {
      throw new TypeError('the envelope has no action')
    }
    return this.type
  }

  private made(): Members {
    const { args, agent, principal, environment, metadata, extra } = this.call
    const { session } = this.given
    const operation = extra?.operation
    return {
      ...defaults,
      action: {
        type: this.type,
        resource: this.resource,
        ...(operation === undefined ? {} : { operation }),
        parameters: args,
      },
      principal: isObject(principal) ? principal : { type: 'agent', id: agent ?? 'agent' },
      context: {
        ...(environment === undefined ? {} : { environment }),
        ...(session === undefined ? {} : { sessionId: session }),
        ...(metadata === undefined ? {} : { metadata }),
        ...(isObject(extra?.context) ? extra.context : {}),
      },
      ...(extra?.constraints === undefined ? {} : { constraints: extra.constraints }),
    }
  }
}

function unknownOnly(value: Json | undefined): Unknown | undefined {
  return value instanceof Unknown ? value : undefined
}

/** What a plain call is done to: `args.resource`, else the first of the classifier's members that it has. */
function resourceOf(args: Json): Json {
  if (args instanceof Unknown) return args
  if (!isObject(args)) return ''
  const own = Object.hasOwn(args, 'resource') ? args.resource : firstTruthy(args)
  return typeof own === 'string' || own instanceof Unknown ? own : ''
}
