import type { EdictumModel, Leaf } from '../../evaluator/dialects/edictum/model.ts'
import type { Problem } from '../../evaluator/problem.ts'
import { leavesOf } from './edictum.ts'
import { type Lint, modelOf, problemOf } from './lint.ts'

/** Values in conditions that the engine takes, and that make a clause idle or always true. */
export const edictumOperands: Lint = (document) => {
  const model = modelOf<EdictumModel>(document, 'edictum')
  const own = model?.contracts.filter((each) => each.document === 0 && each.enabled) ?? []
  const conditions = own.flatMap((each) => (each.type === 'pre' || each.type === 'post' ? [each.when] : []))
  return conditions.flatMap(leavesOf).flatMap((leaf) => [...aboutNull(leaf), ...aboutEmpty(leaf), ...aboutIndex(leaf)])
}

/** A value that is null is missing to the engine, so nothing equals null. */
function aboutNull({ selector, operator, operand, operandRange }: Leaf): Problem[] {
  const isListed = operator === 'in' || operator === 'not_in'
  if (typeof selector !== 'string' || !(isListed ? (operand as readonly unknown[]).includes(null) : operand === null))
    return []
  const then = isListed
    ? 'the `null` in this list counts for nothing.'
    : operator === 'equals'
      ? `this never holds; \`exists: false\` does where there is no value.`
      : `this holds wherever there is a value, as \`exists: true\` does.`
  const message = `A value that is null is missing to the engine, so ${then}`
  return [problemOf({ code: 'edictum-null-operand', range: operandRange, message })]
}

function aboutEmpty({ operator, operand, operandRange }: Leaf): Problem[] {
  const one = ['contains', 'starts_with', 'ends_with'].includes(operator) && operand === ''
  const listed = operator === 'contains_any' && Array.isArray(operand) && operand.includes('')
  if (!one && !listed) return []
  const message = `Every text holds the empty one, so this only asks whether the value is a text; \`exists: true\` says that there is one.`
  return [problemOf({ code: 'edictum-empty-text', range: operandRange, message })]
}

function aboutIndex({ selector, selectorRange }: Leaf): Problem[] {
  if (typeof selector !== 'string' || !/^(?:args|metadata)\.(?:.+\.)?[0-9]+(?:\.|$)/.test(selector)) return []
  const message = `The engine walks maps only: \`${selector}\` finds a key of that name and never an item of a list.`
  return [problemOf({ code: 'edictum-list-index', range: selectorRange, message })]
}
