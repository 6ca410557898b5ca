import type { Fix, Problem } from './problem.ts'
import type { Range } from './text.ts'
import { askIfMeant, closestWord, oneOf } from './words.ts'
import { replaceScalar } from './yaml/edit.ts'
import { entryOf, type MapNode, type Node, typeName } from './yaml/node.ts'

/** The load-error categories that every strict dialect has beside its own. */
export type CommonCategory = 'shape' | 'unknown-key' | 'unknown-value'

/** Collects what is wrong with one document while it is read; the same thing at the same place stands once. */
export class DocumentFindings<Category extends string> {
  readonly problems: Problem[] = []
  /** Why no answer of ours can be the engine's, the first reason found; null when nothing stands in the way. */
  cannotReproduce: string | null = null
  readonly text: string
  private readonly prefix: string
  private readonly categories: readonly (Category | CommonCategory)[]
  private readonly said = new Set<string>()

  /** `prefix` begins every code; `categories` stand in order of weight, the weightiest first. */
  constructor(text: string, prefix: string, categories: readonly (Category | CommonCategory)[]) {
    this.text = text
    this.prefix = prefix
    this.categories = categories
  }

  /** Adds an error for which the document does not load. */
  add(category: Category | CommonCategory, range: Range, message: string, fixes: readonly Fix[] = []): void {
    const base = { code: `${this.prefix}-${category}`, severity: 'error', range, message, category } as const
    this.push(fixes.length > 0 ? { ...base, fixes } : base)
  }

  /** Adds what loads but is worth a look. */
  hint(code: string, severity: 'warning' | 'information', range: Range, message: string, fixes?: readonly Fix[]): void {
    const base = { code: `${this.prefix}-${code}`, severity, range, message }
    this.push(fixes ? { ...base, fixes } : base)
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
    let free: readonly string[] | null = null
    for (const { key } of map.entries) {
      if (key.kind === 'scalar' && typeof key.value === 'string' && known.includes(key.value)) continue
      free ??= known.filter((word) => entryOf(map, word) === undefined)
      this.unknownWord('unknown-key', key, `${where} has no key`, free)
    }
  }

  /** Reports a key that is none of `known`, the words of the language that may stand there. */
  unknownWord(category: Category | CommonCategory, node: Node, what: string, known: readonly string[]): void {
    if (node.kind !== 'scalar') {
      this.add(category, node.range, `${what} that is ${typeName(node)}; write a plain word here.`)
      return
    }
    const meant = closestWord(node.text, known)
    const message = `${what} \`${node.text}\`.${askIfMeant(meant)}`
    this.add(category, node.range, message, this.renameTo(node, meant))
  }

  /** Reports a value that is none of `known`. */
  unknownValue(node: Node, where: string, word: string, known: readonly string[]): void {
    const meant = closestWord(word, known)
    const message = `${where} must be ${oneOf(known)}, not \`${word}\`.${askIfMeant(meant)}`
    this.add('unknown-value', node.range, message, this.renameTo(node, meant))
  }

  /** The weightiest error; null when the document loads. */
  refusal(): { readonly category: Category | CommonCategory; readonly message: string } | null {
    for (const category of this.categories) {
      const problem = this.problems.find((one) => one.category === category)
      if (problem) return { category, message: problem.message }
    }
    return null
  }

  /** The fix that puts `word` in a scalar's place; none where what is written there is not simply the word. */
  renameTo(node: Node, word: string | undefined): readonly Fix[] {
    if (word === undefined || node.kind !== 'scalar') return []
    const written = this.text.slice(node.range.start, node.range.end)
    if (written !== node.text && written.slice(1, -1) !== node.text) return []
    return [{ title: `Change to \`${word}\``, edits: [replaceScalar(this.text, node, word)], changesDecisions: true }]
  }

  private push(problem: Problem): void {
    const { code, range, message } = problem
    const key = `${code} ${range.start} ${message}`
    if (this.said.has(key)) return
    this.said.add(key)
    this.problems.push(problem)
  }
}
