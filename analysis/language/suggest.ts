import { lineStartOf } from '../outline/openers.ts'
import { type Place, placeAt } from '../outline/place.ts'
import { pathWords } from '../outline/step.ts'
import { descriptionOf, meaningOfKey, termsAt, typeOf, wordsOf } from './meaning.ts'
import { keyRole, valueRole } from './roles.ts'
import { type Schema, schemaOf } from './schemas.ts'
import { expand, shapesAt } from './shapes.ts'
import { templatesFor } from './snippets.ts'
import { suggestInComment } from './suggestComment.ts'
import { literally, type Suggestion, type Surroundings, written } from './suggestion.ts'
import { suggestNames } from './suggestNames.ts'

/** What may be written at an offset of a policy or test file, however broken the text around it is. */
export function suggest(text: string, offset: number, around: Surroundings): readonly Suggestion[] {
  const inComment = suggestInComment(text, offset, around)
  if (inComment !== null) return inComment
  const place = placeAt(text, offset)
  const schema = schemaOf(around.language)
  if (place === null || schema === undefined) return []
  const shapes = shapesAt(schema, place.path, place.siblings)
  if (place.role === 'value') return valuesAt(text, offset, place, shapes, around)
  const items = place.role === 'item' ? valuesAt(text, offset, place, shapes, around) : []
  return unique([...keysAt(text, place, schema, shapes, around), ...items, ...itemsAt(text, place, shapes, around)])
}

function unique(suggestions: readonly Suggestion[]): readonly Suggestion[] {
  return [...new Map(suggestions.toReversed().map((each) => [each.label, each])).values()].reverse()
}

function keysAt(
  text: string,
  place: Place,
  schema: Schema,
  shapes: readonly Schema[],
  around: Surroundings,
): Suggestion[] {
  const required = new Set(shapes.flatMap(({ required: keys }) => keys ?? []))
  const found = new Map<string, Schema[]>()
  for (const { properties } of shapes) {
    for (const [key, property] of Object.entries(properties ?? {})) {
      const forbidden = property.not !== undefined && Object.keys(property.not).length === 0
      if (!forbidden) found.set(key, [...(found.get(key) ?? []), property])
    }
  }
  const known = [...found].flatMap(([key, schemas]): Suggestion[] => {
    if (place.siblings.has(key) && key !== place.word) return []
    const all = schemas.flatMap((each) => expand(schema, each, new Map()))
    const meaning = descriptionOf(all) ?? (around.dialect && meaningOfKey(around.dialect.vocabulary, key)) ?? ''
    const detail = [typeOf(all), required.has(key) ? 'required' : ''].filter(Boolean).join(', ')
    const insert = keyText(text, place, key, all)
    return [{ label: key, kind: 'key', detail, meaning, insert, range: place.range, order: required.has(key) ? 0 : 1 }]
  })
  return [...known, ...openKeys(place, shapes, around)]
}

/** Keys of a map that takes any: selectors, tools, or what the schema gives as examples. */
function openKeys(place: Place, shapes: readonly Schema[], around: Surroundings): Suggestion[] {
  const role = keyRole(around.language, [...pathWords(place.path), place.word])
  const after = place.colon ? '' : ': '
  const examples = shapes.flatMap(({ propertyNames }) => propertyNames?.examples ?? [])
  const named = examples.map((word): Suggestion => {
    const insert = literally(written(String(word), place)) + after
    return { label: String(word), kind: 'key', detail: '', meaning: '', insert, range: place.range, order: 1 }
  })
  const names = suggestNames(role, place, around).map((each) => ({ ...each, insert: each.insert + after }))
  return [...named, ...names]
}

function keyText(text: string, place: Place, key: string, shapes: readonly Schema[]): string {
  const name = literally(written(key, { ...place, quote: place.json ? '"' : place.quote }))
  if (place.colon) return name
  const types = new Set(shapes.flatMap(({ type }) => type ?? []))
  const words = shapes.some(({ enum: allowed, const: constant }) => allowed ?? constant)
  const bare = types.size === 0 && !words
  const map = bare ? shapes.some(({ properties }) => properties) : types.has('object') && !types.has('string') && !words
  const list = bare ? !map && shapes.some(({ items }) => items) : types.has('array') && types.size === 1
  if (place.style === 'flow') return `${name}: ${map ? '{$1}' : list ? '[$1]' : ''}`
  if (!map && !list) return `${name}: `
  const start = lineStartOf(text, place.range.start)
  const indent = text.slice(start).search(/[^ ]|$/)
  const column = place.role === 'item' ? place.column + 2 : place.column
  return `${name}:\n${' '.repeat(Math.max(0, column - Math.min(indent, column)) + 2)}${list ? '- ' : ''}`
}

function valuesAt(
  text: string,
  offset: number,
  place: Place,
  shapes: readonly Schema[],
  around: Surroundings,
): Suggestion[] {
  const path = pathWords(place.path)
  const gap = text[offset - 1] === ':' && place.range.start === offset ? ' ' : ''
  const terms = around.dialect === null ? [] : termsAt(around.dialect.vocabulary, path)
  const allowed = wordsOf(shapes)
  const open = !shapes.some(({ enum: words, const: constant }) => words ?? constant)
  const meanings = new Map(terms.map(({ word, meaning }) => [word, meaning]))
  const words = [
    ...allowed.map(({ word, meaning }) => ({ word, meaning: meanings.get(word) ?? meaning })),
    ...(open ? terms.filter(({ word }) => !allowed.some((each) => each.word === word)) : []),
  ]
  const fallback = shapes.find(({ default: value }) => value !== undefined)?.default
  const values = words.map(({ word, meaning }, index): Suggestion => {
    const insert = gap + literally(written(word, place))
    const detail = String(fallback) === word ? 'the default' : ''
    return { label: word, kind: 'value', detail, meaning, insert, range: place.range, order: index }
  })
  const role = valueRole(around.language, path, place.path.at(-1)?.siblings)
  // A word that was seen in calls stands once, with its count.
  const names = new Map(suggestNames(role, place, around, text, offset).map((each) => [each.label, each]))
  const named = [...names.values()].map((each): Suggestion => {
    return { ...each, meaning: each.meaning || (meanings.get(each.label) ?? ''), insert: gap + each.insert }
  })
  return [...values.filter(({ label }) => !names.has(label)), ...named]
}

/** Whole items, where a list is begun or continued. */
function itemsAt(text: string, place: Place, shapes: readonly Schema[], around: Surroundings): Suggestion[] {
  if (place.json && place.role === 'item') return jsonItems(place, around)
  if (place.style === 'flow' || place.colon) return []
  const path = pathWords(place.path)
  const inItem = place.role === 'item'
  if (!inItem && !shapes.some(({ items }) => items !== undefined)) return []
  const start = lineStartOf(text, place.range.start)
  const indent = text.slice(start).search(/[^ ]|$/)
  const column = inItem ? Math.max(place.range.start - start, place.column + 2) : place.column + 2
  const pad = ' '.repeat(Math.max(0, column - Math.min(indent, column)))
  const dash = inItem ? '' : '- '
  return templatesFor(around.language, inItem ? path.slice(0, -1) : path).map(({ label, meaning, lines }, order) => {
    const insert = dash + lines.join(`\n${pad}`)
    return { label, kind: 'snippet', detail: 'whole item', meaning, insert, range: place.range, order: 10 + order }
  })
}

function jsonItems(place: Place, around: Surroundings): Suggestion[] {
  const list = pathWords(place.path).slice(0, -1)
  return templatesFor(around.language, list).flatMap(({ label, meaning, json }, order): Suggestion[] => {
    const snippet = { label, kind: 'snippet', detail: 'whole item', meaning, range: place.range } as const
    return json === undefined ? [] : [{ ...snippet, insert: json.join('\n'), order: 10 + order }]
  })
}
