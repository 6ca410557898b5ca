import type { Range } from '../../text.ts'
import { type Entry, entryOf, type MapNode, type Node } from '../../yaml/node.ts'
import { readConditions } from './conditions.ts'
import type { Findings } from './findings.ts'
import type { SafeclawRule } from './model.ts'
import { ruleKeys, type Verdict, verdicts } from './words.ts'

export interface ReadRules {
  readonly rules: readonly SafeclawRule[]
  /** Why some pattern has no translation; null when each has one. */
  readonly cannotReproduce: string | null
}

/** Reads `rules`; a rule too broken to judge by, and one whose name is taken, is left out, with a finding. */
export function readRules(found: Findings, map: MapNode): ReadRules {
  const entry = entryOf(map, 'rules')
  if (!entry) {
    found.missing(map, 'A policy', 'rules')
    return { rules: [], cannotReproduce: null }
  }
  if (entry.value.kind !== 'list') {
    found.wrongType(entry.value, '`rules`', 'a list')
    return { rules: [], cannotReproduce: null }
  }
  const names = new Set<string>()
  let cannotReproduce: string | null = null
  const rules = entry.value.items.flatMap((item) => {
    if (item.kind !== 'map') {
      found.wrongType(item, 'A rule', 'a map with `name`, `action` and `effect`')
      return []
    }
    found.unknownKeys(item, 'A rule', ruleKeys)
    const name = readName(found, item, names)
    const action = readText(found, item, 'action')
    const verdict = readEffect(found, item)
    const conditions = readConditions(found, item)
    cannotReproduce ??= conditions.cannotReproduce
    if (name === null || action === null || verdict === null || conditions.list === null) return []
    return [
      {
        name: name.value,
        action: action.value,
        verdict,
        conditions: conditions.list,
        range: item.range,
        nameRange: name.range,
        actionRange: action.range,
      },
    ]
  })
  return { rules, cannotReproduce }
}

interface Text {
  readonly value: string
  readonly range: Range
}

function readName(found: Findings, rule: MapNode, taken: Set<string>): Text | null {
  const name = readText(found, rule, 'name')
  if (name === null) return null
  if (/^\p{White_Space}*$/u.test(name.value)) {
    found.add('shape', name.range, '`name` must not be blank.')
    return null
  }
  if (taken.has(name.value)) {
    const message = `Another rule is named \`${name.value}\` already; rule names are unique.`
    found.add('duplicate-name', name.range, message)
    return null
  }
  taken.add(name.value)
  return name
}

function readText(found: Findings, rule: MapNode, key: string): Text | null {
  const entry = requiredEntry(found, rule, key)
  if (!entry) return null
  const { value: node } = entry
  if (node.kind === 'scalar' && typeof node.value === 'string') {
    return { value: node.value, range: placeIn(rule, node) }
  }
  found.wrongType(node, `\`${key}\``, 'a string')
  return null
}

function readEffect(found: Findings, rule: MapNode): Verdict | null {
  const text = readText(found, rule, 'effect')
  if (text === null) return null
  const verdict = verdicts.find((known) => known === text.value)
  const node = entryOf(rule, 'effect')?.value
  if (verdict === undefined && node) found.unknownValue(node, '`effect`', text.value, verdicts)
  return verdict ?? null
}

function requiredEntry(found: Findings, rule: MapNode, key: string): Entry | undefined {
  const entry = entryOf(rule, key)
  if (!entry) found.missing(rule, 'A rule', key)
  return entry
}

/** Where a part of a rule is shown: at its own place, or at the alias through which the rule stands there. */
function placeIn(rule: MapNode, node: Node): Range {
  const inside = node.range.start >= rule.range.start && node.range.end <= rule.range.end
  return inside ? node.range : rule.range
}
