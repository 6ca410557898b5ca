import type { Fix, Problem } from '../../problem.ts'
import type { Range } from '../../text.ts'
import { closestWord, didYouMean, oneOf } from '../../words.ts'
import { replaceScalar } from '../../yaml/edit.ts'
import type { Entry, MapNode, Node } from '../../yaml/node.ts'
import { typeName } from '../../yaml/node.ts'
import { type Category, categories } from './settled.ts'

/** Collects what is wrong with one document while it is read. */
export class Findings {
  readonly problems: Problem[] = []
  /** Why no answer of ours can be the engine's, the first reason found; null when nothing stands in the way. */
  cannotReproduce: string | null = null
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  /** Adds an error for which the document does not load. */
  add(category: Category, range: Range, message: string, fixes?: readonly Fix[]): void {
    const base = { code: `sandbox-${category}`, severity: 'error', range, message, category } as const
    this.problems.push(fixes && fixes.length > 0 ? { ...base, fixes } : base)
  }

  wrongType(node: Node, where: string, wanted: string): void {
    this.add('shape', node.range, `${where} must be ${wanted}, not ${typeName(node)}.`)
  }

  missing(map: MapNode, where: string, key: string): void {
    const at = map.entries[0]?.key.range ?? map.range
    this.add('shape', at, `${where} needs the key \`${key}\`.`)
  }

  /** Reports every key of `map` that is not in `known`: a misspelt key must not silently weaken a policy. */
  unknownKeys(map: MapNode, where: string, known: readonly string[]): void {
    for (const { key } of map.entries) {
      if (key.kind === 'scalar' && typeof key.value === 'string' && known.includes(key.value)) continue
      const word = key.kind === 'scalar' ? key.text : 'this'
      const message = `${where} has no key \`${word}\`.${didYouMean(word, known)}`
      this.add('unknown-key', key.range, message, this.renameTo(key, closestWord(word, known)))
    }
  }

  /** Reports a word that is none of `known`. */
  unknownWord(node: Node, where: string, word: string, known: readonly string[]): void {
    const message = `${where} must be ${oneOf(known)}, not \`${word}\`.${didYouMean(word, known)}`
    this.add('unknown-value', node.range, message, this.renameTo(node, closestWord(word, known)))
  }

  /** The document's category: the weightiest that was found; null when it loads. */
  category(): Category | null {
    return categories.find((category) => this.problems.some((problem) => problem.category === category)) ?? null
  }

  private renameTo(node: Node, word: string | undefined): readonly Fix[] {
    if (word === undefined) return []
    return [{ title: `Change to \`${word}\``, edits: [replaceScalar(this.text, node, word)], changesDecisions: true }]
  }
}

/** The string under `entry`; reports anything else, and blank ones where `blank` forbids them. */
export function readString(
  found: Findings,
  entry: Entry,
  where: string,
  blank: 'blank-ok' | 'not-blank',
): string | null {
  const { value } = entry
  if (value.kind !== 'scalar' || typeof value.value !== 'string') {
    found.wrongType(value, where, 'a string')
    return null
  }
  if (blank === 'not-blank' && value.value.trim() === '') {
    found.add('shape', value.range, `${where} must not be blank.`)
    return null
  }
  return value.value
}
