import { type Node, sequence, some } from './ast.ts'
import { ANY, type CharSet, NONE, overlaps, union } from './charset.ts'

/**
 * The same pattern with fewer atomic parts: giving back characters cannot help where what follows starts with none of
 * them, or where nothing follows. What is left without atomic parts a linear matcher can run.
 */
export function relax(node: Node): Node {
  return some(node, holdsOn) ? relaxed(node, NONE) : node
}

function holdsOn(node: Node): boolean {
  return node.kind === 'atomic' || (node.kind === 'repeat' && node.mode === 'possessive')
}

/** `next`: the characters that what follows may start with; `NONE` when nothing follows. */
function relaxed(node: Node, next: CharSet): Node {
  switch (node.kind) {
    case 'sequence': {
      const items: Node[] = []
      let following = next
      for (const item of node.items.toReversed()) {
        items.unshift(relaxed(item, following))
        following = starts(item, following)
      }
      return sequence(items)
    }
    case 'alternation':
      return { ...node, items: node.items.map((item) => relaxed(item, next)) }
    case 'group':
      return { ...node, body: relaxed(node.body, next) }
    case 'atomic':
      return givesNothingBack(node.body, next) ? node.body : node
    case 'repeat':
      return node.mode === 'possessive' && node.body.kind === 'set' && !overlaps(node.body.set, next)
        ? { ...node, mode: 'greedy' }
        : node
    default:
      return node
  }
}

function givesNothingBack(body: Node, next: CharSet): boolean {
  return body.kind === 'repeat' && body.mode === 'greedy' && body.body.kind === 'set' && !overlaps(body.body.set, next)
}

/** What the node, or else what follows it, may start with. */
function starts(node: Node, next: CharSet): CharSet {
  switch (node.kind) {
    case 'set':
      return node.set
    case 'sequence':
      return node.items.reduceRight((following: CharSet, item) => starts(item, following), next)
    case 'alternation':
      return union(NONE, ...node.items.map((item) => starts(item, next)))
    case 'group':
      return starts(node.body, next)
    case 'repeat':
      return node.min > 0 ? starts(node.body, ANY) : union(starts(node.body, ANY), next)
    case 'empty':
      return next
    default:
      return ANY
  }
}
