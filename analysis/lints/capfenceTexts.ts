import type { CapfenceModel, Condition } from '../../evaluator/dialects/capfence/model.ts'
import { directConditions } from '../../evaluator/dialects/capfence/words.ts'
import { Float } from '../../evaluator/json/values.ts'
import type { Problem } from '../../evaluator/problem.ts'
import type { PythonValue } from '../../evaluator/python/document-value.ts'
import { type Lint, modelOf, problemOf } from './lint.ts'

const direct = directConditions.map(({ word }) => word)
const needles = ['contains', 'match_keywords', 'path_prefix']

/** Values of conditions that the engine turns into other texts than their author is likely to think of. */
export const capfenceTexts: Lint = (document) => {
  const model = modelOf<CapfenceModel>(document, 'capfence')
  return model === null
    ? []
    : model.rules.filter(({ document: at }) => at === 0).flatMap(({ conditions }) => conditions.flatMap(aboutValue))
}

function aboutValue(condition: Condition): Problem[] {
  const { key, value, range } = condition
  if (key === 'contains' && Array.isArray(value)) {
    const message = '`contains` looks for one text, and this list as Python writes it: `match_keywords` takes several.'
    return [problemOf({ code: 'capfence-list-is-one-value', range, message })]
  }
  if (/^(?:amount|caller_depth)_/.test(key) && isNaNumber(value)) {
    const message = `Nothing compares with \`.nan\`, and the engine takes that for a yes: \`${key}\` holds for every number.`
    return [problemOf({ code: 'capfence-threshold-not-a-number', range, message, severity: 'warning' })]
  }
  const each = Array.isArray(value) ? value : [value]
  return [...aboutNull(condition, each), ...aboutEmpty(condition, each), ...aboutEnds(condition, each)]
}

function isNaNumber(value: PythonValue): boolean {
  return Number.isNaN(value instanceof Float ? value.value : value)
}

function aboutNull({ key, range }: Condition, each: readonly PythonValue[]): Problem[] {
  if (!each.includes(null)) return []
  if (direct.includes(key)) {
    if (each.length > 1) return []
    const message = `\`${key}\` without a value also holds for every call that has no \`${key}\`.`
    return [problemOf({ code: 'capfence-null-is-text', range, message, severity: 'information' })]
  }
  if (key !== 'match_regex' && !needles.includes(key)) return []
  const text = key === 'match_regex' || key === 'path_prefix' ? 'None' : 'none'
  const message = `\`${key}\` without a value looks for the text \`${text}\`, which is how Python writes nothing.`
  return [problemOf({ code: 'capfence-null-is-text', range, message })]
}

function aboutEmpty({ key, range }: Condition, each: readonly PythonValue[]): Problem[] {
  if (!needles.includes(key) || !each.includes('')) return []
  const when = key === 'path_prefix' ? 'wherever the call names a path' : 'for every call'
  const message = `Every text holds the empty one: \`${key}\` is true ${when}.`
  return [problemOf({ code: 'capfence-empty-needle', range, message })]
}

/** Patterns bound to an end of the text, which is made of all values of the payload. */
function aboutEnds({ key, range }: Condition, each: readonly PythonValue[]): Problem[] {
  if (key !== 'match_regex') return []
  const sources = each.filter((one) => typeof one === 'string')
  const atStart = sources.some((source) => /^(?:\(\?[a-z]+\))?(?:\^|\\A)/.test(source))
  const atEnd = sources.some((source) => /(?:^|[^\\])(?:\$|\\Z)$/.test(source))
  if (!atStart && !atEnd) return []
  const ends = [...(atStart ? ['`^` the start of the first'] : []), ...(atEnd ? ['`$` the end of the last'] : [])]
  const message = `The text is all values of the payload, joined by blanks: ${ends.join(', ')}. Which value that is, the order of the call’s arguments says.`
  return [problemOf({ code: 'capfence-bound-pattern', range, message })]
}
