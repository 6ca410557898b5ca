import { type CompiledCondition, ofAll, ofAny, throwing } from '../../conditions/compiled.ts'
import { type Needing, needOfPattern, needOfTexts, needsNothing } from '../../conditions/needs.ts'
import type { Patterns } from '../../conditions/patterns.ts'
import { member } from '../../conditions/plain.ts'
import { and, not, or } from '../../json/truth.ts'
import { type Truth, Unknown } from '../../json/values.ts'
import type { Envelope } from './envelope.ts'
import { getterOf } from './path.ts'

/** A test of an envelope; throws where the engine does. */
export type Test = (envelope: Envelope) => Truth

export type Compiled = CompiledCondition<Test>

const always: Compiled = { test: () => true, fragile: false, types: null, ...needsNothing }
const never: Compiled = { test: () => false, fragile: false, types: null, ...needsNothing }

/** Compiles a condition: the first of `all`, `any`, `not` that is there counts, else field and operator, else it holds. */
export function compileCondition(condition: unknown, patterns: Patterns): Compiled {
  if (!condition) return always
  const all = member(condition, 'all')
  if (all)
    return Array.isArray(all) ? allOf(all.map((one) => compileCondition(one, patterns))) : throwing('`all` is no list')
  const any = member(condition, 'any')
  if (any)
    return Array.isArray(any) ? anyOf(any.map((one) => compileCondition(one, patterns))) : throwing('`any` is no list')
  const inner = member(condition, 'not')
  if (inner) {
    const { test, fragile, searches } = compileCondition(inner, patterns)
    return { test: (envelope) => not(test(envelope)), fragile, types: null, need: null, searches }
  }
  return member(condition, 'field') && member(condition, 'operator') ? compileClause(condition, patterns) : always
}

function compileClause(clause: unknown, patterns: Patterns): Compiled {
  const field = member(clause, 'field')
  if (typeof field !== 'string') return throwing('`field` is no string')
  const operator = member(clause, 'operator')
  const value = member(clause, 'value')
  const holds = compileOperator(operator, value, patterns)
  const get = getterOf(field)
  const test: Test = (envelope) => {
    const saw = get(envelope)
    return saw instanceof Unknown ? 'unknown' : holds(saw)
  }
  const needing = needOf(field, operator, value, patterns)
  return { test, fragile: false, types: field === 'action.type' ? wholeTypes(operator, value) : null, ...needing }
}

/** What a clause looks for in its field; the type is the index's own affair. */
function needOf(field: string, operator: unknown, value: unknown, patterns: Patterns): Needing {
  if (operator === 'matches') {
    const pattern = typeof value === 'string' ? patterns.get(value) : ''
    if (typeof pattern === 'string') return needsNothing
    const needing = needOfPattern(field, pattern)
    return field === 'action.type' ? { ...needing, need: null } : needing
  }
  if (field === 'action.type') return needsNothing
  if (operator === 'in') return Array.isArray(value) ? needOfTexts(field, value) : needsNothing
  return textOperators.has(operator) ? needOfTexts(field, [value]) : needsNothing
}

const textOperators: ReadonlySet<unknown> = new Set(['eq', 'contains', 'startsWith', 'endsWith'])

/** What an operator says of a field's value; an operator that the engine does not know says no. */
export function compileOperator(operator: unknown, value: unknown, patterns: Patterns): (saw: unknown) => boolean {
  switch (operator) {
    case 'eq':
      return (saw) => saw === value
    case 'neq':
      return (saw) => saw !== value
    case 'gt':
      return numbers(value, (saw, limit) => saw > limit)
    case 'gte':
      return numbers(value, (saw, limit) => saw >= limit)
    case 'lt':
      return numbers(value, (saw, limit) => saw < limit)
    case 'lte':
      return numbers(value, (saw, limit) => saw <= limit)
    case 'in':
      return Array.isArray(value) ? (saw) => value.includes(saw) : () => false
    case 'notIn':
      return Array.isArray(value) ? (saw) => !value.includes(saw) : () => false
    case 'contains':
      return texts(value, (saw, part) => saw.includes(part))
    case 'startsWith':
      return texts(value, (saw, part) => saw.startsWith(part))
    case 'endsWith':
      return texts(value, (saw, part) => saw.endsWith(part))
    case 'matches': {
      const pattern = typeof value === 'string' ? patterns.get(value) : ''
      return typeof pattern === 'string' ? () => false : (saw) => typeof saw === 'string' && pattern.test(saw)
    }
    case 'exists':
      return value ? (saw) => saw !== undefined && saw !== null : (saw) => saw === undefined || saw === null
    default:
      return () => false
  }
}

function numbers(value: unknown, holds: (saw: number, limit: number) => boolean): (saw: unknown) => boolean {
  return typeof value === 'number' ? (saw) => typeof saw === 'number' && holds(saw, value) : () => false
}

function texts(value: unknown, holds: (saw: string, part: string) => boolean): (saw: unknown) => boolean {
  return typeof value === 'string' ? (saw) => typeof saw === 'string' && holds(saw, value) : () => false
}

function wholeTypes(operator: unknown, value: unknown): readonly string[] | null {
  if (operator === 'eq' && typeof value === 'string') return [value]
  if (operator !== 'in' || !Array.isArray(value)) return null
  return value.every((one) => typeof one === 'string') ? value : null
}

function allOf(parts: readonly Compiled[]): Compiled {
  if (parts.length === 0) return always
  const tests = parts.map(({ test }) => test)
  const test: Test = (envelope) => {
    let truth: Truth = true
    for (const one of tests) {
      truth = and(truth, one(envelope))
      if (truth === false) return false
    }
    return truth
  }
  return ofAll(parts, test)
}

function anyOf(parts: readonly Compiled[]): Compiled {
  if (parts.length === 0) return never
  const tests = parts.map(({ test }) => test)
  const test: Test = (envelope) => {
    let truth: Truth = false
    for (const one of tests) {
      truth = or(truth, one(envelope))
      if (truth === true) return true
    }
    return truth
  }
  return ofAny(parts, test)
}
