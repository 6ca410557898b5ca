import { pythonValueOf } from '../../python/document.ts'
import { documentTruth, PythonDict } from '../../python/document-value.ts'
import type { PolicyText } from '../../text.ts'
import { type Node, typeName } from '../../yaml/node.ts'
import type { Findings } from './findings.ts'
import { type LoadedFile, loadFile } from './load-file.ts'
import type { CapfenceRule, Named, RiskLevel } from './model.ts'

interface Merged {
  readonly rules: readonly CapfenceRule[]
  readonly riskLevels: readonly RiskLevel[]
}

/** Adds what `extends` names: the document's own rules, then the last parent's … the first's; later risk levels win. */
export class Inheritance {
  readonly parents: Named[] = []
  private readonly document: PolicyText
  private readonly further: readonly PolicyText[]
  private readonly top: Findings
  private readonly taken = new Map<string, number>()

  constructor(document: PolicyText, further: readonly PolicyText[], top: Findings) {
    this.document = document
    this.further = further
    this.top = top
  }

  /** `chain` holds the documents that are being loaded; `at` is what in the top document led here. */
  merge(file: LoadedFile, chain: readonly PolicyText[], at: Node | null): Merged {
    const named = file.extends === undefined ? [] : this.namesIn(file, at)
    let merged: Merged = { rules: [], riskLevels: [] }
    for (const { name, node } of named) {
      const parent = this.load(name, at ?? node, chain)
      if (parent === null) continue
      merged = { rules: [...parent.rules, ...merged.rules], riskLevels: over(merged.riskLevels, parent.riskLevels) }
    }
    return { rules: [...file.rules, ...merged.rules], riskLevels: over(merged.riskLevels, file.riskLevels) }
  }

  private namesIn(file: LoadedFile, at: Node | null): { name: string; node: Node }[] {
    const node = file.extends as Node
    const value = pythonValueOf(node, file.found.text)
    if (!documentTruth(value)) return []
    const parts = node.kind === 'list' ? node.items : node.kind === 'map' ? node.entries.map(({ key }) => key) : [node]
    const names: { name: string; node: Node }[] = []
    for (const part of parts) {
      if (part.kind === 'scalar' && typeof part.value === 'string') {
        names.push({ name: part.value, node: part })
        if (at === null) this.parents.push({ name: part.value, range: part.range })
        continue
      }
      const message = `\`extends\` takes the path of a policy or a list of paths, not ${typeName(part)}.`
      this.top.crash('TypeError', (at ?? part).range, message)
      break
    }
    if (value instanceof PythonDict && at === null) {
      this.top.note('warning', 'extends-map', node.range, '`extends` is a map: the engine takes its keys for paths.')
    }
    return names
  }

  private load(name: string, at: Node, chain: readonly PolicyText[]): Merged | null {
    const path = normalised(name)
    const text = this.find(path)
    if (text === undefined) {
      if (this.isFolder(path)) this.top.crash('IsADirectoryError', at.range, `\`${name}\` is a folder, not a policy.`)
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
    const file = loadFile(text, this.further.indexOf(text) + 1, this.prefixFor(path))
    for (const refusal of file.found.refusals) {
      const raised = refusal.category.startsWith('crash:')
      const message = `In \`${name}\`: ${refusal.message}`
      if (raised) this.top.crash(refusal.raised, at.range, message)
      else this.top.refuse(refusal.category, at.range, message)
    }
    return this.merge(file, [...chain, text], at)
  }

  private find(path: string): PolicyText | undefined {
    const texts = [this.document, ...this.further]
    return texts.find((one) => normalised(one.path) === path) ?? texts.find((one) => endsIn(one.path, path))
  }

  private prefixFor(path: string): string {
    const times = (this.taken.get(path) ?? 0) + 1
    this.taken.set(path, times)
    return times === 1 ? `${path}:` : `${path}#${times}:`
  }

  private isFolder(path: string): boolean {
    if (path === '.' || path === '/' || /^(?:\.\.\/)*\.\.$/.test(path)) return true
    return [this.document, ...this.further].some((one) => normalised(one.path).startsWith(`${path}/`))
  }
}

function over(base: readonly RiskLevel[], upper: readonly RiskLevel[]): readonly RiskLevel[] {
  return [...base.filter(({ level }) => !upper.some((other) => other.level === level)), ...upper]
}

/** A path without `.` and doubled or final slashes. */
function normalised(path: string): string {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.')
  const settled: string[] = []
  for (const part of parts) {
    if (part === '..' && settled.length > 0 && settled.at(-1) !== '..') settled.pop()
    else settled.push(part)
  }
  return (path.startsWith('/') ? '/' : '') + (settled.join('/') || (path.startsWith('/') ? '' : '.'))
}

/** Whether an absolute path, as hosts give it, ends in the relative one that a policy names. */
function endsIn(given: string, wanted: string): boolean {
  const absolute = given.startsWith('/') || /^[a-z][a-z+.-]*:/i.test(given)
  return absolute && !wanted.startsWith('/') && normalised(given).endsWith(`/${wanted}`)
}
