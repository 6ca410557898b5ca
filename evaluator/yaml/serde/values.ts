import type { Node, ScalarNode } from '../node.ts'
import { resolveScalar } from './scalars.ts'

/** How deep serde_yaml follows lists and maps. */
const maxDepth = 128

/** What keeps a node from becoming a value, and where. */
export interface RefusedValue {
  readonly node: Node
  readonly message: string
}

/**
 * The first thing in `root`, in reading order, for which serde_yaml refuses to make a value of it. `value`: tags that do
 * not fit, integers beyond 64 bits, keys that stand twice; `duplicates`: only the last; `untyped`: only the others, and
 * custom tags, which a field that nobody knows cannot hold.
 */
export function refusedInside(root: Node, asked: Asked): RefusedValue | null {
  return search(root, asked, new Set())
}

type Asked = 'value' | 'duplicates' | 'untyped'

/** `fine`: collections that were searched before; aliases make one node stand in many places. */
function search(root: Node, asked: Asked, fine: Set<Node>): RefusedValue | null {
  if (fine.has(root)) return null
  if (root.kind !== 'scalar') fine.add(root)
  if (root.kind === 'scalar') return asked === 'duplicates' ? null : refusedScalar(root, asked)
  if (asked === 'untyped' && hasCustomTag(root)) return custom(root)
  if (root.kind === 'list') return firstOf(root.items, asked, fine)
  const seen = new Set<string | Node>()
  for (const { key, value } of root.entries) {
    const refused = search(key, asked, fine)
    if (refused !== null) return refused
    const identity = key.kind === 'scalar' ? identityOf(key) : key
    if (asked !== 'untyped' && seen.has(identity)) {
      return { node: key, message: `The key ${nameOf(key)} stands here twice; keep one of them.` }
    }
    seen.add(identity)
    const inside = search(value, asked, fine)
    if (inside !== null) return inside
  }
  return null
}

/** The first node that lies deeper than serde_yaml goes; null when there is none. */
export function tooDeep(root: Node): Node | null {
  const waiting: [Node, number][] = [[root, 0]]
  const deepest = new Map<Node, number>()
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [node, depth] = next
    if (node.kind === 'scalar' || (deepest.get(node) ?? -1) >= depth) continue
    if (depth === maxDepth) return node
    deepest.set(node, depth)
    const wait = (part: Node) => part.kind !== 'scalar' && waiting.push([part, depth + 1])
    if (node.kind === 'list') node.items.forEach(wait)
    else
      for (const { key, value } of node.entries) {
        wait(key)
        wait(value)
      }
  }
  return null
}

function firstOf(nodes: readonly Node[], asked: Asked, fine: Set<Node>): RefusedValue | null {
  for (const node of nodes) {
    const refused = search(node, asked, fine)
    if (refused !== null) return refused
  }
  return null
}

function refusedScalar(node: Node & { kind: 'scalar' }, asked: 'value' | 'untyped'): RefusedValue | null {
  if (asked === 'untyped' && hasCustomTag(node)) return custom(node)
  const scalar = resolveScalar(node.text, node.style, node.tag)
  return scalar.kind === 'refused' ? { node, message: `This cannot be read: ${scalar.why}.` } : null
}

/** Whether a node has a tag of its own; a lone `!` counts where no scalar follows it: libyaml drops it from the others. */
export function hasCustomTag(node: Node): boolean {
  if (node.tag === null || !node.tag.startsWith('!')) return false
  return node.tag.length > 1 || node.kind !== 'scalar' || (node.style === 'plain' && node.text === '')
}

function custom(node: Node): RefusedValue {
  return { node, message: `The tag ${node.tag} has no meaning here; remove it.` }
}

function nameOf(key: Node): string {
  return key.kind === 'scalar' ? `\`${key.text}\`` : 'that is a list or map'
}

function identityOf(node: ScalarNode): string {
  const scalar = resolveScalar(node.text, node.style, node.tag)
  if (scalar.kind === 'null') return 'null'
  if (scalar.kind === 'refused') return `?${JSON.stringify(node.text)}`
  return `${scalar.kind} ${typeof scalar.value === 'bigint' ? scalar.value : JSON.stringify(scalar.value)}`
}
