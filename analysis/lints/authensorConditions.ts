import type { AuthensorModel, PlacedRule } from '../../evaluator/dialects/authensor/model.ts'
import type { Problem } from '../../evaluator/problem.ts'
import { childOf, entryOf, type Node, stringOf } from '../../evaluator/yaml/node.ts'
import { emptyGroups } from './emptyGroups.ts'
import { type Lint, modelOf, problemOf } from './lint.ts'

/** What every envelope has. */
const always = ['action.type', 'action.resource', 'principal.type', 'principal.id', 'id', 'timestamp']

/** Clauses that hold, or do not, where a call has no such field; and groups without members. */
export const authensorConditions: Lint = (document) => {
  const policies = modelOf<AuthensorModel>(document, 'authensor')?.policies ?? []
  return policies.flatMap(({ rules }) => rules.flatMap(aboutRule))
}

function aboutRule({ node }: PlacedRule): Problem[] {
  const condition = childOf(node, 'condition')
  const objects = condition === undefined ? [] : objectsIn(condition)
  const asked = new Set(objects.flatMap((one) => (operatorOf(one) === 'exists' ? (fieldOf(one) ?? []) : [])))
  const stops = ['deny', 'require_approval'].includes(stringOf(childOf(node, 'effect')) ?? '')
  return objects.flatMap((one) => [
    ...(entryOf(one, 'all') && entryOf(one, 'any') ? [] : emptyGroups(one, 'authensor-always', one === condition)),
    ...aboutExists(one),
    ...aboutMissing(one, asked, stops),
  ])
}

type Clause = Extract<Node, { kind: 'map' }>

/** Every object of a condition, the outermost first; walks without recursion. */
function objectsIn(condition: Node): Clause[] {
  const found: Clause[] = []
  const seen = new Set<Node>()
  const waiting: Node[] = [condition]
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (seen.has(node) || node.kind !== 'map') continue
    seen.add(node)
    found.push(node)
    const inner = ['all', 'any', 'not'].map((key) => childOf(node, key))
    for (const part of inner) waiting.push(...(part?.kind === 'list' ? part.items : part ? [part] : []))
  }
  return found
}

function aboutExists(clause: Clause): Problem[] {
  if (operatorOf(clause) !== 'exists' || fieldOf(clause) === undefined) return []
  const value = childOf(clause, 'value')
  if (value?.kind === 'scalar' && typeof value.value === 'boolean') return []
  const at = value?.range ?? entryOf(clause, 'operator')?.value.range ?? clause.range
  const falsy = value === undefined || (value.kind === 'scalar' && !value.value)
  const message = falsy
    ? '`exists` without a value asks that the field is not there.'
    : '`exists` takes `true` or `false`; any other value counts as `true`, the text `false` included.'
  return [problemOf({ code: 'authensor-value-type', range: at, message })]
}

/** Only for fields that a call may lack, unless another clause of the rule asks for them. */
function aboutMissing(clause: Clause, asked: ReadonlySet<string>, stops: boolean): Problem[] {
  const [field, operator] = [fieldOf(clause), operatorOf(clause)]
  if (field === undefined || operator === undefined || always.includes(field) || asked.has(field)) return []
  const at = entryOf(clause, 'operator')?.value.range ?? clause.range
  if (operator === 'neq' || operator === 'notIn') {
    const message = `This holds as well where a call has no \`${field}\`.`
    return [problemOf({ code: 'authensor-missing-field', range: at, message })]
  }
  if (operator === 'eq' && childOf(clause, 'value') === undefined) {
    const message = `Without a value this holds where a call has no \`${field}\`.`
    return [problemOf({ code: 'authensor-missing-field', range: at, message })]
  }
  if (!stops || !['gt', 'gte', 'lt', 'lte'].includes(operator)) return []
  const message = `Where a call has no \`${field}\`, or one that is no number, this does not hold: leaving it out goes past the rule.`
  return [problemOf({ code: 'authensor-missing-field', range: at, message })]
}

function fieldOf(clause: Clause): string | undefined {
  return stringOf(childOf(clause, 'field'))
}

function operatorOf(clause: Clause): string | undefined {
  return stringOf(childOf(clause, 'operator'))
}
