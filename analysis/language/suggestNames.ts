import type { Range } from '../../evaluator/text.ts'
import type { Place } from '../outline/place.ts'
import type { Role } from './roles.ts'
import { knownTools } from './seen.ts'
import { literally, type Suggestion, type Surroundings, written } from './suggestion.ts'

/** The names that fit a role: tools, agents, rules, selectors and arguments seen in calls. */
export function suggestNames(
  role: Role | undefined,
  place: Place,
  around: Surroundings,
  text = '',
  offset = 0,
): Suggestion[] {
  switch (role) {
    case 'tool':
      return toolNames(around).map((each) => ({
        ...each,
        insert: literally(written(each.label, place)),
        range: place.range,
      }))
    case 'agent':
      return around.seen.agents().map(({ name, count }, order): Suggestion => {
        const insert = literally(written(name, place))
        return { label: name, kind: 'agent', detail: counted(count), meaning: '', insert, range: place.range, order }
      })
    case 'rule-reference':
      return around.rules.map((rule, order): Suggestion => {
        const insert = literally(written(rule, place))
        return { label: rule, kind: 'rule', detail: 'rule', meaning: '', insert, range: place.range, order }
      })
    case 'selector':
      return selectors(place, around)
    case 'expression':
      return expressionWords(place, around, text, offset)
    default:
      return []
  }
}

type Named = Omit<Suggestion, 'insert' | 'range'>

/** Tools that may be called, those seen most often first. */
export function toolNames({ dialect, seen }: Surroundings): Named[] {
  return knownTools(dialect, seen).map(({ name, origin, count }, order) => {
    const detail = count > 0 ? `${counted(count)} · ${origin}` : origin
    return { label: name, kind: 'tool', detail, meaning: '', order: 20 + order }
  })
}

export function counted(count: number): string {
  return count === 1 ? 'seen once' : `seen ${count} times`
}

/** Selectors that lead into a map (`args.`), and the arguments that calls of the rule's tool had. */
function selectors(place: Place, around: Surroundings): Suggestion[] {
  if (around.language !== 'edictum') return []
  const tool = place.path.findLast(({ siblings }) => siblings.has('tool'))?.siblings.get('tool')
  const seen = around.seen.argumentsOf(tool).map(({ name, count }, order): Suggestion => {
    const word = `args.${name}`
    const insert = literally(word)
    return { label: word, kind: 'argument', detail: counted(count), meaning: '', insert, range: place.range, order }
  })
  const open = (around.dialect?.vocabulary.selectors ?? []).filter(({ word }) => word.endsWith('.'))
  const begun = open.map(({ word, meaning }, index): Suggestion => {
    const insert = `${literally(word)}\${1:name}`
    return { label: word, kind: 'selector', detail: 'selector', meaning, insert, range: place.range, order: 10 + index }
  })
  return [...seen, ...begun]
}

/** In an expression the word before the cursor alone is replaced. */
function expressionWords(place: Place, around: Surroundings, text: string, offset: number): Suggestion[] {
  const begun = /[\w.]*$/.exec(text.slice(place.range.start, offset))?.[0] ?? ''
  const range: Range = { start: offset - begun.length, end: offset }
  const { selectors: from = [], operators = [] } = around.dialect?.vocabulary ?? {}
  const seen = around.seen.argumentsOf(place.path.at(-2)?.key ?? undefined)
  const named = seen.map(({ name, count }) => ({ word: `args.${name}`, meaning: counted(count) }))
  const words = [...named, ...from].map(({ word, meaning }, order): Suggestion => {
    return { label: word, kind: 'selector', detail: 'selector', meaning, insert: literally(word), range, order }
  })
  const between = operators.map(({ word, meaning }, index): Suggestion => {
    const order = 100 + index
    return { label: word, kind: 'operator', detail: 'operator', meaning, insert: literally(word), range, order }
  })
  return [...words, ...between]
}
