import type { Dialect } from '../../evaluator/dialect.ts'
import type { Range } from '../../evaluator/text.ts'
import type { Place } from '../outline/place.ts'
import type { LanguageName } from './roles.ts'
import type { Seen } from './seen.ts'

/** One thing that may be written at a place. */
export interface Suggestion {
  readonly label: string
  readonly kind: 'key' | 'value' | 'tool' | 'rule' | 'snippet' | 'selector' | 'operator' | 'argument' | 'agent'
  readonly detail: string
  /** What it means, as markdown. */
  readonly meaning: string
  /** In snippet syntax (`$1`, `${1:word}`); lines after the first are relative to the line's own indentation. */
  readonly insert: string
  /** What it replaces. */
  readonly range: Range
  /** Smaller comes first. */
  readonly order: number
}

/** What suggestions are made from. */
export interface Surroundings {
  readonly language: LanguageName
  /** Null where it is not known, as in a test file whose policy cannot be read. */
  readonly dialect: Dialect | null
  readonly seen: Seen
  /** Labels of the rules of the policy, or of those under test. */
  readonly rules: readonly string[]
  /** Policy files that may be named, relative to the document. */
  readonly files: readonly string[]
  /** Names of the document’s inner policies, where its dialect has several. */
  readonly policies: readonly string[]
}

/** A word in snippet syntax, as itself. */
export function literally(word: string): string {
  return word.replace(/[\\$}]/g, '\\$&')
}

/** A word as the place needs it: in JSON's quotes, in those that stand there, or in some where YAML asks for them. */
export function written(word: string, { json, quote, style }: Pick<Place, 'json' | 'quote' | 'style'>): string {
  if (json) return /^(?:true|false|null|-?\d+(?:\.\d+)?)$/.test(word) ? word : JSON.stringify(word)
  if (quote === '"') return JSON.stringify(word)
  if (quote === "'") return `'${word.replaceAll("'", "''")}'`
  const indicator = /^(?:[-?:,[\]{}#&*!|>'"%@`\s]|$)|: |\s#|[:\s]$/
  const inFlow = style === 'flow' && /[,[\]{}]/.test(word)
  return indicator.test(word) || inFlow ? JSON.stringify(word) : word
}
