import type { Fix, Problem, Severity } from '../../problem.ts'
import type { Range } from '../../text.ts'
import { askIfMeant, closestWord } from '../../words.ts'
import { replaceScalar } from '../../yaml/edit.ts'
import type { Node } from '../../yaml/node.ts'

/** Why the engine does not load a document: its category, and the Python class of the exception. */
export interface Refusal {
  readonly category: string
  readonly raised: string
  readonly message: string
  /** The class that the runtime's own loader raises, where it is another. */
  readonly runtime?: string
}

/** Collects what is wrong with one document, in the engine's own order: the first refusal is the engine's answer. */
export class Findings {
  readonly problems: Problem[] = []
  readonly refusals: Refusal[] = []
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  /** A mistake for which the engine refuses the document in words of its own. */
  refuse(category: string, range: Range, message: string, fixes: readonly Fix[] = []): void {
    this.refusals.push({ category, raised: 'PolicyLoadError', message })
    this.report('error', category, range, message, fixes, category)
  }

  /** A text that PyYAML refuses with one of its own exceptions, which only the runtime's loader lets through as it is. */
  invalidYaml(runtime: string, range: Range, message: string): void {
    this.refusals.push({ category: 'invalid-yaml', raised: 'PolicyLoadError', runtime, message })
    this.report('error', 'invalid-yaml', range, message, [], 'invalid-yaml')
  }

  /** A mistake on which the engine dies with a Python exception. */
  crash(raised: string, range: Range, message: string, fixes: readonly Fix[] = []): void {
    const category = `crash:${raised}`
    this.refusals.push({ category, raised, message })
    this.report('error', 'engine-crash', range, message, fixes, category)
  }

  /** Something the engine takes and a person should know. */
  note(severity: Severity, code: string, range: Range, message: string, fixes: readonly Fix[] = []): void {
    this.report(severity, code, range, message, fixes)
  }

  /** A key that is none of `known`: the fix is the nearest of them. */
  unknownKey(category: string, key: Node, where: string, known: readonly string[]): void {
    const word = key.kind === 'scalar' ? key.text : ''
    const meant = closestWord(word, known)
    const message = `${where} has no key \`${word}\`.${askIfMeant(meant)}`
    this.refuse(category, key.range, message, this.change(key, meant))
  }

  /** The fix that puts `word` in the place of a scalar; none without a word. */
  change(node: Node, word: string | undefined): readonly Fix[] {
    if (word === undefined) return []
    return [{ title: `Change to \`${word}\``, edits: [replaceScalar(this.text, node, word)], changesDecisions: true }]
  }

  private report(
    severity: Severity,
    name: string,
    range: Range,
    message: string,
    fixes: readonly Fix[],
    category?: string,
  ): void {
    const problem = { code: `capfence-${name}`, severity, range, message, ...(category && { category }) }
    this.problems.push(fixes.length > 0 ? { ...problem, fixes } : problem)
  }
}
