import type { Call } from '../../evaluator/call.ts'
import type { EdictumModel, Expression, PreContract } from '../../evaluator/dialects/edictum/model.ts'
import type { Json } from '../../evaluator/json/values.ts'
import { documentRepr } from '../../evaluator/python/document-text.ts'
import { unreachable } from './coverage.ts'
import { globCovers } from './globs.ts'
import { type Lint, modelOf } from './lint.ts'

/** Preconditions after one with the same condition, be it that it denies or asks: the first that enforces ends the evaluation. */
export const edictumCover: Lint = (document) => {
  const model = modelOf<EdictumModel>(document, 'edictum')
  if (model === null) return []
  const asked = model.contracts.filter((each): each is PreContract => each.type === 'pre' && each.enabled)
  const enforcing = asked.filter(({ candidate, ownMode }) => !candidate && (ownMode ?? model.mode) === 'enforce')
  const keys = new Map(enforcing.map((contract) => [contract, keyOf(contract.when)]))
  const ordered = enforcing
    .filter(({ document: index }) => index === 0)
    .map((rule) => {
      const bucket = isAlways(rule.when) ? null : (keys.get(rule) ?? null)
      return { rule, label: rule.label, range: rule.nameRange, bucket }
    })
  return unreachable(document, {
    ordered,
    covers: (earlier, rule) =>
      (isAlways(earlier.when) || keys.get(earlier) === keys.get(rule)) && toolCovers(earlier.tool, rule.tool),
    witness,
    because: () => 'stands before it',
  })
}

/** A condition on what every call has. */
function isAlways(when: Expression): boolean {
  return when.kind === 'leaf' && when.selector === 'tool.name' && when.operator === 'exists' && when.operand === true
}

/** Sets in brackets are left alone: only equal texts cover each other then. */
function toolCovers(wide: string, narrow: string): boolean {
  return wide === narrow || (!/[[\]]/.test(wide + narrow) && globCovers(wide, narrow))
}

function keyOf(expression: Expression): string {
  if (expression.kind === 'not') return `not(${keyOf(expression.item)})`
  if (expression.kind !== 'leaf') return `${expression.kind}(${expression.items.map(keyOf).join(', ')})`
  const { selector, operator, operand } = expression
  return `${JSON.stringify(selector)} ${operator} ${documentRepr(operand)}`
}

/** Only for conditions of one clause whose value is easily made. */
function witness({ tool, when }: PreContract): Call | null {
  if (when.kind !== 'leaf' || typeof when.selector !== 'string' || !/^args\.[^.]+$/.test(when.selector)) return null
  const value = sampleOf(when.operator, when.operand)
  if (value === undefined || /[[\]]/.test(tool)) return null
  const name = tool.replaceAll('*', 'x').replaceAll('?', 'x')
  return { tool: name === '' ? 'x' : name, args: { [when.selector.slice('args.'.length)]: value } }
}

function sampleOf(operator: string, operand: Json): Json | undefined {
  if (['equals', 'contains', 'starts_with', 'ends_with', 'gte', 'lte'].includes(operator)) return operand
  if ((operator === 'in' || operator === 'contains_any') && Array.isArray(operand)) return operand[0]
  return undefined
}
