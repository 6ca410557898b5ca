import type { Call } from '../../evaluator/call.ts'
import { Patterns } from '../../evaluator/conditions/patterns.ts'
import { member } from '../../evaluator/conditions/plain.ts'
import { compileOperator } from '../../evaluator/dialects/authensor/condition.ts'
import type { AuthensorModel, PlacedPolicy, PlacedRule } from '../../evaluator/dialects/authensor/model.ts'
import type { Json } from '../../evaluator/json/values.ts'
import type { Problem } from '../../evaluator/problem.ts'
import type { PolicyDocument } from '../policyDocument.ts'
import { clauseSample } from './clauseSample.ts'
import { type Condition, clashOf, type Holds, implies, neverMatches, samplesOf } from './conditions.ts'
import { unreachable } from './coverage.ts'
import { type Lint, modelOf } from './lint.ts'

/** Rules that never decide: those whose clauses exclude each other, and those after one that holds for all their calls. */
export const authensorCover: Lint = function* (document) {
  const found: Problem[] = []
  for (const policy of modelOf<AuthensorModel>(document, 'authensor')?.policies ?? []) {
    found.push(...clashes(policy), ...(yield* inPolicy(document, policy)))
  }
  return found
}

interface Read {
  readonly condition: Condition
}

function clashes({ rules }: PlacedPolicy): Problem[] {
  const holds = holding()
  return rules.flatMap(({ value, nameRange }) => {
    const isMap = typeof value === 'object' && value !== null
    const field = isMap ? clashOf(readCondition(member(value, 'condition')), holds) : null
    return field === null ? [] : [neverMatches(field, nameRange)]
  })
}

/** A rule without a condition is told of at once, by the dialect itself: here it stands in nobody's way. */
function inPolicy(document: PolicyDocument, { rules }: PlacedPolicy) {
  const holds = holding()
  const ordered = untilUnconditional(rules).map((each) => {
    const rule: Read = { condition: readCondition(member(each.value, 'condition')) }
    return { rule, label: each.label, range: each.nameRange, bucket: null }
  })
  return unreachable(document, {
    ordered,
    covers: (earlier, rule) => implies(rule.condition, earlier.condition, holds),
    witness,
    because: () => 'stands before it',
  })
}

function untilUnconditional(rules: readonly PlacedRule[]): readonly PlacedRule[] {
  const first = rules.findIndex(
    ({ value }) => typeof value !== 'object' || value === null || !member(value, 'condition'),
  )
  return first === -1 ? rules : rules.slice(0, first)
}

/** As the engine reads it: the first of `all`, `any`, `not` counts, else field and operator, else it holds. */
function readCondition(condition: unknown): Condition {
  if (typeof condition !== 'object' || condition === null) return { kind: condition ? 'odd' : 'always' }
  for (const kind of ['all', 'any'] as const) {
    const items = member(condition, kind)
    if (items) return Array.isArray(items) ? { kind, items: items.map(readCondition) } : { kind: 'odd' }
  }
  const inner = member(condition, 'not')
  if (inner) return { kind: 'not', item: readCondition(inner) }
  const [field, operator] = [member(condition, 'field'), member(condition, 'operator')]
  if (!field || !operator) return { kind: 'always' }
  if (typeof field !== 'string' || typeof operator !== 'string') return { kind: 'odd' }
  return { kind: 'clause', clause: { field, operator, value: member(condition, 'value') } }
}

function witness({ condition }: Read): Call | null {
  const samples = samplesOf(condition, clauseSample)
  if (samples === null) return null
  const args: { [key: string]: Json } = {}
  let tool = 'any.action'
  for (const [field, sample] of samples) {
    const parameter = /^action\.(?:parameters\.)?(\w+)$/.exec(field)?.[1]
    if (field === 'action.type' && typeof sample === 'string') tool = sample
    else if (parameter !== undefined && (field === 'action.resource' || field.includes('.parameters.')))
      args[parameter] = sample as Json
    else return null
  }
  return { tool, args }
}

/** Clauses as the engine judges them; each pattern is compiled once. */
function holding(): Holds {
  const patterns = new Patterns()
  return ({ operator, value }, saw) => {
    try {
      return compileOperator(operator, value, patterns)(saw)
    } catch {
      return false
    }
  }
}
