import { type Call, type Given, nothingGiven } from '../../../evaluator/call.ts'
import { capfence } from '../../../evaluator/dialects/capfence/index.ts'
import type { CapfenceModel } from '../../../evaluator/dialects/capfence/model.ts'
import { parseJson } from '../../../evaluator/json/parse.ts'
import { isObject, type Json } from '../../../evaluator/json/values.ts'
import type { Adapter, Vector } from '../adapter.ts'

export const adapter: Adapter<CapfenceModel> = {
  dialect: capfence,
  texts(vector) {
    const files = Object.entries(vector.files ?? {}).map(([path, text]) => ({ path, text }))
    return { document: { path: 'policy.yaml', text: readAsUtf8(vector) }, further: files }
  },
  toCall(json, vector, text) {
    const call = text === undefined ? json : parseJson(text)
    return { call: callOf(isObject(call) ? call : {}), given: givenOf(vector) }
  },
}

/** The keys of the page's call: those that every dialect has by their own names, the rest as extra. */
function callOf(given: { readonly [key: string]: Json }): Call {
  const { capability, payload, actor, environment, metadata, ...extra } = given
  return {
    tool: typeof capability === 'string' ? capability : '',
    args: payload ?? null,
    ...(metadata === undefined ? {} : { metadata }),
    ...(typeof actor === 'string' ? { agent: actor } : {}),
    ...(typeof environment === 'string' ? { environment } : {}),
    extra: {
      ...extra,
      ...(typeof capability === 'string' ? {} : { capability: capability ?? null }),
      ...(typeof actor === 'string' || actor === undefined ? {} : { actor }),
      ...(typeof environment === 'string' || environment === undefined ? {} : { environment }),
    },
  }
}

function givenOf({ given }: Vector): Given {
  return given === undefined ? nothingGiven : { ...nothingGiven, extra: given }
}

/** The policy's text as a reader gets it who takes the bytes on disk for UTF-8; a byte that is none becomes a lone surrogate. */
function readAsUtf8({ policy, given }: Vector): string {
  const encoding = given?.encoding
  if (encoding === undefined) return policy
  const utf16 = encoding === 'utf-16' || encoding === 'utf-16-le'
  const body = Buffer.from(policy, utf16 ? 'utf16le' : 'latin1')
  const bytes = encoding === 'utf-16' ? Buffer.concat([Buffer.from([0xff, 0xfe]), body]) : body
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return [...bytes].map((byte) => String.fromCharCode(byte < 0x80 ? byte : 0xdc00 + byte)).join('')
  }
}
