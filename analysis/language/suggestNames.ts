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
    case 'capability':
    case 'agent-tool':
      return toolNames(role === 'agent-tool' ? { ...around, dialect: null } : around).map((each) => ({
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
      return listed(around.rules, 'rule', 'rule', place)
    case 'path':
      return listed(around.files, 'value', 'policy file', place)
    case 'policy-reference':
      return listed(around.policies, 'rule', 'policy', place)
    case 'argument':
      return argumentWords(place, around, '')
    case 'argument-path':
      return argumentWords(place, around, '$.')
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

function listed(words: readonly string[], kind: Suggestion['kind'], detail: string, place: Place): Suggestion[] {
  return words.map((label, order) => {
    const insert = literally(written(label, place))
    return { label, kind, detail, meaning: '', insert, range: place.range, order }
  })
}

/** Where the tool of the rule or call around a place is named. */
const toolKeys = ['tool', 'tool_name_glob']

/** The arguments that calls of the tool had, the most frequent first, each behind `prefix`. */
function argumentWords(place: Place, { seen }: Surroundings, prefix: string): Suggestion[] {
  const named = place.path.flatMap(({ siblings }) => toolKeys.flatMap((key) => siblings.get(key) ?? []))
  return seen.argumentsOf(named.at(-1)).map(({ name, count }, order): Suggestion => {
    const label = `${prefix}${name}`
    const insert = literally(written(label, place))
    return { label, kind: 'argument', detail: counted(count), meaning: '', insert, range: place.range, order }
  })
}

/** Selectors that lead into a map (`args.`), and the arguments that calls of the rule's tool had. */
function selectors(place: Place, around: Surroundings): Suggestion[] {
  if (around.language === 'authensor') return argumentWords(place, around, 'action.parameters.')
  if (around.language !== 'edictum') return []
  const seen = argumentWords(place, around, 'args.')
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
