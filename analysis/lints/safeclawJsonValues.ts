import { redactResource } from '../../evaluator/conditions/redact.ts'
import type { SafeclawJsonModel } from '../../evaluator/dialects/safeclaw-json/model.ts'
import type { Problem } from '../../evaluator/problem.ts'
import type { Range } from '../../evaluator/text.ts'
import { childOf, entryOf, type Node, stringOf, typeName } from '../../evaluator/yaml/node.ts'
import type { Code } from '../codes.ts'
import { emptyGroups } from './emptyGroups.ts'
import { type Lint, modelOf, problemOf } from './lint.ts'

/** A policy sees no more of a resource than this many UTF-16 units. */
const seen = 200

/** Values that the simulator compares as something else, or that no resource of a live call holds. */
export const safeclawJsonValues: Lint = (document) => {
  const model = modelOf<SafeclawJsonModel>(document, 'safeclaw-json')
  if (model === null) return []
  const root = model.root ?? undefined
  const rules = model.rules.flatMap(({ node }) => {
    const condition = childOf(node, 'condition')
    const isRead = childOf(condition, 'any') === undefined || childOf(condition, 'all') === undefined
    const groups = isRead ? emptyGroups(condition, 'safeclaw-json-always', true) : []
    return [...groups, ...predicatesIn(condition).flatMap(aboutPredicate)]
  })
  return [...aboutUpload(root), ...rules]
}

/** The predicates that the simulator reads: those of `any`, else of `all`, else the condition itself. */
function predicatesIn(condition: Node | undefined): readonly Node[] {
  const group = ['any', 'all'].map((key) => childOf(condition, key)).find((one) => one?.kind === 'list')
  if (group?.kind === 'list') return group.items
  return condition === undefined ? [] : [condition]
}

function aboutPredicate(predicate: Node): Problem[] {
  const [field, operator] = [stringOf(childOf(predicate, 'field')), stringOf(childOf(predicate, 'operator'))]
  if ((field !== 'action.type' && field !== 'action.resource') || operator === undefined) return []
  const value = childOf(predicate, 'value')
  const at = value?.range ?? childOf(predicate, 'operator')?.range ?? predicate.range
  const kind = aboutKind(operator, value, at)
  if (kind.length > 0 || value === undefined || field !== 'action.resource') return kind
  return (value.kind === 'list' ? value.items : [value]).flatMap((one) => aboutText(operator, one))
}

function aboutKind(operator: string, value: Node | undefined, at: Range): Problem[] {
  const text = stringOf(value)
  const isFalsy = value === undefined || (value.kind === 'scalar' && !value.value)
  if (operator === 'eq') {
    if (isFalsy) return [odd(at, '`eq` without a value holds for an empty resource alone.', 'information')]
    return text === undefined ? [odd(at, `\`eq\` compares texts, and ${typeName(value)} never equals one.`)] : []
  }
  if (operator === 'in') return aboutMembers(value, at, isFalsy)
  if ((operator !== 'startsWith' && operator !== 'contains') || isFalsy || text !== undefined) return []
  if (isEmptyText(value)) {
    const message = `The text of this list is empty, so \`${operator}\` matches everything.`
    return [problemOf({ code: 'safeclaw-json-empty-value', range: at, message })]
  }
  return [
    odd(
      at,
      `\`${operator}\` takes one text: ${typeName(value)} is turned into one, lists with commas between their items.`,
    ),
  ]
}

function aboutMembers(value: Node | undefined, at: Range, isFalsy: boolean): Problem[] {
  if (isFalsy || value === undefined)
    return [odd(at, '`in` without a value holds for an empty resource alone.', 'information')]
  if (value.kind === 'map') return [odd(at, '`in` needs a list; a map is turned into the text `[object Object]`.')]
  if (value.kind === 'scalar') {
    const members = stringOf(value)
      ?.split(',')
      .map((one) => one.trim())
    if (members === undefined || !members.includes('')) return []
    return [odd(at, 'A comma too many makes an empty member, which an empty resource is among.')]
  }
  if (value.items.length === 0) return [odd(at, 'Nothing is in an empty list: this never holds.')]
  return value.items.flatMap((item) => {
    const text = stringOf(item)
    if (text === undefined)
      return [odd(item.range, `Only texts are compared: ${typeName(item)} in this list never equals one.`)]
    return text === text.trim()
      ? []
      : [odd(item.range, 'Members of a list are not trimmed: the blanks around this one count.')]
  })
}

/** What a live call’s resource never holds, although the simulator says that it matches. */
function aboutText(operator: string, node: Node): Problem[] {
  const text = stringOf(node)
  if (text === undefined || !['eq', 'in', 'startsWith', 'contains'].includes(operator)) return []
  if (text.length > seen) {
    const message = `A policy sees the first ${seen} characters of a resource, and this text has ${text.length}: no live call matches.`
    return [problemOf({ code: 'safeclaw-json-beyond-cut', range: node.range, message })]
  }
  if (redactResource(text) === text) return []
  const message =
    'The classifier takes this for a secret and replaces it by `[REDACTED]` before the policy sees it: no live call matches.'
  return [problemOf({ code: 'safeclaw-json-redacted', range: node.range, message })]
}

function aboutUpload(root: Node | undefined): Problem[] {
  if (root?.kind !== 'map') return []
  const found: Problem[] = []
  const [first] = root.entries
  if (entryOf(root, 'name') === undefined && first !== undefined) {
    found.push(upload(first.key.range, 'The control plane refuses a policy without `name` when it is uploaded.'))
  }
  const fallback = childOf(root, 'defaultEffect')
  if (stringOf(fallback) === 'require_approval' && fallback !== undefined) {
    found.push(
      upload(
        fallback.range,
        'The control plane refuses this default when the policy is uploaded: it takes `allow` and `deny`.',
      ),
    )
  }
  return found
}

function isEmptyText(value: Node): boolean {
  if (value.kind !== 'list' || value.items.length > 1) return false
  const [only] = value.items
  return only === undefined || (only.kind === 'scalar' && (only.value === null || only.value === ''))
}

function odd(range: Range, message: string, severity: 'warning' | 'information' = 'warning'): Problem {
  return problemOf({ code: 'safeclaw-json-value-type', range, message, severity })
}

function upload(range: Range, message: string): Problem {
  const code: Code = 'safeclaw-json-upload'
  return problemOf({ code, range, message })
}
