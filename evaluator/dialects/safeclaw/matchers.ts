import type { Call } from '../../call.ts'
import { and } from '../../json/truth.ts'
import { isObject, type Truth, Unknown } from '../../json/values.ts'
import type { Condition, SafeclawRule } from './model.ts'
import type { Field } from './words.ts'

export type Matcher = (call: Call) => Truth

/** A rule ready to be asked. */
export interface CompiledRule {
  readonly rule: SafeclawRule
  /** Whether its conditions hold; the action is not asked again. */
  readonly holds: Matcher
}

/** A field of the action; undefined when the call lacks it, and a value that is no string is none. */
export function fieldOf(call: Call, field: Field): string | Unknown | undefined {
  if (field === 'type') return call.tool
  if (field === 'agent' && call.agent !== undefined) return call.agent
  const { args } = call
  if (typeof args !== 'object' || args === null) return undefined
  if (Object.hasOwn(args, field) && isObject(args)) {
    const value = args[field]
    if (typeof value === 'string' || value instanceof Unknown) return value
  }
  return args instanceof Unknown ? args : undefined
}

/** Whether a rule decides this call. */
export function ruleMatches({ rule, holds }: CompiledRule, call: Call): Truth {
  return call.tool === rule.action && holds(call)
}

/** All of a rule's conditions as one test. */
export function allHold(conditions: readonly Condition[]): Matcher {
  const tests = conditions.map(conditionMatcher)
  const [first, second] = tests
  if (first === undefined) return () => true
  if (second === undefined) return first
  return (call) => {
    let truth: Truth = true
    for (const test of tests) {
      truth = and(truth, test(call))
      if (truth === false) return false
    }
    return truth
  }
}

/** One condition as a test of the call. */
export function conditionMatcher(condition: Condition): Matcher {
  const { field } = condition
  const test = textTest(condition)
  return (call) => {
    const text = fieldOf(call, field)
    if (typeof text === 'string') return test(text)
    return text === undefined ? false : 'unknown'
  }
}

function textTest(condition: Condition): (text: string) => boolean {
  switch (condition.operator) {
    case 'equals': {
      const { value } = condition
      return (text) => text === value
    }
    case 'starts_with': {
      const { value } = condition
      return (text) => text.startsWith(value)
    }
    case 'ends_with': {
      const { value } = condition
      return (text) => text.endsWith(value)
    }
    case 'contains': {
      const { value } = condition
      return (text) => text.includes(value)
    }
    case 'in': {
      const values = new Set(condition.value)
      return (text) => values.has(text)
    }
    case 'matches': {
      const { value } = condition
      return (text) => value.test(text)
    }
  }
}
