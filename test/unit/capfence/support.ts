import { type Call, nothingGiven } from '../../../evaluator/call.ts'
import { capfence } from '../../../evaluator/dialects/capfence/index.ts'
import type { CapfenceModel } from '../../../evaluator/dialects/capfence/model.ts'
import { Float, type Json } from '../../../evaluator/json/values.ts'
import { documentStr } from '../../../evaluator/python/document-text.ts'
import { PythonDict, type PythonValue } from '../../../evaluator/python/document-value.ts'

/** Loads one text as `policy.yaml`, with further ones by path. */
export function load(text: string, files: Readonly<Record<string, string>> = {}): CapfenceModel {
  const further = Object.entries(files).map(([path, other]) => ({ path, text: other }))
  return capfence.load({ path: 'policy.yaml', text }, further)
}

/** A call of one capability, with whatever else it has. */
export function call(tool: string, args: Json = {}, more: Partial<Call> = {}): Call {
  return { tool, args, ...more }
}

/** What the policy says of a call. */
export function judge(text: string, asked: Call) {
  return capfence.compile(load(text)).evaluate(asked, nothingGiven, null)
}

/** A value of a document as plain JSON: keys become strings; a date or the like, which is no string, becomes a number. */
export function plain(value: PythonValue): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (value instanceof PythonDict) {
    return Object.fromEntries(value.entries.map(([key, inner]) => [documentStr(key), plain(inner)]))
  }
  if (typeof value === 'bigint') return Number(value)
  if (value instanceof Float) return value.value
  return typeof value === 'object' && value !== null ? 1.5 : value
}
