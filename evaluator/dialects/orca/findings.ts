import type { Fix, Problem } from '../../problem.ts'
import type { Range } from '../../text.ts'
import { closestWord, didYouMean, oneOf } from '../../words.ts'
import { replaceScalar } from '../../yaml/edit.ts'
import { entryOf, type MapNode, type Node, typeName } from '../../yaml/node.ts'
import { type Category, categories } from './words.ts'

/** Errors beside which the part they stand in can still be judged. */
const readable: ReadonlySet<Category> = new Set(['unknown-key', 'both-forms', 'duplicate-name', 'two-defaults'])

/** Collects what is wrong with one document while it is read; the same thing at the same place stands once. */
export class Findings {
  readonly problems: Problem[] = []
  readonly text: string
  private readonly said = new Set<string>()
  /** How many errors so far leave something unread. */
  unread = 0
  /** Why some pattern has no translation; null when each has one. */
  cannotReproduce: string | null = null

  constructor(text: string) {
    this.text = text
  }

  /** Adds an error for which the document does not load. */
  add(category: Category, range: Range, message: string, fixes: readonly Fix[] = []): void {
    if (!readable.has(category)) this.unread++
    const base = { code: `orca-${category}`, severity: 'error', range, message, category } as const
    this.push(fixes.length > 0 ? { ...base, fixes } : base)
  }

  /** Adds what loads but is worth a look. */
  hint(code: string, severity: 'warning' | 'information', range: Range, message: string, fixes?: readonly Fix[]): void {
    const base = { code: `orca-${code}`, severity, range, message }
    this.push(fixes ? { ...base, fixes } : base)
  }

  /** A pattern that is fine but has no translation: the policy is then not judged by. */
  cannotRun(range: Range, why: string): void {
    this.unread++
    this.cannotReproduce ??= why
    this.hint('cannot-reproduce', 'warning', range, `This pattern cannot be run here: ${why}.`)
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
      const free = known.filter((word) => entryOf(map, word) === undefined)
      this.unknownKey(key, `${where} has no key`, free)
    }
  }

  private unknownKey(node: Node, what: string, known: readonly string[]): void {
    if (node.kind !== 'scalar') {
      this.add('unknown-key', node.range, `${what} that is ${typeName(node)}; a key is a plain word.`)
      return
    }
    const word = node.text
    const message = `${what} \`${word}\`.${didYouMean(word, known)}`
    this.add('unknown-key', node.range, message, this.renameTo(node, closestWord(word, known)))
  }

  /** Reports a value that is none of `known`. */
  unknownValue(node: Node, where: string, word: string, known: readonly string[]): void {
    const message = `${where} must be ${oneOf(known)}, not \`${word}\`.${didYouMean(word, known)}`
    this.add('unknown-value', node.range, message, this.renameTo(node, closestWord(word, known)))
  }

  /** The weightiest error; null when the document loads. */
  refusal(): { readonly category: Category; readonly message: string } | null {
    for (const category of categories) {
      const problem = this.problems.find((one) => one.category === category)
      if (problem) return { category, message: problem.message }
    }
    return null
  }

  private renameTo(node: Node, word: string | undefined): readonly Fix[] {
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
