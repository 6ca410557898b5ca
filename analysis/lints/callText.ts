import type { Call } from '../../evaluator/call.ts'
import { isObject, type Json } from '../../evaluator/json/values.ts'

/** A call as a test comment writes it: `bash {command: "rm -rf /"}`. */
export function callText({ tool, args, output }: Call): string {
  const name = /^[\w.*-]+$/.test(tool) ? tool : JSON.stringify(tool)
  const given = isObject(args) && Object.keys(args).length > 0 ? ` ${flow(args)}` : ''
  const after = output === undefined ? '' : ` output ${JSON.stringify(output)}`
  return `\`${`${name}${given}${after}`.replaceAll('`', "'")}\``
}

function flow(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`
  if (!isObject(value)) return JSON.stringify(value) ?? 'null'
  const entries = Object.entries(value).map(([key, each]) => `${key}: ${flow(each as Json)}`)
  return `{${entries.join(', ')}}`
}
