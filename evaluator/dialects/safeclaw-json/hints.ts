import type { Findings } from '../../conditions/findings.ts'
import { effectWords } from '../../conditions/outcome.ts'
import { isTruthy } from '../../conditions/places.ts'
import { compilePattern } from '../../regex/compile.ts'
import { childOf, type Entry, entryOf, type MapNode, type Node, stringOf, typeName } from '../../yaml/node.ts'
import { isGuarded } from './predicate.ts'
import { documentKeys, fields, operators, ruleKeys } from './words.ts'

const otherEffect = 'The engine hands on any other word, and nothing acts on it: the call is stopped as an error.'

/** Adds what the engine takes without a word and answers otherwise than its author meant. */
export function addHints(found: Findings, root: Node): void {
  if (root.kind !== 'map') {
    found.say(
      'shape',
      'error',
      root.range,
      `A policy is an object with \`rules\`, not ${typeName(root)}; the engine denies or dies.`,
    )
    return
  }
  found.misspeltKeys(root, documentKeys)
  const fallback = childOf(root, 'defaultEffect')
  if (isTruthy(fallback)) found.unknownWord('unknown-effect', fallback, '`defaultEffect`', effectWords, otherEffect)
  const rules = childOf(root, 'rules')
  if (rules === undefined) {
    const at = root.entries[0]?.key.range ?? root.range
    found.say('no-rules', 'warning', at, 'This policy has no `rules`: every call gets the default.')
  } else if (rules.kind !== 'list') {
    if (isTruthy(rules))
      found.say('shape', 'error', rules.range, '`rules` must be a list; the engine dies of anything else.')
  } else for (const rule of rules.items) addRuleHints(found, rule)
}

function addRuleHints(found: Findings, rule: Node): void {
  if (rule.kind === 'scalar' && rule.value === null) {
    found.say('shape', 'error', rule.range, 'A rule that is null makes the engine die of every call.')
    return
  }
  if (rule.kind !== 'map') {
    found.say(
      'shape',
      'warning',
      rule.range,
      `A rule must be an object, not ${typeName(rule)}; this one never matches.`,
    )
    return
  }
  found.misspeltKeys(rule, ruleKeys)
  const name = entryOf(rule, 'id')?.key.range ?? rule.entries[0]?.key.range ?? rule.range
  const effect = childOf(rule, 'effect')
  if (effect === undefined) found.say('no-effect', 'warning', name, `A rule needs \`effect\`. ${otherEffect}`)
  else found.unknownWord('unknown-effect', effect, '`effect`', effectWords, otherEffect)
  const condition = childOf(rule, 'condition')
  if (!isTruthy(condition) || condition === undefined) {
    found.say(
      'no-condition',
      'warning',
      name,
      'A rule without `condition` never matches; use one that always does, if that is meant.',
    )
  } else addConditionHints(found, condition)
  addTimeHints(found, rule)
}

function addConditionHints(found: Findings, condition: Node): void {
  if (condition.kind !== 'map') {
    found.say('shape', 'warning', condition.range, '`condition` must be an object; anything else never matches.')
    return
  }
  const not = entryOf(condition, 'not')
  if (not) found.say('no-nesting', 'warning', not.key.range, 'This engine does not read `not`.')
  const group = ['any', 'all'].map((key) => entryOf(condition, key)).find((entry) => isTruthy(entry?.value))
  if (group === undefined) {
    addPredicateHints(found, condition)
    return
  }
  if (group.value.kind !== 'list') {
    found.say(
      'shape',
      'error',
      group.value.range,
      `\`${keyOf(group)}\` must be a list; the engine dies of anything else.`,
    )
    return
  }
  const ignored = keyOf(group) === 'any' ? entryOf(condition, 'all') : undefined
  if (ignored) found.say('ignored-all', 'warning', ignored.key.range, 'Beside `any`, `all` is not read.')
  for (const part of group.value.items) addPredicateHints(found, part)
}

function addPredicateHints(found: Findings, predicate: Node): void {
  if (predicate.kind !== 'map') {
    const isNull = predicate.kind === 'scalar' && predicate.value === null
    const then = isNull ? 'the engine dies of null' : 'this one never matches'
    found.say('shape', isNull ? 'error' : 'warning', predicate.range, `A predicate must be an object; ${then}.`)
    return
  }
  const nested = ['any', 'all', 'not'].map((key) => entryOf(predicate, key)).find((entry) => entry !== undefined)
  if (nested && !entryOf(predicate, 'field')) {
    found.say(
      'no-nesting',
      'warning',
      nested.key.range,
      'Conditions have one level here: a nested group never matches.',
    )
    return
  }
  const at = predicate.entries[0]?.key.range ?? predicate.range
  for (const [key, known] of [
    ['field', fields],
    ['operator', operators],
  ] as const) {
    const node = childOf(predicate, key)
    if (node === undefined)
      found.say('shape', 'warning', at, `A predicate needs \`${key}\`; without it, it never matches.`)
    else found.unknownWord(`unknown-${key}`, node, `\`${key}\``, known, 'With any other the predicate never matches.')
  }
  addValueHints(found, predicate, at)
}

function addValueHints(found: Findings, predicate: MapNode, at: MapNode['range']): void {
  const operator = stringOf(childOf(predicate, 'operator')) ?? ''
  const value = childOf(predicate, 'value')
  if (['startsWith', 'contains', 'matches'].includes(operator) && isEmpty(value)) {
    found.say('empty-value', 'warning', value?.range ?? at, `\`${operator}\` without a value matches everything.`)
    return
  }
  if (operator !== 'matches' || value === undefined) return
  const pattern = stringOf(value)
  if (pattern === undefined)
    found.say('pattern', 'warning', value.range, 'A pattern must be a string; this one never matches.')
  else if (isGuarded(pattern)) {
    const message =
      'The engine refuses this pattern for its looks (a repeat inside a repeated group): it never matches.'
    found.say('pattern', 'warning', value.range, message)
  } else {
    const compiled = compilePattern(pattern, 'javascript')
    if (compiled.ok) return
    found.say('pattern', 'warning', value.range, `This pattern never matches: ${compiled.error.message}.`)
  }
}

function addTimeHints(found: Findings, rule: MapNode): void {
  const expires = childOf(rule, 'expiresAt')
  if (expires?.kind === 'scalar' && typeof expires.value === 'string' && Number.isNaN(Date.parse(expires.value))) {
    if (expires.value !== '')
      found.say('date', 'warning', expires.range, 'This is no date that the engine can read: the rule never expires.')
  }
  const hours = childOf(childOf(rule, 'schedule'), 'hoursUtc')
  if (hours?.kind === 'list' && hours.items.length !== 2) {
    found.say(
      'hours',
      'warning',
      hours.range,
      '`hoursUtc` needs two numbers, start and end; any other list is not read.',
    )
  }
  const days = childOf(childOf(rule, 'schedule'), 'daysOfWeek')
  const odd =
    days?.kind === 'list' ? days.items.find((day) => day.kind !== 'scalar' || typeof day.value !== 'number') : undefined
  if (odd)
    found.say('days', 'warning', odd.range, '`daysOfWeek` holds numbers, 0 for Sunday to 6; this never matches a day.')
}

function isEmpty(node: Node | undefined): boolean {
  return node === undefined || !isTruthy(node) || (node.kind === 'list' && node.items.length === 0)
}

function keyOf(entry: Entry): string {
  return entry.key.kind === 'scalar' ? entry.key.text : ''
}
