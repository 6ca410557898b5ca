import type { Node } from './ast.ts'
import { onlyMember } from './charset.ts'
import { stands } from './literal-search.ts'

/** A pattern that is one piece of text, perhaps tied to an end. */
export interface Literal {
  readonly text: string
  readonly atStart: boolean
  readonly atEnd: 'no' | 'textEnd' | 'lastLineEnd'
}

/** The text that the pattern is, or null when it is more than that. */
export function literalOf(node: Node): Literal | null {
  const items = node.kind === 'sequence' ? [...node.items] : [node]
  const atStart = isPlace(items[0], 'textStart')
  if (atStart) items.shift()
  const last = items[items.length - 1]
  const atEnd = isPlace(last, 'textEnd') ? 'textEnd' : isPlace(last, 'lastLineEnd') ? 'lastLineEnd' : 'no'
  if (atEnd !== 'no') items.pop()
  const text = items.map(textOf)
  if (text.some((part) => part === null)) return null
  return { text: text.join(''), atStart, atEnd }
}

/** Whether the literal stands in `text`. */
export function literalTest(literal: Literal): (text: string) => boolean {
  const { text, atStart, atEnd } = literal
  const withNewline = `${text}\n`
  if (atEnd === 'no') return atStart ? (subject) => subject.startsWith(text) : (subject) => stands(subject, text, text)
  if (atEnd === 'textEnd') return atStart ? (subject) => subject === text : (subject) => subject.endsWith(text)
  return atStart
    ? (subject) => subject === text || subject === withNewline
    : (subject) => subject.endsWith(text) || subject.endsWith(withNewline)
}

function isPlace(node: Node | undefined, place: string): boolean {
  return node?.kind === 'place' && node.place === place
}

/** The text that a node always matches and nothing else; null when it is more than that. */
export function textOf(node: Node): string | null {
  if (node.kind === 'empty') return ''
  if (node.kind === 'group') return textOf(node.body)
  if (node.kind === 'sequence') {
    const parts = node.items.map(textOf)
    return parts.some((part) => part === null) ? null : parts.join('')
  }
  const code = node.kind === 'set' ? onlyMember(node.set) : null
  // A lone surrogate could be found inside, or be made into, a pair.
  return code === null || (code >= 0xd800 && code <= 0xdfff) ? null : String.fromCodePoint(code)
}
