import { type CompiledCondition, ofAll, ofAny, throwing } from '../../conditions/compiled.ts'
import { type Needing, needOfPattern, needOfTexts, needsNothing } from '../../conditions/needs.ts'
import type { Patterns } from '../../conditions/patterns.ts'
import { member, textOf } from '../../conditions/plain.ts'
import { and, or } from '../../json/truth.ts'
import { type Truth, Unknown } from '../../json/values.ts'

/** A test of a call's action type and resource; throws where the engine does. */
export type Test = (type: unknown, resource: unknown) => Truth

export type Compiled = CompiledCondition<Test>

const never: Compiled = { test: () => false, fragile: false, types: null, ...needsNothing }

/** Compiles a condition: one level of `any` or `all`, or a single predicate. */
export function compileCondition(condition: unknown, patterns: Patterns): Compiled {
  if (!condition) return never
  const any = member(condition, 'any')
  if (any)
    return Array.isArray(any) ? anyOf(any.map((one) => compilePredicate(one, patterns))) : throwing('`any` is no list')
  const all = member(condition, 'all')
  if (all)
    return Array.isArray(all) ? allOf(all.map((one) => compilePredicate(one, patterns))) : throwing('`all` is no list')
  return member(condition, 'field') && member(condition, 'operator') ? compilePredicate(condition, patterns) : never
}

/** One predicate; `null` is one that the engine dies of. */
export function compilePredicate(predicate: unknown, patterns: Patterns): Compiled {
  if (predicate === null || predicate === undefined) return throwing('a predicate is null')
  const field = member(predicate, 'field')
  if (field !== 'action.type' && field !== 'action.resource') return never
  const operator = member(predicate, 'operator')
  const value = member(predicate, 'value') || ''
  const compiled = compileOperator(operator, value, patterns)
  if (compiled === null) return never
  const { holds, fragile } = compiled
  const needing = needOf(operator, value, patterns)
  const onSaw = (saw: unknown): Truth => (saw instanceof Unknown && !fragile ? 'unknown' : holds(saw || ''))
  if (field === 'action.resource') return { test: (_, resource) => onSaw(resource), fragile, types: null, ...needing }
  const types = wholeTypes(operator, value)
  return { test: (type) => onSaw(type), fragile, types, need: null, searches: needing.searches }
}

/** What an operator that the engine knows looks for in the resource. */
function needOf(operator: unknown, value: unknown, patterns: Patterns): Needing {
  if (operator === 'matches') {
    const pattern = patterns.get(value as string)
    return typeof pattern === 'string' ? needsNothing : needOfPattern('action.resource', pattern)
  }
  if (operator === 'in' && Array.isArray(value)) return needOfTexts('action.resource', value)
  return operator === 'in' || typeof value !== 'string' ? needsNothing : needOfTexts('action.resource', [value])
}

/** `fragile` is one that dies of texts, too. */
type Operator = { readonly holds: (saw: unknown) => boolean; readonly fragile: boolean }

function compileOperator(operator: unknown, value: unknown, patterns: Patterns): Operator | null {
  switch (operator) {
    case 'eq':
      return { holds: (saw) => saw === value, fragile: false }
    case 'startsWith':
      return onText(
        value,
        (text) => (saw) => (typeof saw === 'string' ? saw.startsWith(text) : methodOf(saw, 'startsWith')),
      )
    case 'contains': {
      const { holds, fragile } = onText(
        value,
        (text) => (saw) => (typeof saw === 'string' ? saw.includes(text) : methodOf(saw, 'includes')),
      )
      return { holds: (saw) => (Array.isArray(saw) ? saw.includes(value) : holds(saw)), fragile }
    }
    case 'in': {
      if (Array.isArray(value)) return { holds: (saw) => value.includes(saw), fragile: false }
      return onText(value, (text) => {
        const members = text.split(',').map((one) => one.trim())
        return (saw) => members.includes(saw as string)
      })
    }
    case 'matches': {
      if (typeof value !== 'string' || isGuarded(value)) return null
      const pattern = patterns.get(value)
      if (typeof pattern === 'string') return null
      return { holds: (saw) => pattern.test(textOf(saw)), fragile: false }
    }
    default:
      return null
  }
}

function onText(value: unknown, make: (text: string) => (saw: unknown) => boolean): Operator {
  try {
    return { holds: make(String(value)), fragile: false }
  } catch {
    const holds = () => {
      throw new TypeError('a value has no text')
    }
    return { holds, fragile: true }
  }
}

function methodOf(saw: unknown, method: string): never {
  throw new TypeError(`the value has no ${method}: it is ${Array.isArray(saw) ? 'a list' : `a ${typeof saw}`}`)
}

/** Whether the engine's guard against slow patterns refuses it, for its looks: a group that ends in a repeat, repeated. */
export function isGuarded(pattern: string): boolean {
  return /\([^)]*[+*]\)[+*{]/.test(pattern)
}

function wholeTypes(operator: unknown, value: unknown): readonly string[] | null {
  if (operator === 'eq' && typeof value === 'string') return [value]
  if (operator !== 'in' || !Array.isArray(value)) return null
  return value.filter((one) => typeof one === 'string')
}

function anyOf(parts: readonly Compiled[]): Compiled {
  const tests = parts.map(({ test }) => test)
  const test: Test = (type, resource) => {
    let truth: Truth = false
    for (const one of tests) {
      truth = or(truth, one(type, resource))
      if (truth === true) return true
    }
    return truth
  }
  return ofAny(parts, tests.length === 1 ? (tests[0] ?? test) : test)
}

function allOf(parts: readonly Compiled[]): Compiled {
  const tests = parts.map(({ test }) => test)
  const test: Test = (type, resource) => {
    let truth: Truth = true
    for (const one of tests) {
      truth = and(truth, one(type, resource))
      if (truth === false) return false
    }
    return truth
  }
  return ofAll(parts, test)
}
