import type { Condition, SafeclawModel, SafeclawRule } from '../../evaluator/dialects/safeclaw/model.ts'
import type { Problem } from '../../evaluator/problem.ts'
import { entryOf } from '../../evaluator/yaml/node.ts'
import { type Lint, modelOf, problemOf } from './lint.ts'

/** The one field that an agent's call of each known action has beside `agent` and `type`. */
const fieldOf: Readonly<Record<string, string>> = {
  file_read: 'path',
  file_write: 'path',
  shell_exec: 'command',
  network: 'url',
}

/** Conditions that no call meets: they contradict each other, or ask for what calls of the action do not have. */
export const safeclawConditions: Lint = (document) => {
  const model = modelOf<SafeclawModel>(document, 'safeclaw')
  if (model === null) return []
  const about = model.rules.flatMap((rule) => [...contradictions(rule), ...foreignFields(rule), ...emptyTexts(rule)])
  return [...withoutEngine(model), ...about, ...dots(model.rules)]
}

function withoutEngine({ root }: SafeclawModel): Problem[] {
  const rules = root?.kind === 'map' ? entryOf(root, 'rules') : undefined
  if (rules === undefined) return []
  const message =
    'The page shows such documents, but no engine of the vendor reads them: its own policies are JSON. Rehearsal judges by the page.'
  return [problemOf({ code: 'safeclaw-no-engine', range: rules.key.range, message })]
}

function emptyTexts({ conditions }: SafeclawRule): Problem[] {
  return conditions.flatMap(({ operator, value, field, range }) => {
    if (!['starts_with', 'ends_with', 'contains'].includes(operator) || value !== '') return []
    const message = `Every text holds the empty one: this only asks whether the call has a \`${field}\`.`
    return [problemOf({ code: 'safeclaw-empty-text', range, message })]
  })
}

/** Told once, at the first rule that lets paths through by their beginning; a rule with `..` of its own is told by the dialect. */
function dots(rules: readonly SafeclawRule[]): Problem[] {
  const open = rules
    .filter(({ verdict }) => verdict === 'ALLOW')
    .flatMap(({ conditions }) =>
      conditions.filter(({ field, operator }) => field === 'path' && operator === 'starts_with'),
    )
    .filter(({ value }) => typeof value === 'string' && value !== '' && !value.split(/[/\\]/).includes('..'))
  const [first, ...others] = open
  if (first === undefined) return []
  const more = others.length === 0 ? '' : ` The same goes for ${others.length} more.`
  const message = `Paths are compared as they are written: one that begins so and goes on with \`..\` is let through, too.${more}`
  return [problemOf({ code: 'safeclaw-dots-in-path', range: first.valueRange, message, severity: 'hint' })]
}

function contradictions({ conditions, action }: SafeclawRule): Problem[] {
  for (const condition of conditions) {
    const values = condition.field === 'type' ? [action] : exactValues(condition)
    const others = conditions.filter((other) => other !== condition && other.field === condition.field)
    const held = condition.field === 'type' ? [condition] : others
    const against = values && held.find((other) => !values.some((value) => holds(other, value)))
    if (!against) continue
    const said =
      condition.field === 'type'
        ? `\`type\` is always \`${action}\` here`
        : `\`${condition.field}\` is settled by \`${condition.operator}\``
    const message = `No call matches this rule: ${said}, and then this \`${against.operator}\` never holds.`
    return [problemOf({ code: 'never-matches', range: against.range, message })]
  }
  return []
}

/** The values that a condition leaves possible, where it lists them. */
function exactValues(condition: Condition): readonly string[] | null {
  if (condition.operator === 'equals') return [condition.value]
  return condition.operator === 'in' ? condition.value : null
}

/** Whether the condition holds for a value of its field. */
export function holds(condition: Condition, value: string): boolean {
  switch (condition.operator) {
    case 'equals':
      return value === condition.value
    case 'starts_with':
      return value.startsWith(condition.value)
    case 'ends_with':
      return value.endsWith(condition.value)
    case 'contains':
      return value.includes(condition.value)
    case 'in':
      return condition.value.includes(value)
    case 'matches':
      return condition.value.test(value)
  }
}

function foreignFields({ action, conditions }: SafeclawRule): Problem[] {
  const own = Object.hasOwn(fieldOf, action) ? fieldOf[action] : undefined
  if (own === undefined) return []
  const foreign = conditions.filter(({ field }) => field !== own && field !== 'type' && field !== 'agent')
  return foreign.map(({ field, range }) => {
    const message = `An agent’s \`${action}\` has \`${own}\`, not \`${field}\`: this condition never holds for it, and so the rule never matches.`
    return problemOf({ code: 'safeclaw-foreign-field', range, message })
  })
}
