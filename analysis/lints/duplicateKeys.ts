import type { Problem } from '../../evaluator/problem.ts'
import { childOf, type Entry, type MapNode, type Node } from '../../evaluator/yaml/node.ts'
import { documentRoot } from '../documentRoot.ts'
import { type Lint, problemOf } from './lint.ts'
import { removeEntry } from './removal.ts'

/** The dialects whose reader takes the last of two equal keys without a word, everywhere or among its tools. */
const silent = ['edictum', 'capfence', 'agent-assembly', 'safeclaw-json', 'authensor']

/** Keys that stand twice in one map; CapFence's own sections are reported by the dialect itself. */
export const duplicateKeys: Lint = (document) => {
  const { dialect, text } = document
  const root = silent.includes(dialect.name) ? documentRoot(document) : null
  if (root === null) return []
  if (dialect.name === 'agent-assembly') {
    const tools = childOf(childOf(root, 'spec') ?? root, 'tools')
    return tools?.kind === 'map' ? twiceIn(tools, text) : []
  }
  const top = dialect.name === 'capfence' ? root : null
  return mapsOf(root).flatMap((map) => (map === top ? [] : twiceIn(map, text)))
}

/** Every map once, also where aliases share it; walks without recursion. */
function mapsOf(root: Node): MapNode[] {
  const seen = new Set<Node>()
  const maps: MapNode[] = []
  const waiting: Node[] = [root]
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node.kind === 'scalar' || seen.has(node)) continue
    seen.add(node)
    if (node.kind === 'map') maps.push(node)
    for (const child of node.kind === 'map' ? node.entries.map(({ value }) => value) : node.items) waiting.push(child)
  }
  return maps
}

function twiceIn(map: MapNode, text: string): Problem[] {
  if (map.entries.length < 2) return []
  const last = new Map<unknown, { readonly entry: Entry; readonly index: number }>()
  const found: Problem[] = []
  for (const [index, entry] of map.entries.entries()) {
    const { key } = entry
    const inside = key.range.start >= map.range.start && key.range.end <= map.range.end
    if (key.kind !== 'scalar' || typeof key.value !== 'string' || !inside) continue
    const before = last.get(key.value)
    if (before) {
      const message = `\`${key.text}\` stands here a second time: the engine forgets the \`${key.text}\` before it.`
      const title = `Remove the first \`${key.text}\`, which does not count`
      const fixes = removeEntry(text, map, before.entry, title, false, before.index)
      found.push(problemOf({ code: 'duplicate-key', range: key.range, message, fixes }))
    }
    last.set(key.value, { entry, index })
  }
  return found
}
