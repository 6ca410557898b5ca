import { entryOf, type MapNode } from '../../yaml/node.ts'
import { Fields } from './fields.ts'
import type { Findings } from './findings.ts'
import { readRule } from './load-rule.ts'
import type { InnerPolicy, OrcaRule } from './model.ts'
import { defaultVerdicts, policyKeys } from './words.ts'

/** Reads one policy; null where it has no name to be told by. `taken` holds the rule names of the whole document. */
export function readPolicy(found: Findings, map: MapNode, taken: Set<string>): InnerPolicy | null {
  const fields = new Fields(found, map, 'A policy', policyKeys)
  const name = fields.string('name', 'required')
  const id = fields.integer('id')
  const enabled = fields.boolean('enabled')
  const isDefault = fields.boolean('is_default')
  const defaultVerdict = fields.word('default_verdict', defaultVerdicts)
  const shadow = fields.boolean('shadow_mode')
  fields.integer('version')
  const rules = (fields.list('rules') ?? []).flatMap((item, position): OrcaRule[] => {
    if (item.kind !== 'map') {
      found.wrongType(item, 'A rule', 'a map with `priority` and `verdict`')
      return []
    }
    return [readRule(found, item, position, namer(name?.value ?? '', taken))].filter((rule) => rule !== null)
  })
  if (name === null) return null
  return {
    name: name.value,
    id: id?.value ?? null,
    enabled: enabled?.value ?? true,
    isDefault: isDefault?.value ?? false,
    defaultVerdict: defaultVerdict?.value ?? 'audit',
    shadow: shadow?.value ?? false,
    node: map,
    nameRange: name.range,
    shadowEntry: entryOf(map, 'shadow_mode') ?? null,
    defaultRange: isDefault?.range ?? name.range,
    rules,
  }
}

/** Names a rule by its policy and its label; where that name is taken or there is no label, by its place as written. */
function namer(policy: string, taken: Set<string>): (label: string, position: number) => string {
  return (label, position) => {
    const place = `rule ${position + 1}`
    const candidates = label === '' ? [place] : [label, `${label} (${place})`, `${place}: ${label}`]
    const free = candidates.map((one) => `${policy}/${one}`).find((one) => !taken.has(one))
    let name = free ?? `${policy}/${place}`
    while (taken.has(name)) name += '+'
    taken.add(name)
    return name
  }
}
