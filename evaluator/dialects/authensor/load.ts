import { Findings } from '../../conditions/findings.ts'
import { itemsOf, Labels } from '../../conditions/places.ts'
import { member } from '../../conditions/plain.ts'
import { readJson } from '../../conditions/read-json.ts'
import type { Json } from '../../json/values.ts'
import type { PolicyText } from '../../text.ts'
import { childOf, type Node } from '../../yaml/node.ts'
import { toJson } from '../../yaml/toJson.ts'
import { addHints } from './hints.ts'
import type { AuthensorModel, PlacedPolicy, PlacedRule } from './model.ts'

/** Reads a document as a list of policies, or as one; the engine checks nothing beyond JSON. */
export function load(document: PolicyText, further: readonly PolicyText[]): AuthensorModel {
  const json = readJson(document.text)
  const { root } = json
  const found = new Findings('authensor', document.text)
  if (json.error) found.notJson(json.error.range, json.error.message)
  const value = json.error ? root && toJson(root) : json.value
  const policies = placePolicies(value, root)
  if (root) addHints(found, root)
  const refused = found.refusal()
  const nativeLoad: Json = refused ? { ok: false, error: refused.category, detail: refused.message } : { ok: true }
  const first = root?.kind === 'list' ? root.items[0] : root
  return {
    document,
    further,
    name: policies.length === 1 ? (nameOf(policies[0]?.value) ?? document.path) : document.path,
    policies,
    root,
    problems: found.problems,
    refused,
    cannotReproduce: json.tooDeep ? 'The document is nested too deeply to be followed here.' : null,
    modeRange: (first?.kind === 'map' ? first.entries[0]?.key.range : undefined) ?? { start: 0, end: 0 },
    nativeLoad,
    patterns: new Map(),
  }
}

function placePolicies(value: unknown, root: Node | null): PlacedPolicy[] {
  const values = Array.isArray(value) ? value : [value]
  const nodes = root?.kind === 'list' ? root.items : [root]
  const policyLabels = new Labels()
  const labels = new Labels()
  return values.map((policy: unknown, index) => {
    const node = nodes[index] ?? null
    const label = values.length > 1 ? policyLabels.of(nameOf(policy), `policy ${index + 1}`) : ''
    return { label, value: policy, node, rules: placeRules(policy, node, label, labels) }
  })
}

function placeRules(policy: unknown, policyNode: Node | null, policyLabel: string, labels: Labels): PlacedRule[] {
  const source = policy === null || policy === undefined ? undefined : member(policy, 'rules')
  const rules: unknown[] = Array.isArray(source) || typeof source === 'string' ? [...source] : []
  const nodes = itemsOf(policyNode, 'rules')
  return rules.map((rule, index) => {
    const node = nodes[index] ?? null
    const id = rule === null || rule === undefined ? undefined : member(rule, 'id')
    const own = typeof id === 'string' && id !== '' ? id : `rule ${index + 1}`
    const label = labels.of(policyLabel === '' ? own : `${policyLabel}/${own}`, own)
    const range = node?.range ?? policyNode?.range ?? { start: 0, end: 0 }
    const first = node?.kind === 'map' ? node.entries[0]?.key.range : undefined
    return { label, value: rule, node, range, nameRange: childOf(node, 'id')?.range ?? first ?? range }
  })
}

/** What a person would call a policy: its name, else its id. */
function nameOf(policy: unknown): string | undefined {
  if (policy === null || policy === undefined) return undefined
  return [member(policy, 'name'), member(policy, 'id')].find((word) => typeof word === 'string' && word !== '') as
    | string
    | undefined
}
