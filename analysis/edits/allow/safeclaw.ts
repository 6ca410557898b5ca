import { childOf } from '../../../evaluator/yaml/node.ts'
import { itemAt, namesIn, rootOf } from '../place.ts'
import type { Propose } from '../proposal.ts'
import { freeName, tellingArgument } from '../subject.ts'
import { insertItem, quoted } from '../yamlText.ts'

/** The first rule that matches decides, so an ALLOW rule for this very action goes before the one that stops it. */
export const allowInSafeclaw: Propose = ({ document, call, rule }) => {
  const root = rootOf(document)
  const list = childOf(root, 'rules')
  const told = tellingArgument(call.args)
  if (list?.kind !== 'list' || told === null) return null
  const index = rule === null ? list.items.length : (itemAt(root, rule.range)?.index ?? -1)
  if (index < 0) return null
  const name = freeName(told.value, namesIn(list, 'name'))
  const item = {
    lines: [
      `name: ${name}`,
      `action: ${quoted(call.tool)}`,
      'conditions:',
      `  ${told.name}: {equals: ${quoted(told.value)}}`,
      'effect: ALLOW',
    ],
    json: {
      name,
      action: call.tool,
      conditions: { [told.name]: { equals: told.value } },
      effect: 'ALLOW',
    },
  }
  const place = rule === null ? 'at the end' : `before ${rule.label}`
  return { summary: `Adds the rule ${name} ${place}.`, edits: [insertItem(document.text, list, index, item)] }
}
