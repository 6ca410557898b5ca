import type { Node } from '../../evaluator/regex/ast.ts'
import { parsePattern } from '../../evaluator/regex/compile.ts'
import type { Pattern } from '../../evaluator/regex/pattern.ts'

const longest = 500
const preferred = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 /._-'].map(
  (char) => char.codePointAt(0) as number,
)

/** A short text in which the pattern is found; null when none was found easily. */
export function sampleText(pattern: Pattern): string | null {
  const parsed = parsePattern(pattern.source, pattern.flavour)
  if ('error' in parsed) return null
  const text = sampleOf(parsed.node, longest)
  return text !== null && pattern.test(text) ? text : null
}

function sampleOf(node: Node, room: number): string | null {
  switch (node.kind) {
    case 'set':
      return memberOf(node.set)
    case 'sequence': {
      let text = ''
      for (const item of node.items) {
        const part = sampleOf(item, room - text.length)
        if (part === null || text.length + part.length > room) return null
        text += part
      }
      return text
    }
    case 'alternation':
      return node.items[0] ? sampleOf(node.items[0], room) : null
    case 'repeat': {
      if (node.min === 0) return ''
      const part = sampleOf(node.body, room)
      return part === null || part.length * node.min > room ? null : part.repeat(node.min)
    }
    case 'group':
    case 'atomic':
      return sampleOf(node.body, room)
    case 'empty':
    case 'place':
    case 'look':
      return ''
    default:
      return null
  }
}

function memberOf(set: readonly number[]): string | null {
  const [lowest] = set
  if (lowest === undefined) return null
  return String.fromCodePoint(preferred.find((code) => holds(set, code)) ?? lowest)
}

function holds(set: readonly number[], code: number): boolean {
  for (let i = 0; i + 1 < set.length; i += 2) {
    if (code >= (set[i] as number) && code <= (set[i + 1] as number)) return true
  }
  return false
}
