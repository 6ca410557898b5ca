import type { Fix, Problem, Severity } from '../../problem.ts'
import type { Range } from '../../text.ts'
import { askIfMeant, closestWord, oneOf } from '../../words.ts'
import { replaceScalar } from '../../yaml/edit.ts'
import { type Entry, entryOf, type MapNode, type Node, typeName } from '../../yaml/node.ts'

/** The engine's load-error categories, in the order in which it looks; what it finds on compiling is not among them. */
const order = [
  'too-large',
  'yaml',
  'not-a-mapping',
  'schema',
  'duplicate-id',
  'invalid-regex',
  'output-in-pre',
  'sandbox-dependency',
]

/** Where the engine's reader may die instead of refusing: the step at which it comes to it. */
const steps: Readonly<Record<string, string>> = {
  'edictum-yaml-value': 'yaml',
  'edictum-too-deep': 'schema',
  'edictum-invalid-regex': 'invalid-regex',
}

export type Category = string

function stepOf({ category = '', code }: Problem): string {
  return steps[code] ?? category
}

/** Collects what is wrong with one document while it is read. */
export class Findings {
  readonly problems: Problem[] = []
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  /** Adds an error for which the engine refuses the document. */
  add(code: string, category: Category, range: Range, message: string, fixes: readonly Fix[] = []): void {
    const problem = { code: `edictum-${code}`, severity: 'error', range, message, category } as const
    this.problems.push(fixes.length > 0 ? { ...problem, fixes } : problem)
  }

  /** Forgets all but what one step finds: a text that broke off is missing what was never read. */
  keepOnly(step: Category): void {
    const kept = this.problems.filter((problem) => stepOf(problem) === step)
    this.problems.splice(0, this.problems.length, ...kept)
  }

  wrongType(node: Node, where: string, wanted: string): void {
    this.add('wrong-type', 'schema', node.range, `${where} must be ${wanted}, not ${typeName(node)}.`)
  }

  missing(at: Range, where: string, key: string): void {
    this.add('missing-key', 'schema', at, `${where} needs the key \`${key}\`.`)
  }

  /** Reports a key that the engine does not know; gives back the key that was meant. */
  unknownKey(key: Node, where: string, known: readonly string[], meant?: string): string | undefined {
    const word = key.kind === 'scalar' ? key.text : 'this'
    const close = meant ?? closestWord(word, known)
    const hint = meant === undefined ? askIfMeant(close) : ` Here it is called \`${meant}\`.`
    const message = `${where} has no key \`${word}\`.${hint}`
    this.add('unknown-key', 'schema', key.range, message, this.renameTo(key, close))
    return close
  }

  unknownWord(node: Node, where: string, known: readonly string[], meant?: string): void {
    const word = node.kind === 'scalar' ? node.text : ''
    const close = meant ?? closestWord(word, known)
    const message = `${where} must be ${oneOf(known)}, not \`${word}\`.${askIfMeant(close)}`
    this.add('unknown-value', 'schema', node.range, message, this.renameTo(node, close))
  }

  /** What the engine refuses the document for: the first it comes to; null when it loads. */
  refusal(): Problem | null {
    const rank = (problem: Problem) => order.indexOf(stepOf(problem))
    const refusing = this.problems.filter((problem) => problem.category !== undefined && rank(problem) >= 0)
    return refusing.reduce<Problem | null>((first, next) => (first && rank(first) <= rank(next) ? first : next), null)
  }

  private renameTo(node: Node, word: string | undefined): readonly Fix[] {
    if (word === undefined) return []
    return [{ title: `Change to \`${word}\``, edits: [replaceScalar(this.text, node, word)], changesDecisions: true }]
  }
}

/** A finding that does not keep the engine from loading the document. */
export function trap(code: string, severity: Severity, range: Range, message: string): Problem {
  return { code: `edictum-${code}`, severity, range, message }
}

/** The other vocabulary's key or word → this one's. */
export type Renamed = ReadonlyMap<string, string>

/** The keys of one map, checked against those the engine knows; the last of two equal keys counts. */
export class Fields {
  readonly map: MapNode
  readonly where: string
  private readonly found: Findings
  /** Keys that misspelt ones were most likely meant to be: they are not reported as missing too. */
  private readonly meant = new Set<string>()

  constructor(found: Findings, map: MapNode, where: string, known: readonly string[], renamed?: Renamed) {
    this.found = found
    this.map = map
    this.where = where
    for (const { key } of map.entries) {
      const word = key.kind === 'scalar' && typeof key.value === 'string' ? key.value : null
      if (word !== null && known.includes(word)) continue
      const meant = found.unknownKey(key, where, known, word === null ? undefined : renamed?.get(word))
      if (meant !== undefined) this.meant.add(meant)
    }
  }

  get(key: string): Entry | undefined {
    return entryOf(this.map, key)
  }

  /** The entry under `key`; reported at the map's first key when there is none. */
  need(key: string): Entry | undefined {
    const entry = this.get(key)
    if (entry === undefined && !this.meant.has(key)) this.found.missing(this.place(), this.where, key)
    return entry
  }

  /** Where a complaint about the map as a whole stands: its first key. */
  place(): Range {
    return this.map.entries[0]?.key.range ?? this.map.range
  }
}
