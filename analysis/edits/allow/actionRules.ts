import type { Call } from '../../../evaluator/call.ts'
import { firstTruthy } from '../../../evaluator/conditions/classify.ts'
import { isObject, type Json } from '../../../evaluator/json/values.ts'
import { childOf } from '../../../evaluator/yaml/node.ts'
import { itemAt, namesIn, rootOf } from '../place.ts'
import type { Propose } from '../proposal.ts'
import { freeName } from '../subject.ts'
import { flow, insertItem, quoted } from '../yamlText.ts'

/**
 * SafeClaw's and Authensor's rules over `action.type` and `action.resource`: the first that matches decides, so an
 * `allow` rule for this very action goes before the one that stops it.
 */
export const allowAction: Propose = ({ document, call, rule }) => {
  const root = rootOf(document)
  const found = rule === null ? null : itemAt(root, rule.range)
  const list = found?.list ?? childOf(root, 'rules')
  const resource = resourceOf(call)
  if (list?.kind !== 'list' || resource === null) return null
  const id = freeName(resource, namesIn(list, 'id'))
  const condition = {
    all: [
      { field: 'action.type', operator: 'eq', value: call.tool },
      { field: 'action.resource', operator: 'eq', value: resource },
    ],
  }
  const item = {
    lines: [`id: ${id}`, `name: ${quoted(`Allow ${resource}`)}`, 'effect: allow', `condition: ${flow(condition)}`],
    json: { id, effect: 'allow', condition },
  }
  const place = rule === null ? 'at the end' : `before ${rule.label}`
  const edit = insertItem(document.text, list, found?.index ?? list.items.length, item)
  return { summary: `Adds the rule ${id} ${place}.`, edits: [edit] }
}

function resourceOf({ args, extra }: Call): string | null {
  const said: Json | undefined = extra?.resource
  const resource = said ?? (isObject(args) ? (args.resource ?? firstTruthy(args)) : undefined)
  return typeof resource === 'string' && resource !== '' ? resource : null
}
