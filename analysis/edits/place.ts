import type { Range } from '../../evaluator/text.ts'
import { coreYaml } from '../../evaluator/yaml/core.ts'
import { type ListNode, type Node, stringOf } from '../../evaluator/yaml/node.ts'
import { readYaml } from '../../evaluator/yaml/read.ts'
import type { PolicyDocument } from '../policyDocument.ts'

/** The document's nodes, as YAML 1.2 reads the text. */
export function rootOf({ text }: PolicyDocument): Node | null {
  return readYaml(text, coreYaml).root
}

/** The list item that covers `range`, with its list and place; the innermost one. Null where none does. */
export function itemAt(root: Node | null, range: Range): { list: ListNode; index: number; item: Node } | null {
  if (root === null || root.range.start > range.start || root.range.end < range.end) return null
  if (root.kind === 'map') {
    for (const { value } of root.entries) {
      const found = itemAt(value, range)
      if (found !== null) return found
    }
    return null
  }
  if (root.kind !== 'list') return null
  for (const [index, item] of root.items.entries()) {
    if (item.range.start > range.start || item.range.end < range.end) continue
    return itemAt(item, range) ?? { list: root, index, item }
  }
  return null
}

/** Names under `key` of a list's items. */
export function namesIn(list: ListNode, key: string): ReadonlySet<string> {
  const names = list.items.flatMap((item) => {
    if (item.kind !== 'map') return []
    return item.entries.flatMap((entry) => (stringOf(entry.key) === key ? (stringOf(entry.value) ?? []) : []))
  })
  return new Set(names)
}
