import type { EdictumModel, Expression, Leaf } from '../../evaluator/dialects/edictum/model.ts'
import type { Problem } from '../../evaluator/problem.ts'
import { documentRepr } from '../../evaluator/python/document-text.ts'
import { entryOf } from '../../evaluator/yaml/node.ts'
import { type Lint, modelOf, problemOf } from './lint.ts'

const comparing = ['gt', 'gte', 'lt', 'lte']
const texts = ['environment', 'tool.name', 'output.text']

/** Conditions that cannot mean what they say, and limits that hold although no rule states them. */
export const edictumConditions: Lint = (document) => {
  const model = modelOf<EdictumModel>(document, 'edictum')
  if (model === null) return []
  const own = model.contracts.filter((contract) => contract.document === 0 && contract.enabled)
  const conditions = own.flatMap((each) => (each.type === 'pre' || each.type === 'post' ? [each.when] : []))
  return [...conditions.flatMap(operatorTypes), ...conditions.flatMap(contradictions), ...implicitLimits(model)]
}

function operatorTypes(expression: Expression): Problem[] {
  return leavesOf(expression).flatMap(({ selector, operator, operatorRange }) => {
    if (typeof selector !== 'string' || !texts.includes(selector) || !comparing.includes(operator)) return []
    const message = `\`${selector}\` is a text, and \`${operator}\` compares numbers: the engine counts that as a policy error and fires on every call.`
    return [problemOf({ code: 'edictum-operator-type', range: operatorRange, message })]
  })
}

/** Two clauses of one `all` that settle a value differently; only where no other clause can make the rule fire by an error. */
function contradictions(expression: Expression): Problem[] {
  if (expression.kind !== 'all') return []
  const leaves = expression.items.filter((item) => item.kind === 'leaf')
  if (leaves.length < expression.items.length) return []
  if (!leaves.every(({ operator, selector }) => typeof selector === 'string' && ['equals', 'in'].includes(operator)))
    return []
  for (const [index, leaf] of leaves.entries()) {
    const against = leaves.slice(0, index).find((other) => other.selector === leaf.selector && !meet(other, leaf))
    if (!against) continue
    const message = `No call matches this condition: \`${leaf.selector}\` is settled otherwise by another clause of this \`all\`.`
    return [problemOf({ code: 'never-matches', range: leaf.range, message })]
  }
  return []
}

/** Whether some value satisfies both; values that are not both texts are taken to be able to. */
function meet(a: Leaf, b: Leaf): boolean {
  const [left, right] = [a, b].map(({ operand }) => (Array.isArray(operand) ? operand : [operand]))
  return (left ?? []).some((one) =>
    (right ?? []).some(
      (other) => typeof one !== 'string' || typeof other !== 'string' || documentRepr(one) === documentRepr(other),
    ),
  )
}

function implicitLimits({ contracts, layers }: EdictumModel): Problem[] {
  if (contracts.some(({ type, enabled }) => type === 'session' && enabled)) return []
  const root = layers[0]?.root
  const at = root && (entryOf(root, 'contracts') ?? entryOf(root, 'rules'))
  if (!at) return []
  const message =
    'No session rule sets limits here, but the engine has its own: a session ends after 500 attempts or 200 executions.'
  return [problemOf({ code: 'edictum-implicit-limits', range: at.key.range, message })]
}

export function leavesOf(expression: Expression): Leaf[] {
  if (expression.kind === 'leaf') return [expression]
  return expression.kind === 'not' ? leavesOf(expression.item) : expression.items.flatMap(leavesOf)
}
