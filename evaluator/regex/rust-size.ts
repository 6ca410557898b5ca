import type { Node } from './ast.ts'
import { type CharSet, onlyMember } from './charset.ts'

/** The bytes of compiled automaton that `Regex::new` allows. */
export const RUST_SIZE_LIMIT = 10 * 1024 * 1024

const STATE = 32

/**
 * About how many bytes Rust's automaton of the pattern takes: figures measured with the crate, within some 15 % for
 * large character classes and exact for plain text.
 */
export function rustSize(node: Node): number {
  switch (node.kind) {
    case 'set':
      return setSize(node.set)
    case 'sequence':
      return node.items.reduce((sum, item) => sum + rustSize(item), 0)
    case 'alternation':
      return node.items.reduce((sum, item) => sum + rustSize(item) + 12, 100)
    case 'group':
      return rustSize(node.body) + (node.index > 0 ? 2 * STATE : 0)
    case 'repeat': {
      const body = rustSize(node.body)
      if (node.max === Number.POSITIVE_INFINITY) return Math.max(1, node.min) * body + 40
      return node.max * body + (node.max - node.min) * 40
    }
    case 'place':
      return STATE
    default:
      return 0
  }
}

function setSize(set: CharSet): number {
  const only = onlyMember(set)
  if (only !== null) return STATE * (only < 0x80 ? 1 : only < 0x800 ? 2 : only < 0x10000 ? 3 : 4)
  const ranges = set.length / 2
  const top = set[set.length - 1] ?? 0
  if (top < 0x80) return 2 * STATE + 8 * ranges
  let wide = 0
  for (let i = 0; i < set.length; i += 2) if ((set[i + 1] as number) - (set[i] as number) > 0x8000) wide = 900
  return 66 * ranges + wide
}
