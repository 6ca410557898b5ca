import type { Term, Vocabulary } from '../../evaluator/dialect.ts'
import type { Schema } from './schemas.ts'

/** The words that a dialect allows at a path, with their meaning: looked up by the longest end of the path it names. */
export function termsAt(vocabulary: Vocabulary | null, path: readonly string[]): readonly Term[] {
  if (vocabulary === null) return []
  const keys = path.filter((step) => step !== '[]')
  for (let from = Math.max(0, keys.length - 3); from < keys.length; from++) {
    const name = keys.slice(from).join('.')
    if (Object.hasOwn(vocabulary.values, name)) return vocabulary.values[name] ?? []
  }
  const key = keys.at(-1)
  if (key === 'op' || key === 'operator') return vocabulary.operators
  return key === 'field' ? vocabulary.selectors : sectionTerms(vocabulary, keys)
}

/** A section whose lists share their words: `capabilities` for `capabilities.allow`. */
function sectionTerms({ values }: Vocabulary, keys: readonly string[]): readonly Term[] {
  const section = keys.at(-2) ?? ''
  const leaf = keys.at(-1)
  return (leaf === 'allow' || leaf === 'deny') && Object.hasOwn(values, section) ? (values[section] ?? []) : []
}

/** What a selector or operator of the dialect means; a selector may be a beginning (`args.`). */
export function meaningOfKey({ selectors, operators }: Vocabulary, key: string): string | undefined {
  const exact = [...selectors, ...operators].find(({ word }) => word === key)
  return (exact ?? selectors.find(({ word }) => word.endsWith('.') && key.startsWith(word)))?.meaning
}

/** The words that a schema allows, with what it says of each. */
export function wordsOf(shapes: readonly Schema[]): readonly Term[] {
  const found = new Map<string, string>()
  const add = (word: unknown, meaning = '') => {
    if (word === null || typeof word === 'object') return
    const text = String(word)
    if (!found.get(text)) found.set(text, meaning)
  }
  for (const shape of shapes) {
    if (shape.const !== undefined) add(shape.const)
    for (const [index, word] of (shape.enum ?? []).entries()) add(word, shape.enumDescriptions?.[index])
    if (shape.type === 'boolean') for (const word of [true, false]) add(word)
    for (const example of shape.examples ?? []) add(example)
  }
  return [...found].map(([word, meaning]) => ({ word, meaning }))
}

/** The first description among shapes, which is the nearest. */
export function descriptionOf(shapes: readonly Schema[]): string | undefined {
  return shapes.find(({ description }) => description !== undefined)?.description
}

/** The types that a value may have, in a few words. */
export function typeOf(shapes: readonly Schema[]): string {
  const types = shapes.flatMap(({ type }) => type ?? []).filter((type) => type !== 'null')
  const names: Record<string, string> = { object: 'map', array: 'list', string: 'text', integer: 'whole number' }
  return [...new Set(types.map((type) => names[type] ?? type))].join(' or ')
}
