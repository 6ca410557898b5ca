import type { Fix, Problem } from '../../problem.ts'
import type { Range } from '../../text.ts'
import { askIfMeant, closestWord } from '../../words.ts'
import { replaceScalar } from '../../yaml/edit.ts'
import type { Entry, Node } from '../../yaml/node.ts'

/** The engine's classes of load errors, weightiest first. */
export const categories = ['document', 'rules', 'unknown-key', 'expression', 'value'] as const
export type Category = (typeof categories)[number]

/** One error or warning as the engine lists it, by the field it names. */
export interface Finding {
  readonly field: string
  readonly message: string
  readonly line?: number
}

/** Collects what the engine refuses in one document, each with the field the engine names and the place for people. */
export class Findings {
  readonly text: string
  readonly problems: Problem[] = []
  readonly errors: Finding[] = []
  readonly warnings: Finding[] = []

  /** Keys that the engine lists as unknown, and one problem elsewhere explains. */
  private explained: readonly string[] = []

  constructor(text: string) {
    this.text = text
  }

  add(category: Category, field: string, range: Range, message: string, fixes?: readonly Fix[]): void {
    this.errors.push({ field, message })
    this.problem(category, range, message, fixes)
  }

  /** A problem that is no further entry of the engine's own list. */
  problem(category: Category, range: Range, message: string, fixes?: readonly Fix[]): void {
    const base = { code: `assembly-${category}`, severity: 'error', range, message, category } as const
    this.problems.push(fixes && fixes.length > 0 ? { ...base, fixes } : base)
  }

  /** A problem that stands for the unknown keys that come of it. */
  explain(category: Category, { range, message }: Pick<Problem, 'range' | 'message'>, keys: readonly string[]): void {
    this.problem(category, range, message)
    this.explained = keys
  }

  warn(field: string, range: Range, message: string): void {
    this.warnings.push({ field, message })
    this.problems.push({ code: 'assembly-inert-capability', severity: 'warning', range, message })
  }

  /** Reports every key that no field of the section takes. */
  unknownKeys(section: string, unknown: ReadonlyMap<string, Entry>, known: readonly string[]): void {
    for (const [key, entry] of unknown) {
      const where = section === '' ? 'A policy' : `\`${section}\``
      const isAround = section === '' && ['apiVersion', 'kind', 'metadata'].includes(key)
      const meant = isAround ? undefined : closestWord(key, known)
      const hint = isAround ? ' It only stands around a `spec` with the sections.' : askIfMeant(meant)
      const message = `${where} has no key \`${key}\`: the gateway refuses the document.${hint}`
      const field = section === '' ? key : `${section}.${key}`
      if (section === '' && this.explained.includes(key)) this.errors.push({ field, message })
      else {
        this.add('unknown-key', field, entry.key.range, message, this.rename(entry.key, meant))
      }
    }
  }

  /** Reports a word that is none of `known`, with the nearest one as a fix. */
  unknownWord(field: string, node: Node, word: string, known: readonly string[], message: string): void {
    const meant = closestWord(word, known)
    this.add('value', field, node.range, `${message}${askIfMeant(meant)}`, this.rename(node, meant))
  }

  private rename(node: Node, word: string | undefined): readonly Fix[] {
    if (word === undefined) return []
    return [{ title: `Change to \`${word}\``, edits: [replaceScalar(this.text, node, word)], changesDecisions: true }]
  }
}
