import { isObject } from '../../../evaluator/json/values.ts'
import { childOf, type ListNode, type Node } from '../../../evaluator/yaml/node.ts'
import { itemAt, namesIn, rootOf } from '../place.ts'
import type { Propose } from '../proposal.ts'
import { freeName, tellingArgument } from '../subject.ts'
import { flow, insertItem, quoted } from '../yamlText.ts'

/** The lowest priority that matches decides, so an `allow` rule for this very call gets a lower one than the rule that stops it. */
export const allowInOrca: Propose = ({ document, call, rule }) => {
  const root = rootOf(document)
  const found = rule === null ? null : itemAt(root, rule.range)
  const told = tellingArgument(call.args)
  if (told === null || !isObject(call.args) || !/^[A-Za-z_]\w*$/.test(told.name)) return null
  const list = found?.list ?? defaultRules(root)
  if (list === null) return null
  const priority = found === null ? 1 + Math.max(0, ...list.items.map(priorityOf)) : priorityOf(found.item) - 1
  const label = freeName(told.value, namesIn(list, 'label'))
  const match = { clauses: [{ path: `$.${told.name}`, op: 'eq', value: told.value }] }
  const item = {
    lines: [
      `priority: ${priority}`,
      `label: ${label}`,
      `tool_name_glob: ${quoted(call.tool)}`,
      'verdict: allow',
      `args_match: ${flow(match)}`,
    ],
    json: { priority, label, tool_name_glob: call.tool, verdict: 'allow', args_match: match },
  }
  const place = rule === null ? 'behind the others' : `before ${rule.label}`
  const edit = insertItem(document.text, list, found?.index ?? list.items.length, item)
  return { summary: `Adds the rule ${label} ${place}.`, edits: [edit] }
}

/** The rules of the one policy that decides by default; null where there are several that could. */
function defaultRules(root: Node | null): ListNode | null {
  const policies = childOf(root, 'policies')
  if (policies?.kind !== 'list' || policies.items.length !== 1) return null
  const rules = childOf(policies.items[0], 'rules')
  return rules?.kind === 'list' && rules.items.length > 0 ? rules : null
}

function priorityOf(rule: Node): number {
  const priority = childOf(rule, 'priority')
  return priority?.kind === 'scalar' && typeof priority.value === 'number' ? priority.value : 0
}
