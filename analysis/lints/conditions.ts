import type { Problem } from '../../evaluator/problem.ts'
import type { Range } from '../../evaluator/text.ts'
import { problemOf } from './lint.ts'

/** A condition of the two dialects whose documents are JSON, as far as lints compare them; values are plain JSON. */
export type Condition =
  | { readonly kind: 'always' }
  | { readonly kind: 'all' | 'any'; readonly items: readonly Condition[] }
  | { readonly kind: 'not'; readonly item: Condition }
  | { readonly kind: 'clause'; readonly clause: Clause }
  /** What the engine dies of, or never takes: it covers nothing, and nothing is said of it. */
  | { readonly kind: 'odd' }

export interface Clause {
  readonly field: string
  readonly operator: string
  readonly value: unknown
}

/** Whether a clause of the dialect holds for a value of its field; a throw counts as no. */
export type Holds = (clause: Clause, saw: unknown) => boolean

/** Whether every call for which `given` holds is one for which `wanted` holds. Errs towards false. */
export function implies(given: Condition, wanted: Condition, holds: Holds): boolean {
  if (given.kind === 'odd' || wanted.kind === 'odd') return false
  if (wanted.kind === 'always') return true
  if (wanted.kind === 'all') return wanted.items.every((item) => implies(given, item, holds))
  if (given.kind === 'any') return given.items.length > 0 && given.items.every((item) => implies(item, wanted, holds))
  if (wanted.kind === 'any' && wanted.items.some((item) => implies(given, item, holds))) return true
  if (given.kind === 'all') return given.items.some((item) => implies(item, wanted, holds))
  if (given.kind === 'not') return wanted.kind === 'not' && implies(wanted.item, given.item, holds)
  return given.kind === 'clause' && wanted.kind === 'clause' && clauseImplies(given.clause, wanted.clause, holds)
}

function clauseImplies(given: Clause, wanted: Clause, holds: Holds): boolean {
  if (given.field !== wanted.field) return false
  const same = given.operator === wanted.operator
  if (same && JSON.stringify(given.value) === JSON.stringify(wanted.value)) return true
  const values = valuesOf(given)
  if (values !== null) return values.length > 0 && values.every((value) => holds(wanted, value))
  if (wanted.operator === 'exists') return Boolean(wanted.value) && (isText(given) || isBound(given))
  if (isBound(given) && isBound(wanted)) return boundImplies(given, wanted)
  if (!isText(given) || !isText(wanted)) return false
  if (wanted.operator === 'contains') return given.operator !== 'matches' && given.value.includes(wanted.value)
  if (!same || given.operator === 'matches') return false
  return given.operator === 'startsWith' ? given.value.startsWith(wanted.value) : given.value.endsWith(wanted.value)
}

/** The values that a clause leaves possible, where it lists them. */
function valuesOf({ operator, value }: Clause): readonly unknown[] | null {
  if (operator === 'eq') return value === undefined ? null : [value]
  return operator === 'in' && Array.isArray(value) ? value : null
}

function isText(clause: Clause): clause is Clause & { readonly value: string } {
  return ['contains', 'startsWith', 'endsWith', 'matches'].includes(clause.operator) && typeof clause.value === 'string'
}

function isBound(clause: Clause): clause is Clause & { readonly value: number } {
  return ['gt', 'gte', 'lt', 'lte'].includes(clause.operator) && typeof clause.value === 'number'
}

function boundImplies(
  given: { operator: string; value: number },
  wanted: { operator: string; value: number },
): boolean {
  if (given.operator[0] !== wanted.operator[0]) return false
  const strict = wanted.operator.length === 2 && given.operator.length === 3
  const inside = given.operator.startsWith('g') ? given.value - wanted.value : wanted.value - given.value
  return strict ? inside > 0 : inside >= 0
}

/** A field that two clauses of one `all` settle differently, so that the condition never holds; null where there is none. */
export function clashOf(condition: Condition, holds: Holds): string | null {
  if (condition.kind !== 'all') return null
  const clauses = condition.items.flatMap((item) => (item.kind === 'clause' ? [item.clause] : []))
  for (const clause of clauses) {
    const values = valuesOf(clause)
    if (values === null || values.length === 0) continue
    const against = clauses.some(
      (other) => other !== clause && other.field === clause.field && !values.some((value) => holds(other, value)),
    )
    if (against) return clause.field
  }
  return null
}

export function neverMatches(field: string, range: Range): Problem {
  const message = `No call matches this rule: \`${field}\` is settled differently by two parts of its \`all\`.`
  return problemOf({ code: 'never-matches', range, message })
}

/** What each field must hold for the condition to hold: of `any` the first; null where that is not easily said. */
export function samplesOf(
  condition: Condition,
  sampleOf: (clause: Clause) => unknown,
): ReadonlyMap<string, unknown> | null {
  const found = new Map<string, unknown>()
  const waiting: Condition[] = [condition]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next.kind === 'odd' || next.kind === 'not') return null
    if (next.kind === 'all') waiting.push(...next.items.toReversed())
    else if (next.kind === 'any' && next.items[0] === undefined) return null
    else if (next.kind === 'any') waiting.push(next.items[0] as Condition)
    else if (next.kind === 'clause' && !found.has(next.clause.field)) {
      const sample = sampleOf(next.clause)
      if (sample === undefined) return null
      found.set(next.clause.field, sample)
    }
  }
  return found
}

/** A value for which the clause holds, where it names one; undefined elsewhere. */
export function namedSample({ operator, value }: Clause): unknown {
  switch (operator) {
    case 'eq':
    case 'contains':
    case 'startsWith':
    case 'endsWith':
      return value
    case 'in':
      return Array.isArray(value) ? value[0] : undefined
    case 'gt':
    case 'lt':
      return typeof value === 'number' ? value + (operator === 'gt' ? 1 : -1) : undefined
    case 'gte':
    case 'lte':
      return value
    case 'exists':
      return value ? 'x' : undefined
    default:
      return undefined
  }
}
