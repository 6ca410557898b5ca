import type { Range } from '../../evaluator/text.ts'
import { type Place, placeAt } from '../outline/place.ts'
import { pathWords } from '../outline/step.ts'
import { descriptionOf, meaningOfKey, termsAt, typeOf, wordsOf } from './meaning.ts'
import { keyRole, valueRole } from './roles.ts'
import { type Schema, schemaOf } from './schemas.ts'
import { shapesAt } from './shapes.ts'
import type { Surroundings } from './suggestion.ts'

/** An explanation in markdown, and what it is about. */
export interface Description {
  readonly markdown: string
  readonly range: Range
}

const none: ReadonlyMap<string, string> = new Map()
const mostWords = 12

/** What the key or value at an offset means, by schema and vocabulary; null where there is nothing to say. */
export function describe(text: string, offset: number, around: Surroundings): Description | null {
  const place = placeAt(text, offset)
  const schema = schemaOf(around.language)
  if (place === null || schema === undefined || place.word === '') return null
  if (place.role === 'key' && !place.colon) return null
  const markdown =
    place.role === 'key' ? describeKey(place, schema, around) : describeValue(text, offset, place, schema, around)
  return markdown === '' ? null : { markdown, range: place.range }
}

function describeKey(place: Place, schema: Schema, around: Surroundings): string {
  const { word, siblings } = place
  const path = [...place.path, { key: word, siblings }]
  const shapes = shapesAt(schema, path, none)
  const required = shapesAt(schema, place.path, siblings).some(({ required: keys }) => keys?.includes(word))
  const vocabulary = around.dialect?.vocabulary
  const known = vocabulary && meaningOfKey(vocabulary, word)
  const isSelector = keyRole(around.language, pathWords(path)) === 'selector' && word.includes('.')
  const meaning = (isSelector ? known : undefined) ?? descriptionOf(shapes) ?? known
  if (meaning === undefined) return ''
  const facts = [typeOf(shapes), required ? 'required' : ''].filter(Boolean).join(', ')
  const title = facts === '' ? `**${code(word)}**` : `**${code(word)}** · ${facts}`
  return [title, meaning, wordList(shapes, pathWords(path), around)].filter(Boolean).join('\n\n')
}

function describeValue(text: string, offset: number, place: Place, schema: Schema, around: Surroundings): string {
  const path = pathWords(place.path)
  const shapes = shapesAt(schema, place.path, none)
  if (valueRole(around.language, path) === 'expression') return describeExpression(text, offset, place, around)
  const meaning = allowedWords(shapes, path, around).find(({ word }) => word === place.word)?.meaning
  const field = descriptionOf(shapes)
  const key = path.findLast((step) => step !== '[]') ?? ''
  const about = field === undefined ? '' : `${code(key)}: ${field}`
  if (meaning) return [`**${code(place.word)}**: ${meaning}`, about].filter(Boolean).join('\n\n')
  return about
}

/** The selector or operator at the place in an expression. */
function describeExpression(text: string, offset: number, place: Place, around: Surroundings): string {
  const before = /[\w.=!<>]*$/.exec(text.slice(place.range.start, offset))?.[0] ?? ''
  const after = /^[\w.=!<>]*/.exec(text.slice(offset, place.range.end))?.[0] ?? ''
  const word = before + after
  const meaning = around.dialect && meaningOfKey(around.dialect.vocabulary, word)
  return meaning ? `**${code(word)}**: ${meaning}` : ''
}

function wordList(shapes: readonly Schema[], path: readonly string[], around: Surroundings): string {
  const words = allowedWords(shapes, path, around).filter(({ meaning }) => meaning)
  const lines = words.slice(0, mostWords).map(({ word, meaning }) => `- ${code(word)}: ${meaning}`)
  return [...lines, ...(words.length > mostWords ? [`- … and ${words.length - mostWords} more`] : [])].join('\n')
}

function allowedWords(shapes: readonly Schema[], path: readonly string[], { dialect }: Surroundings) {
  const terms = termsAt(dialect?.vocabulary ?? null, path)
  const allowed = wordsOf(shapes)
  if (allowed.length === 0) return terms
  return allowed.map(({ word, meaning }) => {
    return { word, meaning: terms.find((term) => term.word === word)?.meaning ?? meaning }
  })
}

/** A word as markdown code, backticks in it included. */
export function code(word: string): string {
  return word.includes('`') ? `\`\` ${word} \`\`` : `\`${word}\``
}
