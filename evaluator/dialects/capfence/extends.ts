import { pythonValueOf } from '../../python/document.ts'
import { documentTruth, PythonDict } from '../../python/document-value.ts'
import type { PolicyText, Unread } from '../../text.ts'
import { type Node, typeName } from '../../yaml/node.ts'
import type { Findings } from './findings.ts'
import type { LoadedFile } from './load-file.ts'
import type { CapfenceRule, Named, RiskLevel } from './model.ts'
import { normalised, type Parents } from './parents.ts'

/** How far parents may have parents: a document that goes beyond is not followed to where Python itself gives up. */
const deepest = 64
/** How many documents may be taken in all, each as often as it is named, and how many characters they may have together. */
const mostTaken = 256
const mostText = 16 * 1024 * 1024

interface Merged {
  readonly rules: readonly CapfenceRule[]
  readonly riskLevels: readonly RiskLevel[]
}

/** Adds what `extends` names: the document's own rules, then the last parent's … the first's; later risk levels win. */
export class Inheritance {
  readonly parents: Named[] = []
  /** Why the parents are not followed to their end, in words; null when they were. */
  tooMuch: string | null = null
  private readonly known: Parents
  private readonly top: Findings
  private readonly times = new Map<string, number>()
  private taken = 0
  private characters = 0

  constructor(known: Parents, top: Findings) {
    this.known = known
    this.top = top
  }

  /** The documents beside the policy's own: given, and read because they are called for. */
  get further(): readonly PolicyText[] {
    return this.known.further
  }

  /** `chain` holds the documents that are being loaded; `at` is what in the top document led here. */
  merge(file: LoadedFile, chain: readonly PolicyText[], at: Node | null): Merged {
    const named = file.extends === undefined ? [] : this.namesIn(file, at)
    let merged: Merged = { rules: [], riskLevels: [] }
    for (const { name, node } of named) {
      if (name === null) {
        this.refuseKind(node, at ?? node)
        break
      }
      const parent = this.load(name, at ?? node, chain)
      if (parent === null) continue
      merged = { rules: [...parent.rules, ...merged.rules], riskLevels: over(merged.riskLevels, parent.riskLevels) }
    }
    return { rules: [...file.rules, ...merged.rules], riskLevels: over(merged.riskLevels, file.riskLevels) }
  }

  /** What is to be loaded, in turn, up to the first that is no path: null. */
  private namesIn(file: LoadedFile, at: Node | null): { name: string | null; node: Node }[] {
    const node = file.extends as Node
    const value = pythonValueOf(node, file.found.text)
    if (!documentTruth(value)) return []
    const parts = node.kind === 'list' ? node.items : node.kind === 'map' ? node.entries.map(({ key }) => key) : [node]
    const names: { name: string | null; node: Node }[] = []
    for (const part of parts) {
      if (part.kind === 'scalar' && typeof part.value === 'string') {
        names.push({ name: part.value, node: part })
        if (at === null) this.parents.push({ name: part.value, range: part.range })
        continue
      }
      names.push({ name: null, node: part })
      break
    }
    if (value instanceof PythonDict && at === null) {
      this.top.note('warning', 'extends-map', node.range, '`extends` is a map: the engine takes its keys for paths.')
    }
    return names
  }

  private refuseKind(part: Node, at: Node): void {
    const message = `\`extends\` takes the path of a policy or a list of paths, not ${typeName(part)}.`
    this.top.crash('TypeError', at.range, message)
  }

  private load(name: string, at: Node, chain: readonly PolicyText[]): Merged | null {
    if (this.tooMuch !== null) return null
    const text = this.known.find(name)
    if (text?.unread !== undefined) return this.refuse(text.unread, at, chain)
    if (text === undefined) {
      if (this.known.isFolder(name))
        this.top.crash('IsADirectoryError', at.range, `\`${name}\` is a folder, not a policy.`)
      else {
        const message = `There is no policy \`${name}\`. The engine looks in the working directory, not beside this file.`
        this.top.refuse('file-not-found', at.range, message)
      }
      return null
    }
    if (chain.includes(text)) {
      const message = `\`${name}\` leads back to a policy that extends it; the engine never comes to an end.`
      this.top.crash('RecursionError', at.range, message)
      return null
    }
    this.taken++
    this.characters += text.text.length
    const limit = this.limit(chain.length)
    if (limit !== null) return this.giveUp(limit, at)
    const file = this.known.load(text, this.prefixFor(normalised(name)))
    for (const refusal of file.found.refusals) {
      const raised = refusal.category.startsWith('crash:')
      const message = `In \`${name}\`${lineOf(file, refusal.message)}: ${refusal.message}`
      if (raised) this.top.crash(refusal.raised, at.range, message)
      else this.top.refuse(refusal.category, at.range, message)
    }
    return this.merge(file, [...chain, text], at)
  }

  /** A parent that is known to have no text; only a name of the top document can be changed there. */
  private refuse(unread: Unread, at: Node, chain: readonly PolicyText[]): null {
    const { as, raised = 'OSError', message, instead } = unread
    const own = chain.length === 1
    const said = own ? message : `A parent of it names another one. ${message}`
    if (as === 'unforeseen') return this.giveUp(message.replace(/\.$/, ''), at, said)
    if (as === 'missing')
      this.top.refuse('file-not-found', at.range, said, this.top.change(at, own ? instead : undefined))
    else this.top.crash(as === 'folder' ? 'IsADirectoryError' : raised, at.range, said)
    return null
  }

  private limit(depth: number): string | null {
    if (depth > deepest) return `the parents go deeper than ${deepest} levels`
    if (this.taken > mostTaken) return `the parents come to more than ${mostTaken} documents`
    return this.characters > mostText ? `the parents come to more than ${mostText} characters` : null
  }

  /** Says once, at the name that leads there, why calls are not judged. */
  private giveUp(reason: string, at: Node, said = `Calls are not judged by this policy here: ${reason}.`): null {
    this.tooMuch = reason
    this.top.note('warning', 'extends-cannot-reproduce', at.range, said)
    return null
  }

  private prefixFor(path: string): string {
    const times = (this.times.get(path) ?? 0) + 1
    this.times.set(path, times)
    return times === 1 ? `${path}:` : `${path}#${times}:`
  }
}

/** Where in its document a mistake stands, for a sentence that is read in another one. */
function lineOf({ found }: LoadedFile, message: string): string {
  const at = found.problems.find((problem) => problem.message === message)?.range.start
  return at === undefined ? '' : `, line ${found.text.slice(0, at).split(/\r\n|\r|\n/).length}`
}

function over(base: readonly RiskLevel[], upper: readonly RiskLevel[]): readonly RiskLevel[] {
  return [...base.filter(({ level }) => !upper.some((other) => other.level === level)), ...upper]
}
