import type { Call, Given } from '../../call.ts'
import { type Json, Unknown } from '../../json/values.ts'
import type { Expression, Leaf } from './model.ts'
import { compileOperator } from './operators.ts'
import { crashed, failed, no, type Outcome, unknown, yes } from './outcome.ts'
import { compileSelector } from './selectors.ts'
import type { Operator } from './words.ts'

/** A condition on a call; `output` is the response's text, undefined before the call and where it is missing. */
export type Condition = (call: Call, given: Given, output: Json | undefined) => Outcome

export function compileCondition(expression: Expression): Condition {
  switch (expression.kind) {
    case 'all':
      return all(expression.items.map(compileCondition))
    case 'any':
      return any(expression.items.map(compileCondition))
    case 'not':
      return not(compileCondition(expression.item))
    case 'leaf':
      return compileLeaf(expression)
  }
}

/** Left to right; stops at what is false or fails. Behind an unknown only a false settles it. */
function all(conditions: readonly Condition[]): Condition {
  return (call, given, output) => {
    let result: Outcome = yes
    for (const condition of conditions) {
      const outcome = condition(call, given, output)
      if (outcome === no) return no
      if (outcome >= failed && result === yes) return outcome
      if (outcome !== yes) result = unknown
    }
    return result
  }
}

function any(conditions: readonly Condition[]): Condition {
  return (call, given, output) => {
    let result: Outcome = no
    for (const condition of conditions) {
      const outcome = condition(call, given, output)
      if (outcome === yes || outcome >= failed) return outcome
      if (outcome === unknown) result = unknown
    }
    return result
  }
}

function not(condition: Condition): Condition {
  return (call, given, output) => {
    const outcome = condition(call, given, output)
    return outcome === yes ? no : outcome === no ? yes : outcome
  }
}

function compileLeaf(leaf: Leaf): Condition {
  if (typeof leaf.selector !== 'string') return () => crashed
  const lookup = compileSelector(leaf.selector)
  const test = compileOperator(leaf.operator as Operator, leaf.operand, leaf.patterns)
  if (leaf.operator === 'exists') {
    const present = leaf.operand === true
    return (call, given, output) => {
      const value = lookup(call, given, output)
      if (value instanceof Unknown) return unknown
      return (value !== undefined && value !== null) === present ? yes : no
    }
  }
  return (call, given, output) => {
    const value = lookup(call, given, output)
    if (value === undefined || value === null) return no
    return value instanceof Unknown ? unknown : test(value)
  }
}
