import type { Problem } from '../../evaluator/problem.ts'
import { childOf, type Node } from '../../evaluator/yaml/node.ts'
import type { Code } from '../codes.ts'
import { problemOf } from './lint.ts'

/**
 * The empty `all` and `any` of a condition in JSON: the first holds for every call, the second for none, which is told
 * where it is the rule’s whole condition.
 */
export function emptyGroups(condition: Node | undefined, code: Code, isWhole: boolean): Problem[] {
  const [all, any] = ['all', 'any'].map((key) => childOf(condition, key))
  const found: Problem[] = []
  if (all?.kind === 'list' && all.items.length === 0) {
    const message = 'An empty `all` holds for every call: nothing is asked.'
    found.push(problemOf({ code, range: all.range, message }))
  }
  if (isWhole && any?.kind === 'list' && any.items.length === 0) {
    const message = 'An empty `any` holds for no call: this rule never matches.'
    found.push(problemOf({ code: 'never-matches', range: any.range, message }))
  }
  return found
}
