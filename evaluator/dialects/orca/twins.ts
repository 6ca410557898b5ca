import { parseJson } from '../../json/parse.ts'
import { isObject, type Json } from '../../json/values.ts'
import type { Range } from '../../text.ts'
import type { MapNode, Node } from '../../yaml/node.ts'
import { type Fields, readMap } from './fields.ts'
import type { Findings } from './findings.ts'

/** The map under `key`, or under its twin `key_json`, a string of JSON; null when neither stands there. */
export function readSection(found: Findings, fields: Fields, key: string): MapNode | null {
  const own = fields.node(key)
  const twin = readTwin(found, fields, `${key}_json`, own !== null)
  if (own !== null) return readMap(found, own, `\`${key}\``)
  return twin && readMap(found, twin, `\`${key}_json\``)
}

/** What the JSON text says; the empty text is no text. */
function readTwin(found: Findings, fields: Fields, key: string, hasOwn: boolean): Node | null {
  const text = fields.string(key)
  if (text === null || text.value === '') return null
  if (hasOwn) {
    const message = `\`${key}\` and \`${key.replace(/_json$/, '')}\` are the same field; keep one of them.`
    found.add('both-forms', text.range, message)
  }
  try {
    return nodeOf(parseJson(text.value), text.range)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    found.add('json', text.range, `\`${key}\` is not JSON: ${why}`)
    return null
  }
}

/** A JSON value as a node; every part of it stands at the text's own place. */
function nodeOf(value: Json, range: Range): Node {
  if (Array.isArray(value)) {
    return { kind: 'list', range, tag: null, flow: true, items: value.map((item) => nodeOf(item, range)) }
  }
  if (isObject(value)) {
    const entries = Object.entries(value).map(([key, inner]) => ({
      key: nodeOf(key, range),
      value: nodeOf(inner, range),
      range,
    }))
    return { kind: 'map', range, tag: null, flow: true, entries }
  }
  const text = typeof value === 'string' ? value : String(value)
  return { kind: 'scalar', range, tag: null, value, text, style: 'double' }
}
