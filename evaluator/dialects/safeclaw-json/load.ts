import { Findings } from '../../conditions/findings.ts'
import { itemsOf, Labels } from '../../conditions/places.ts'
import { member } from '../../conditions/plain.ts'
import { readJson } from '../../conditions/read-json.ts'
import type { Json } from '../../json/values.ts'
import type { PolicyText } from '../../text.ts'
import { childOf, type Node } from '../../yaml/node.ts'
import { toJson } from '../../yaml/toJson.ts'
import { addHints } from './hints.ts'
import type { PlacedRule, SafeclawJsonModel } from './model.ts'

/** Reads a document as the engine's loader does: `JSON.parse`, and no check beyond that. */
export function load(document: PolicyText, further: readonly PolicyText[]): SafeclawJsonModel {
  const json = readJson(document.text)
  const { root } = json
  const found = new Findings('safeclaw-json', document.text)
  if (json.error) found.notJson(json.error.range, json.error.message)
  const value = json.error && root ? toJson(root) : json.value
  const rules = placeRules(value, root)
  if (root) addHints(found, root)
  const refused = found.refusal()
  const nativeLoad: Json = refused ? { ok: false, error: refused.category, detail: refused.message } : { ok: true }
  const name = root && childOf(root, 'name')
  return {
    document,
    further,
    name: name?.kind === 'scalar' && typeof name.value === 'string' && name.value !== '' ? name.value : document.path,
    value,
    rules,
    root,
    problems: found.problems,
    refused,
    cannotReproduce: json.tooDeep ? 'The document is nested too deeply to be followed here.' : null,
    modeRange: root?.kind === 'map' ? (root.entries[0]?.key.range ?? root.range) : { start: 0, end: 0 },
    nativeLoad,
    patterns: new Map(),
  }
}

function placeRules(value: unknown, root: Node | null): PlacedRule[] {
  const rules = value ? member(value, 'rules') : undefined
  if (!Array.isArray(rules)) return []
  const nodes = itemsOf(root, 'rules')
  const labels = new Labels()
  return rules.map((rule, index) => {
    const node = nodes[index] ?? null
    const id = rule === null || rule === undefined ? undefined : member(rule, 'id')
    const label = labels.of(id, `rule ${index + 1}`)
    const range = node?.range ?? { start: 0, end: 0 }
    const first = node?.kind === 'map' ? node.entries[0]?.key.range : undefined
    return { label, value: rule, node, range, nameRange: childOf(node, 'id')?.range ?? first ?? range }
  })
}
