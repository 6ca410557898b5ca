import type { Node } from '../../yaml/node.ts'
import { readMap, readString } from './fields.ts'
import type { Findings } from './findings.ts'
import type { ToolName } from './model.ts'

/** Reads the document's own map of tool names. */
export function readToolNames(found: Findings, node: Node): readonly ToolName[] {
  const map = readMap(found, node, '`tool_names`')
  return (map?.entries ?? []).flatMap(({ key, value }) => {
    if (key.kind !== 'scalar' || typeof key.value !== 'string') {
      found.wrongType(key, 'A tool name', 'a string')
      return []
    }
    const to = readString(found, value, `The name for \`${key.value}\``)
    return to ? [{ from: key.value, to: to.value }] : []
  })
}

/** Translates a tool's name: its own entry, else the first entry ending in one `*` whose beginning it has. */
export function toolNameMap(names: readonly ToolName[]): (tool: string) => string {
  if (names.length === 0) return (tool) => tool
  const exact = new Map(names.map(({ from, to }) => [from, to]))
  const prefixes = names
    .filter(({ from }) => from.indexOf('*') === from.length - 1 && from !== '')
    .map(({ from, to }) => ({ prefix: from.slice(0, -1), to }))
  return (tool) => {
    const own = exact.get(tool)
    if (own !== undefined) return own
    const found = prefixes.find(({ prefix }) => tool.startsWith(prefix))
    return found ? found.to.replaceAll('*', () => tool.slice(found.prefix.length)) : tool
  }
}
