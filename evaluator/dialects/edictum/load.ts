import type { Json } from '../../json/values.ts'
import type { Problem } from '../../problem.ts'
import type { PolicyText, Range } from '../../text.ts'
import { childOf, entryOf } from '../../yaml/node.ts'
import { compose } from './compose.ts'
import { type ReadLayer, readLayer } from './layer.ts'
import type { Contract, EdictumModel } from './model.ts'
import { PatternReader } from './patterns.ts'
import { findTraps } from './traps.ts'

/** Reads a document, and further ones laid over it; the first that the engine refuses refuses the whole. */
export function load(document: PolicyText, further: readonly PolicyText[]): EdictumModel {
  const patterns = new PatternReader()
  const first = readLayer(document, 0, patterns)
  const rest = further.map((text, index) => readLayer(text, index + 1, patterns, first.words))
  return loadRead(document, further, [first, ...rest], patterns, findTraps(first.layer, 0, first.words))
}

/** The same for layers that have been read; `traps` are the first one's. */
export function loadRead(
  document: PolicyText,
  further: readonly PolicyText[],
  read: readonly [ReadLayer, ...ReadLayer[]],
  patterns: Pick<PatternReader, 'cannotReproduce'>,
  traps: readonly Problem[],
): EdictumModel {
  const [first] = read
  const composed = compose(
    read.map(({ layer }) => layer),
    first.words,
  )
  reportOnCompiling(read, composed.contracts)
  for (const problem of traps) first.found.problems.push(problem)
  const refused = refusalOf(read)
  return {
    document,
    further,
    name: first.layer.name ?? document.path,
    words: first.words,
    layers: read.map(({ layer }) => layer),
    contracts: composed.contracts,
    mode: composed.mode,
    tools: composed.tools,
    wellFormed: !first.found.problems.some(({ code }) => code === 'edictum-yaml'),
    problems: first.found.problems.sort((a, b) => a.range.start - b.range.start),
    refused,
    cannotReproduce: refused ? null : patterns.cannotReproduce,
    modeRange: modeRangeOf(first),
    nativeLoad: nativeLoad(refused, composed.report),
  }
}

function nativeLoad(refused: EdictumModel['refused'], report: Json | null): Json {
  if (refused) return { ok: false, error: refused.category, detail: refused.message }
  return report === null ? { ok: true } : { ok: true, report }
}

/** What is refused on compiling refuses a policy only where the contract survives composition. */
function reportOnCompiling(read: readonly ReadLayer[], contracts: readonly Contract[]): void {
  const survives = new Set(contracts.map(({ node }) => node))
  for (const { found, compileProblems } of read) {
    for (const [contract, problems] of compileProblems) {
      for (const { category, ...problem } of problems) {
        const kept = survives.has(contract.node) && category !== undefined
        found.problems.push(kept ? { ...problem, category } : { ...problem, severity: 'warning' })
      }
    }
  }
}

/** Why the engine refuses the whole, in the order in which it looks; a further document's fault names its path. */
function refusalOf(read: readonly ReadLayer[]): EdictumModel['refused'] {
  for (const { found, layer } of read) {
    const refusal = found.refusal()
    if (refusal) return refusedFor(refusal, layer.path, layer === read[0]?.layer)
  }
  const compiling = ['unknown-operator', 'crash:ValueError']
  for (const category of compiling) {
    for (const { found, layer } of read) {
      const problem = found.problems.find((one) => one.category === category)
      if (problem) return refusedFor(problem, layer.path, layer === read[0]?.layer)
    }
  }
  return null
}

function refusedFor({ category = '', message }: Problem, path: string, isFirst: boolean): EdictumModel['refused'] {
  return { category, message: isFirst ? message : `${path}: ${message}` }
}

/** The value of `defaults.mode`; where there is none, the place that best stands for it. */
function modeRangeOf({ layer: { root } }: ReadLayer): Range {
  if (root === null) return { start: 0, end: 0 }
  const mode = childOf(entryOf(root, 'defaults')?.value, 'mode')
  return mode?.range ?? entryOf(root, 'defaults')?.key.range ?? root.entries[0]?.key.range ?? root.range
}
