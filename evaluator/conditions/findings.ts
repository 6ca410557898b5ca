import type { Fix, Problem, Severity } from '../problem.ts'
import type { Range } from '../text.ts'
import { askIfMeant, closestWord, oneOf } from '../words.ts'
import { replaceScalar } from '../yaml/edit.ts'
import { childOf, type Node, stringOf } from '../yaml/node.ts'

/** Collects what is wrong with a document whose engine checks nothing; the same thing at the same place stands once. */
export class Findings {
  readonly problems: Problem[] = []
  private readonly prefix: string
  private readonly text: string
  private readonly said = new Set<string>()

  constructor(prefix: string, text: string) {
    this.prefix = prefix
    this.text = text
  }

  /** The engine cannot read the text at all. */
  notJson(range: Range, message: string): void {
    this.problems.push({ code: `${this.prefix}-not-json`, severity: 'error', range, message, category: 'not-json' })
  }

  /** Something the engine takes and answers oddly for; `error` where every call, or the rule, comes to nothing. */
  say(code: string, severity: Severity, range: Range, message: string, fixes: readonly Fix[] = []): void {
    const key = `${code} ${range.start} ${range.end}`
    if (this.said.has(key)) return
    this.said.add(key)
    const base = { code: `${this.prefix}-${code}`, severity, range, message }
    this.problems.push(fixes.length > 0 ? { ...base, fixes } : base)
  }

  /** A word that is none of `known`; `then` says what the engine makes of it. Words of other types are left alone. */
  unknownWord(code: string, node: Node | undefined, what: string, known: readonly string[], then: string): void {
    if (node === undefined) return
    const word = stringOf(node)
    if (word !== undefined && known.includes(word)) return
    const shown = node.kind === 'scalar' ? `\`${node.text}\`` : 'this'
    const meant = closestWord(word ?? '', known)
    const message = `${what} must be ${oneOf(known)}, not ${shown}.${askIfMeant(meant)} ${then}`
    this.say(code, 'warning', node.range, message, this.renameTo(node, meant))
  }

  /** Keys that nobody reads, where they look like one that is read. */
  misspeltKeys(map: Node, known: readonly string[]): void {
    if (map.kind !== 'map') return
    for (const { key } of map.entries) {
      if (key.kind !== 'scalar' || known.includes(key.text)) continue
      const meant = closestWord(key.text, known)
      if (meant === undefined || childOf(map, meant) !== undefined) continue
      const message = `The engine does not read \`${key.text}\`. Did you mean \`${meant}\`?`
      this.say('unknown-key', 'warning', key.range, message, this.renameTo(key, meant))
    }
  }

  /** Why the engine refuses the document; null when it loads. */
  refusal(): { readonly category: string; readonly message: string } | null {
    const first = this.problems.find(({ category }) => category !== undefined)
    return first ? { category: 'not-json', message: first.message } : null
  }

  private renameTo(node: Node, word: string | undefined): readonly Fix[] {
    if (word === undefined || node.kind !== 'scalar') return []
    return [{ title: `Change to \`${word}\``, edits: [replaceScalar(this.text, node, word)], changesDecisions: true }]
  }
}
