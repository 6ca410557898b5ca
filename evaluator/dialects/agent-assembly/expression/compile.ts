import { and, or } from '../../../json/truth.ts'
import { type Json, type Truth, Unknown } from '../../../json/values.ts'
import type { Action, ActionKind } from '../action.ts'
import type { Reading } from '../scan/reading.ts'
import { groupsTold, lacks, type Needed, neededBy } from './needed.ts'
import type { Clause, Expression } from './parse.ts'
import { numberOf, valueAt } from './payload.ts'
import type { Literal, Operator } from './tokens.ts'
import { contextFacts, contextNumbers, messageFields, parseRustFloat } from './words.ts'

/** What a condition is given beside the action: the agent's governance level, 0 to 3. */
export interface Asked {
  readonly action: Action
  readonly level: number
  /** The payload as JSON, parsed when it is first asked for; undefined where it is none. */
  readonly json: Json | undefined
  /** The payload's text, read when it is first asked for; null when parts of it are not known. */
  read(): Reading | null
}

export type Condition = (asked: Asked) => Truth

/**
 * A whole expression as one condition; one that does not parse always holds. Where a payload's text shows that no group
 * can hold, none is asked: that spares parsing it.
 */
export function compileExpression(expression: Expression): Condition {
  if (expression === null) return () => true
  const needed = expression.map(neededBy)
  const whole = anyOf(expression.map((group, i) => whereHeld(needed[i] ?? [], allOf(group.map(compileClause)))))
  const telling = groupsTold(needed)
  if (telling === null) return whole
  return (asked) => {
    const reading = textOf(asked)
    return reading === null || reading.meetsOne(telling) || reading.mayHidePlain ? whole(asked) : false
  }
}

/** A group's condition, asked only where a payload's text holds what it needs. */
function whereHeld(needed: readonly Needed[], group: Condition): Condition {
  if (needed.length === 0) return group
  return (asked) => {
    const reading = textOf(asked)
    return reading !== null && lacks(reading, needed) ? false : group(asked)
  }
}

/** A payload that is a text, read. */
function textOf(asked: Asked): Reading | null {
  return typeof asked.action.payload === 'string' ? asked.read() : null
}

function anyOf(groups: readonly Condition[]): Condition {
  const [first] = groups
  if (first !== undefined && groups.length === 1) return first
  return (asked) => {
    let any: Truth = false
    for (const group of groups) {
      any = or(any, group(asked))
      if (any === true) return true
    }
    return any
  }
}

function allOf(clauses: readonly Condition[]): Condition {
  const [first] = clauses
  if (first !== undefined && clauses.length === 1) return first
  return (asked) => {
    let all: Truth = true
    for (const clause of clauses) {
      all = and(all, clause(asked))
      if (all === false) return false
    }
    return all
  }
}

/** One clause as a condition, by the rules of the kind of field that it reads. */
export function compileClause(clause: Clause): Condition {
  const { field, operator, literal } = clause
  if (contextNumbers.includes(field)) return () => true
  if (contextFacts.includes(field)) return () => false
  if (field.startsWith('args.')) return onPayload('ToolCall', clause, 'args.')
  if (field.startsWith('tool_result.')) return onPayload('ToolResult', clause, 'tool_result.')
  if (field === 'tool_result') return onWholeResult(operator, literal)
  if (messageFields.includes(field)) return onMessage(field, operator, literal)
  if (field === 'governance_level') return onLevel(operator, literal)
  return onText(field, operator, literal)
}

/** The value a clause looks at, for people; undefined when the action has none. */
export function valueSeen(field: string, asked: Asked): Json | undefined {
  const { action, level } = asked
  if (field === 'governance_level') return `L${level}`
  if (field.startsWith('args.')) return payloadAt(asked, 'ToolCall', field.slice('args.'.length))
  if (field.startsWith('tool_result.')) return payloadAt(asked, 'ToolResult', field.slice('tool_result.'.length))
  if (field === 'tool_result') return action.kind === 'ToolResult' ? action.payload : undefined
  if (messageFields.includes(field)) return messageId(action, field)
  return contextNumbers.includes(field) || contextFacts.includes(field) ? undefined : textField(action, field)
}

function payloadAt(asked: Asked, kind: ActionKind, path: string): Json | undefined {
  return asked.action.kind === kind ? valueAt(asked.json, path.split('.')) : undefined
}

function onPayload(kind: ActionKind, { field, operator, literal }: Clause, prefix: string): Condition {
  const path = field.slice(prefix.length).split('.')
  const holds = payloadTest(operator, literal)
  return (asked) => {
    if (asked.action.kind !== kind) return false
    const value = valueAt(asked.json, path)
    return value instanceof Unknown ? 'unknown' : holds(value)
  }
}

function payloadTest(operator: Operator, literal: Literal): (value: Json | undefined) => boolean {
  if (literal.kind === 'number') {
    const wanted = literal.value
    const compare = numberTest(operator)
    return (value) => {
      const number = numberOf(value)
      return number !== null && compare(number, wanted)
    }
  }
  const compare = stringTest(operator, literal)
  return (value) => typeof value === 'string' && compare(value)
}

function numberTest(operator: Operator): (a: number, b: number) => boolean {
  if (operator === '==') return (a, b) => Math.abs(a - b) < Number.EPSILON
  if (operator === '!=') return (a, b) => Math.abs(a - b) >= Number.EPSILON
  return ordered(operator)
}

function onWholeResult(operator: Operator, literal: Literal): Condition {
  if (literal.kind !== 'string' || (operator !== 'contains' && operator !== 'starts_with')) return () => false
  const holds = stringTest(operator, literal)
  return ({ action }) => {
    if (action.kind !== 'ToolResult') return false
    return typeof action.payload === 'string' ? holds(action.payload) : 'unknown'
  }
}

function onMessage(field: string, operator: Operator, literal: Literal): Condition {
  const holds = stringTest(operator, literal)
  return ({ action }) => {
    const id = messageId(action, field)
    if (id instanceof Unknown) return 'unknown'
    return typeof id === 'string' && holds(id)
  }
}

function messageId({ ids }: Action, field: string): Json | undefined {
  return ids?.[field === 'target.channel_id' ? 'channel_id' : field.replace('.', '_')]
}

function onLevel(operator: Operator, literal: Literal): Condition {
  if (literal.kind !== 'level') return () => false
  const { value } = literal
  const compare = ordered(operator)
  return ({ level }) =>
    operator === '==' ? level === value : operator === '!=' ? level !== value : compare(level, value)
}

function onText(field: string, operator: Operator, literal: Literal): Condition {
  const holds = textTest(operator, literal)
  return ({ action }) => {
    const text = textField(action, field)
    return text instanceof Unknown ? 'unknown' : holds(typeof text === 'string' ? text : '')
  }
}

function textField(action: Action, field: string): Json {
  switch (field) {
    case 'tool':
      return action.kind === 'ToolCall' ? action.tool : ''
    case 'path':
      return action.kind === 'FileAccess' ? action.payload : ''
    case 'url':
      return action.kind === 'NetworkRequest' ? action.payload : ''
    case 'command':
      return action.kind === 'ProcessExec' ? action.payload : ''
    default:
      return action.kind === 'NetworkRequest' ? action.detail : ''
  }
}

/** On an action's own text, equality with a number is numeric, and order that cannot be told counts as true. */
function textTest(operator: Operator, literal: Literal): (text: string) => boolean {
  if (operator === '==' || operator === '!=') {
    const equal = (text: string): boolean => {
      if (literal.kind === 'number') return parseRustFloat(text) === literal.value
      return literal.kind === 'string' && text === literal.value
    }
    return operator === '==' ? equal : (text) => !equal(text)
  }
  if (operator === '>' || operator === '>=' || operator === '<' || operator === '<=') {
    const wanted =
      literal.kind === 'number' ? literal.value : literal.kind === 'string' ? parseRustFloat(literal.value) : null
    if (wanted === null) return () => true
    const compare = ordered(operator)
    return (text) => {
      const number = parseRustFloat(text)
      return number === null || compare(number, wanted)
    }
  }
  return stringTest(operator, literal)
}

function stringTest(operator: Operator, literal: Literal): (text: string) => boolean {
  if (literal.kind === 'list') {
    const { value } = literal
    if (operator === 'in') return (text) => value.includes(text)
    return operator === 'not_in' ? (text) => !value.includes(text) : () => false
  }
  if (literal.kind !== 'string') return () => false
  const { value } = literal
  switch (operator) {
    case '==':
      return (text) => text === value
    case '!=':
      return (text) => text !== value
    case 'contains':
      return (text) => text.includes(value)
    case 'starts_with':
      return (text) => text.startsWith(value)
    default:
      return () => false
  }
}

function ordered(operator: Operator): (a: number, b: number) => boolean {
  switch (operator) {
    case '>':
      return (a, b) => a > b
    case '>=':
      return (a, b) => a >= b
    case '<':
      return (a, b) => a < b
    case '<=':
      return (a, b) => a <= b
    default:
      return () => false
  }
}
