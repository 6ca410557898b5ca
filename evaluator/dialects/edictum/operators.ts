import type { Json } from '../../json/values.ts'
import { firstCodePoints } from '../../python/codepoints.ts'
import { holdsUnknown, numeric, pythonEquals } from '../../python/values.ts'
import type { Pattern } from '../../regex/pattern.ts'
import { failed, no, type Outcome, unknown, yes } from './outcome.ts'
import { maxMatched, type Operator } from './words.ts'

/** Applies an operator to a value that is present and not null. */
export type Test = (value: Json) => Outcome

/** `exists` is not among them: it also works on what is missing. */
export function compileOperator(operator: Operator, operand: Json, patterns: readonly Pattern[]): Test {
  switch (operator) {
    case 'equals':
      return equality(operand, yes, no)
    case 'not_equals':
      return equality(operand, no, yes)
    case 'in':
      return membership(operand as Json[], yes, no)
    case 'not_in':
      return membership(operand as Json[], no, yes)
    case 'contains':
      return onText((text) => text.includes(operand as string))
    case 'contains_any': {
      const parts = operand as string[]
      return onText((text) => parts.some((part) => text.includes(part)))
    }
    case 'starts_with':
      return onText((text) => text.startsWith(operand as string))
    case 'ends_with':
      return onText((text) => text.endsWith(operand as string))
    case 'matches':
    case 'matches_any':
      return compilePatterns(patterns)
    case 'gt':
      return onNumber((value, limit) => value > limit, operand)
    case 'gte':
      return onNumber((value, limit) => value >= limit, operand)
    case 'lt':
      return onNumber((value, limit) => value < limit, operand)
    case 'lte':
      return onNumber((value, limit) => value <= limit, operand)
    case 'exists':
      return () => (operand === true ? yes : no)
    default:
      return () => no
  }
}

function equality(operand: Json, same: Outcome, different: Outcome): Test {
  if (typeof operand === 'string') {
    return (value) => (value === operand ? same : isScalar(value) ? different : ofContainer(value, different))
  }
  return (value) => {
    if (!isScalar(value) && holdsUnknown(value)) return unknown
    return pythonEquals(value, operand) ? same : different
  }
}

function membership(operand: readonly Json[], inside: Outcome, outside: Outcome): Test {
  if (operand.every((item) => typeof item === 'string')) {
    const words = new Set<Json>(operand)
    return (value) => (words.has(value) ? inside : isScalar(value) ? outside : ofContainer(value, outside))
  }
  return (value) => {
    if (!isScalar(value) && holdsUnknown(value)) return unknown
    return operand.some((item) => pythonEquals(value, item)) ? inside : outside
  }
}

function isScalar(value: Json): boolean {
  return typeof value !== 'object'
}

function ofContainer(value: Json, outcome: Outcome): Outcome {
  return holdsUnknown(value) ? unknown : outcome
}

function onText(test: (text: string) => boolean): Test {
  return (value) => (typeof value !== 'string' ? failed : test(value) ? yes : no)
}

function compilePatterns(patterns: readonly Pattern[]): Test {
  const [only] = patterns
  if (patterns.length === 1 && only !== undefined) return onText((text) => only.test(firstCodePoints(text, maxMatched)))
  return onText((text) => {
    const start = firstCodePoints(text, maxMatched)
    return patterns.some((pattern) => pattern.test(start))
  })
}

type Comparable = number | bigint

function onNumber(compare: (value: Comparable, limit: Comparable) => boolean, operand: Json): Test {
  const limit = numeric(operand) ?? Number.NaN
  return (value) => {
    const number = numeric(value)
    return number === null ? failed : compare(number, limit) ? yes : no
  }
}
