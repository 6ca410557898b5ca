import type { Call } from '../../evaluator/call.ts'
import { Patterns } from '../../evaluator/conditions/patterns.ts'
import { member } from '../../evaluator/conditions/plain.ts'
import { activityOf } from '../../evaluator/dialects/safeclaw-json/active.ts'
import type { SafeclawJsonModel } from '../../evaluator/dialects/safeclaw-json/model.ts'
import { compilePredicate } from '../../evaluator/dialects/safeclaw-json/predicate.ts'
import { clauseSample } from './clauseSample.ts'
import { type Clause, type Condition, clashOf, type Holds, implies, neverMatches, samplesOf } from './conditions.ts'
import { unreachable } from './coverage.ts'
import { type Lint, modelOf } from './lint.ts'

interface Read {
  readonly condition: Condition
  /** False for a rule that only holds at some times: it takes no call for good. */
  readonly always: boolean
}

/** Rules that never decide: those whose clauses exclude each other, and those after one that holds for all their calls. */
export const safeclawJsonCover: Lint = function* (document) {
  const model = modelOf<SafeclawJsonModel>(document, 'safeclaw-json')
  if (model === null) return []
  const patterns = new Patterns()
  const ordered = model.rules.map(({ value, label, nameRange }) => {
    const rule: Read = { condition: readCondition(value), always: isAlways(value) }
    return { rule, label, range: nameRange, bucket: null }
  })
  const judged: Holds = (clause, saw) => holds(clause, saw, patterns)
  const clashes = ordered.flatMap(({ rule, range }) => {
    const field = clashOf(rule.condition, judged)
    return field === null ? [] : [neverMatches(field, range)]
  })
  const covered = yield* unreachable(document, {
    ordered,
    covers: (earlier, rule) => earlier.always && implies(rule.condition, earlier.condition, judged),
    witness,
    because: () => 'stands before it',
  })
  return [...clashes, ...covered]
}

function isAlways(value: unknown): boolean {
  try {
    return typeof value === 'object' && value !== null && activityOf(value) === null
  } catch {
    return false
  }
}

/** As the simulator reads it: one level of `any`, else of `all`, else a predicate; without one the rule never matches. */
function readCondition(rule: unknown): Condition {
  const condition = typeof rule === 'object' && rule !== null ? member(rule, 'condition') : null
  if (typeof condition !== 'object' || condition === null) return { kind: 'odd' }
  for (const kind of ['any', 'all'] as const) {
    const items = member(condition, kind)
    if (items) return Array.isArray(items) ? { kind, items: items.map(readPredicate) } : { kind: 'odd' }
  }
  return readPredicate(condition)
}

function readPredicate(predicate: unknown): Condition {
  if (typeof predicate !== 'object' || predicate === null) return { kind: 'odd' }
  const [field, operator, value] = ['field', 'operator', 'value'].map((key) => member(predicate, key))
  const known = field === 'action.type' || field === 'action.resource'
  if (!known || typeof operator !== 'string') return { kind: 'odd' }
  const listed = operator === 'in' && typeof value === 'string' ? value.split(',').map((one) => one.trim()) : value
  return { kind: 'clause', clause: { field, operator, value: listed || '' } }
}

function holds(clause: Clause, saw: unknown, patterns: Patterns): boolean {
  try {
    return compilePredicate(clause, patterns).test(saw, saw) === true
  } catch {
    return false
  }
}

function witness({ condition }: Read): Call | null {
  const samples = samplesOf(condition, clauseSample)
  if (samples === null) return null
  const [type = 'any.action', resource = ''] = [samples.get('action.type'), samples.get('action.resource')]
  if (typeof type !== 'string' || typeof resource !== 'string') return null
  return { tool: type, args: resource === '' ? {} : { resource } }
}
