import type { Findings } from '../../conditions/findings.ts'
import { isTruthy } from '../../conditions/places.ts'
import { compilePattern } from '../../regex/compile.ts'
import { childOf, entryOf, type Node, stringOf, typeName } from '../../yaml/node.ts'
import { operators } from './words.ts'

/** Adds what the engine reads otherwise than it looks in a condition: most mistakes make it hold for every call. */
export function addConditionHints(found: Findings, condition: Node): void {
  if (condition.kind !== 'map') {
    const message = `A condition must be an object, not ${typeName(condition)}; this one matches every call.`
    found.say('always', 'warning', condition.range, message)
    return
  }
  const groups = ['all', 'any', 'not'].map((key) => entryOf(condition, key)).filter((entry) => isTruthy(entry?.value))
  const [group, ...ignored] = groups
  if (group === undefined) {
    addClauseHints(found, condition)
    return
  }
  const word = group.key.kind === 'scalar' ? group.key.text : ''
  const beside = [...ignored, entryOf(condition, 'field')].find((entry) => entry !== undefined)
  if (beside) found.say('ignored', 'warning', beside.key.range, `Beside \`${word}\` this is not read.`)
  if (word === 'not') {
    if (group.value.kind === 'map') addConditionHints(found, group.value)
    else {
      const message = `\`not\` needs an object, and ${typeName(group.value)} counts as one that always holds: this never does.`
      found.say('always', 'warning', group.value.range, message)
    }
    return
  }
  if (group.value.kind !== 'list') {
    found.say('shape', 'error', group.value.range, `\`${word}\` must be a list; the engine dies of anything else.`)
    return
  }
  for (const part of group.value.items) addConditionHints(found, part)
}

function addClauseHints(found: Findings, clause: Extract<Node, { kind: 'map' }>): void {
  const field = childOf(clause, 'field')
  const operator = childOf(clause, 'operator')
  const at = clause.entries[0]?.key.range ?? clause.range
  if (!isTruthy(field) || !isTruthy(operator) || field === undefined || operator === undefined) {
    found.say(
      'always',
      'warning',
      at,
      'A condition needs `field` and `operator`, or a group; this one matches every call.',
    )
    return
  }
  if (stringOf(field) === undefined) {
    found.say('shape', 'error', field.range, '`field` must be a string; the engine dies of anything else.')
  }
  found.unknownWord('unknown-operator', operator, '`operator`', operators, 'With any other the condition never holds.')
  const value = childOf(clause, 'value')
  const word = stringOf(operator) ?? ''
  if (['in', 'notIn'].includes(word) && value?.kind !== 'list') {
    found.say(
      'value-type',
      'warning',
      value?.range ?? at,
      `\`${word}\` needs a list; with anything else it never holds.`,
    )
  }
  if (['gt', 'gte', 'lt', 'lte'].includes(word) && !(value?.kind === 'scalar' && typeof value.value === 'number')) {
    found.say(
      'value-type',
      'warning',
      value?.range ?? at,
      `\`${word}\` needs a number; with anything else it never holds.`,
    )
  }
  if (['contains', 'startsWith', 'endsWith', 'matches'].includes(word) && stringOf(value) === undefined) {
    found.say(
      'value-type',
      'warning',
      value?.range ?? at,
      `\`${word}\` needs a string; with anything else it never holds.`,
    )
    return
  }
  if (word !== 'matches' || value === undefined) return
  const compiled = compilePattern(stringOf(value) ?? '', 'javascript')
  if (!compiled.ok)
    found.say('pattern', 'warning', value.range, `This pattern never matches: ${compiled.error.message}.`)
}
