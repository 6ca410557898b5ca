import type { Call } from '../../evaluator/call.ts'
import type { Condition, SafeclawModel, SafeclawRule } from '../../evaluator/dialects/safeclaw/model.ts'
import { unreachable } from './coverage.ts'
import { type Lint, modelOf } from './lint.ts'
import { holds } from './safeclaw.ts'
import { sampleText } from './sampleText.ts'

/** Rules that come after one that matches all they do: the first match decides. */
export const safeclawCover: Lint = (document) => {
  const model = modelOf<SafeclawModel>(document, 'safeclaw')
  if (model === null) return []
  const ordered = model.rules.map((rule) => ({
    rule,
    label: rule.name,
    range: rule.nameRange,
    bucket: rule.action,
  }))
  return unreachable(document, { ordered, covers, witness, because: () => 'stands before it' })
}

function covers(earlier: SafeclawRule, rule: SafeclawRule): boolean {
  if (earlier.action !== rule.action) return false
  return earlier.conditions.every((wanted) => {
    if (wanted.field === 'type' && holds(wanted, rule.action)) return true
    return rule.conditions.some((given) => implies(given, wanted))
  })
}

/** Whether every value for which `given` holds is one for which `wanted` holds. Errs towards false. */
function implies(given: Condition, wanted: Condition): boolean {
  if (given.field !== wanted.field) return false
  if (given.operator === 'equals') return holds(wanted, given.value)
  if (given.operator === 'in') return given.value.every((value) => holds(wanted, value))
  if (given.operator === 'matches') return wanted.operator === 'matches' && wanted.value.source === given.value.source
  if (wanted.operator === 'contains') return given.value.includes(wanted.value)
  if (wanted.operator === 'starts_with') return given.operator === 'starts_with' && given.value.startsWith(wanted.value)
  return wanted.operator === 'ends_with' && given.operator === 'ends_with' && given.value.endsWith(wanted.value)
}

/** A call that has for each field the text that its first condition asks for; null when that is not all that is asked. */
function witness({ action, conditions }: SafeclawRule): Call | null {
  const args: { [key: string]: string } = {}
  let agent: string | undefined
  for (const condition of conditions) {
    const value = condition.field === 'type' ? action : sampleOf(condition)
    if (value === null) return null
    if (condition.field === 'agent') agent ??= value
    else if (condition.field !== 'type') args[condition.field] ??= value
  }
  const all = { ...args, type: action, ...(agent !== undefined && { agent }) } as Record<string, string>
  if (!conditions.every((condition) => holds(condition, all[condition.field] ?? ''))) return null
  return { tool: action, args, ...(agent === undefined ? {} : { agent }) }
}

function sampleOf(condition: Condition): string | null {
  if (condition.operator === 'in') return condition.value[0] ?? null
  return condition.operator === 'matches' ? sampleText(condition.value) : condition.value
}
