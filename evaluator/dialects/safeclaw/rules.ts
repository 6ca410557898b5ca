import type { Range } from '../../text.ts'
import { type Entry, entryOf, type MapNode, type Node } from '../../yaml/node.ts'
import { readConditions } from './conditions.ts'
import type { Findings } from './findings.ts'
import type { SafeclawRule } from './model.ts'
import { ruleKeys, type Verdict, verdicts } from './words.ts'

/** One item of `rules`: what could be read of it, and why some pattern of it has no translation. */
export interface ReadRule {
  readonly name: Text | null
  readonly rule: SafeclawRule | null
  readonly cannotReproduce: string | null
}

export interface Text {
  readonly value: string
  readonly range: Range
}

/** Reads one item of `rules`; its rule is null where too little of it can be read to judge a call by it. */
export function readRule(found: Findings, item: Node): ReadRule {
  if (item.kind !== 'map') {
    found.wrongType(item, 'A rule', 'a map with `name`, `action` and `effect`')
    return { name: null, rule: null, cannotReproduce: null }
  }
  found.unknownKeys(item, 'A rule', ruleKeys)
  const name = readName(found, item)
  const action = readText(found, item, 'action')
  const verdict = readEffect(found, item)
  const { list, cannotReproduce } = readConditions(found, item)
  if (name === null || action === null || verdict === null || list === null) {
    return { name, rule: null, cannotReproduce }
  }
  const rule = {
    name: name.value,
    action: action.value,
    verdict,
    conditions: list,
    range: item.range,
    nameRange: name.range,
    actionRange: action.range,
  }
  return { name, rule, cannotReproduce }
}

/** Reports names that are taken, at the place that `placeOf` gives for them, and gives the indexes of the items that bear them. */
export function namesTaken(
  found: Findings,
  read: readonly { readonly name: Text | null }[],
  placeOf: (name: Text, index: number) => Range,
): ReadonlySet<number> {
  const names = new Set<string>()
  const taken = new Set<number>()
  for (const [index, { name }] of read.entries()) {
    if (name === null) continue
    if (names.has(name.value)) {
      const message = `Another rule is named \`${name.value}\` already; rule names are unique.`
      found.add('duplicate-name', placeOf(name, index), message)
      taken.add(index)
    }
    names.add(name.value)
  }
  return taken
}

function readName(found: Findings, rule: MapNode): Text | null {
  const name = readText(found, rule, 'name')
  if (name === null) return null
  if (/^\p{White_Space}*$/u.test(name.value)) {
    found.add('shape', name.range, '`name` must not be blank.')
    return null
  }
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
