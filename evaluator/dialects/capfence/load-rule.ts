import { dictEntries, isDict, pythonValueOf } from '../../python/document.ts'
import { documentStr } from '../../python/document-text.ts'
import { documentTruth, type PythonValue } from '../../python/document-value.ts'
import { compilePattern } from '../../regex/compile.ts'
import type { CompiledPattern } from '../../regex/pattern.ts'
import { oneOf } from '../../words.ts'
import { type MapNode, type Node, typeName } from '../../yaml/node.ts'
import type { Findings } from './findings.ts'
import type { CapfenceRule, Condition } from './model.ts'
import { type Action, actions, conditionKeys, isAction, legacyKeys, type Section } from './words.ts'

/** Where a rule stands: its list, its place there, the document, and what its label begins with. */
export interface Place {
  readonly section: Section
  readonly index: number
  readonly document: number
  readonly prefix: string
}

const currentKeys = ['capability', ...conditionKeys]

/** Reads an item of `deny`, `require_approval`, `allow` or `warn`; null, with findings, where no rule can be made of it. */
export function readRule(found: Findings, node: Node, place: Place): CapfenceRule | null {
  const where = `\`${place.section}[${place.index}]\``
  const action = place.section as Action
  if (node.kind === 'scalar' && typeof node.value === 'string') {
    return rule(node, place, action, pythonValueOf(node, found.text), [], node)
  }
  if (!isDict(node)) {
    const message = `${where} must be a capability or a map with \`capability\`, not ${typeName(node)}.`
    found.refuse('rule-not-mapping-or-string', node.range, message)
    return null
  }
  const entries = dictEntries(node)
  const capability = entries.find(([key]) => isWord(key, 'capability'))
  const value = capability && pythonValueOf(capability[1], found.text)
  if (capability === undefined || value === undefined || !documentTruth(value)) {
    const at = capability?.[1].range ?? entries[0]?.[0].range ?? node.range
    found.refuse('capability-missing', at, `${where} needs a \`capability\`.`)
  }
  checkKeys(found, entries, where, currentKeys, 'unknown-condition')
  if (capability === undefined || value === undefined) return null
  const conditions = entries.filter(([key]) => key !== capability[0] && isOneOf(key, conditionKeys))
  return rule(node, place, action, value, conditionsOf(found, conditions), capability[1])
}

/** Reads an item of `rules`, the older form. */
export function readLegacyRule(found: Findings, node: Node, place: Place): CapfenceRule | null {
  const where = `\`rules[${place.index}]\``
  if (!isDict(node)) {
    const message = `${where} must be a map with \`capability\` and \`action\`, not ${typeName(node)}.`
    found.refuse('legacy-rule-not-mapping', node.range, message)
    return null
  }
  const entries = dictEntries(node)
  const action = readAction(found, entries, node, where, 'action-missing', 'action-unsupported')
  checkKeys(found, entries, where, legacyKeys, 'unknown-legacy-key')
  if (action === null) return null
  const capability = entries.find(([key]) => isWord(key, 'capability'))
  const value = capability ? pythonValueOf(capability[1], found.text) : '*'
  const conditions = entries.filter(([key]) => isOneOf(key, ['match_keywords', 'match_regex']))
  return rule(node, place, action, value, conditionsOf(found, conditions), capability?.[1] ?? entries[0]?.[0] ?? node)
}

/** The `action` of an older rule or a risk level; null, with a finding, when there is none or it is no action. */
export function readAction(
  found: Findings,
  entries: readonly (readonly [Node, Node])[],
  node: Node,
  where: string,
  missing: string,
  unsupported: string,
): Action | null {
  const entry = entries.find(([key]) => isWord(key, 'action'))
  if (entry === undefined) {
    found.refuse(missing, entries[0]?.[0].range ?? node.range, `${where} needs an \`action\`: ${oneOf(actions)}.`)
    return null
  }
  const [, value] = entry
  if (value.kind === 'list' || isDict(value)) {
    found.crash('TypeError', value.range, `The action of ${where} must be ${oneOf(actions)}, not ${typeName(value)}.`)
    return null
  }
  if (value.kind === 'scalar' && isAction(value.value)) return value.value
  const word = value.kind === 'scalar' ? value.text : 'a set'
  const meant = word === 'observe' || word === 'audit' ? 'warn' : closestAction(word)
  const hint = meant === undefined ? '' : ` Did you mean \`${meant}\`?`
  const message = `The action of ${where} must be ${oneOf(actions)}, not \`${word}\`.${hint}`
  found.refuse(unsupported, value.range, message, found.change(value, meant))
  return null
}

/** Reports the keys that are not in `known`; the engine dies on those that are no strings. */
export function checkKeys(
  found: Findings,
  entries: readonly (readonly [Node, Node])[],
  where: string,
  known: readonly string[],
  category: string,
): void {
  const unknown = entries.map(([key]) => key).filter((key) => !isOneOf(key, known))
  for (const key of unknown) {
    if (isString(key)) continue
    const word = key.kind === 'scalar' ? `\`${key.text}\`` : 'This'
    found.crash('TypeError', key.range, `${where} has no key ${word}, and it is read as ${typeName(key)}.`)
  }
  for (const key of unknown) if (isString(key)) found.unknownKey(category, key, where, known)
}

export function isWord(node: Node, word: string): boolean {
  return node.kind === 'scalar' && node.value === word
}

function isOneOf(key: Node, known: readonly string[]): boolean {
  return isString(key) && known.includes(key.value as string)
}

function isString(node: Node): node is Node & { readonly value: string } {
  return node.kind === 'scalar' && typeof node.value === 'string'
}

function closestAction(word: string): Action | undefined {
  return actions.find((action) => action === word.toLowerCase().replaceAll('-', '_'))
}

function conditionsOf(found: Findings, entries: readonly (readonly [Node, Node])[]): Condition[] {
  return entries.map(([keyNode, valueNode]) => {
    const { value: key, range } = keyNode as Node & { readonly value: string }
    const value = pythonValueOf(valueNode, found.text)
    const patterns = key === 'match_regex' ? patternsOf(value) : []
    return { key, value, patterns, range: { start: range.start, end: Math.max(range.end, valueNode.range.end) } }
  })
}

function patternsOf(value: PythonValue): CompiledPattern[] {
  const values = Array.isArray(value) ? value : [value]
  return values.map((one) => compilePattern(documentStr(one), 'python'))
}

function rule(
  node: Node | MapNode,
  place: Place,
  action: Action,
  capability: PythonValue,
  conditions: readonly Condition[],
  name: Node,
): CapfenceRule {
  const { section, index, document, prefix } = place
  const label = `${prefix}${section}[${index}]`
  return { label, section, action, capability, conditions, range: node.range, nameRange: name.range, document, node }
}
