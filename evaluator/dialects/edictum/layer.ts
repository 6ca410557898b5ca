import type { Problem } from '../../problem.ts'
import { isDict } from '../../python/document.ts'
import type { PolicyText } from '../../text.ts'
import { entryOf, type MapNode, type Node, stringOf } from '../../yaml/node.ts'
import type { YamlProblem } from '../../yaml/problem.ts'
import { pyyaml } from '../../yaml/pyyaml.ts'
import { readYaml } from '../../yaml/read.ts'
import { readPyyaml } from '../../yaml/read-pyyaml.ts'
import { idShape, type ReadContract, readContract } from './contract.ts'
import type { ContractReader } from './contract-parts.ts'
import { Fields, Findings } from './findings.ts'
import type { Contract, Layer, OwnMode } from './model.ts'
import { checkObservability } from './observability.ts'
import type { PatternReader } from './patterns.ts'
import { dictEntries, readBoolean, readItems, readMap, readText, readWord } from './read.ts'
import {
  contractBundle,
  maxBytes,
  modes,
  renamedTo,
  ruleset,
  type SideEffect,
  sideEffects,
  type Words,
} from './words.ts'

/** The length of a broken text up to which its parts are still read. */
const maxSaved = 100_000

/** One document with what was found in it. */
export interface ReadLayer {
  readonly layer: Layer
  readonly words: Words
  readonly found: Findings
  /** By contract: what the engine refuses only on compiling, after composition. */
  readonly compileProblems: ReadonlyMap<Contract, readonly Problem[]>
}

/** Reads the entries of the list; `candidate` in a layer that observes alongside. */
export type ReadContracts = (
  found: Findings,
  words: Words,
  candidate: boolean,
  items: readonly Node[],
) => readonly ReadContract[]

/** Reads one document: its top level first, then contract by contract. `as` is the first document's vocabulary. */
export function readLayer(text: PolicyText, document: number, patterns: PatternReader, as?: Words): ReadLayer {
  return layerOf(text, document, as, saved(text.text), (found, words, candidate, items) => {
    const reader: ContractReader = { found, patterns, words, renamed: renamedTo(words), document, candidate }
    return items.map((node, index) => readContract(reader, node, index))
  })
}

/** The same for a document that has been read as YAML. */
export function layerOf(
  text: PolicyText,
  document: number,
  as: Words | undefined,
  yaml: () => ReadRoot,
  contractsOf: ReadContracts,
): ReadLayer {
  const found = new Findings(text.text)
  const root = readRoot(found, text.text, yaml)
  const words = as ?? wordsOf(root)
  const own = readTop(found, root, words, document)
  const top = text.alongside && document > 0 ? { ...own, observeAlongside: true } : own
  const read = contractsOf(found, words, top.observeAlongside, top.items)
  checkUnique(found, read, words)
  if (found.problems.some(({ code }) => code === 'edictum-yaml')) found.keepOnly('yaml')
  const contracts = read.flatMap(({ contract }) => contract ?? [])
  const later = read.flatMap(({ contract, compileProblems }): [Contract, readonly Problem[]][] =>
    contract === null ? [] : [[contract, compileProblems]],
  )
  const { name, mode, observeAlongside, tools } = top
  const layer = { path: text.path, root, name, mode, observeAlongside, tools, contracts }
  return { layer, words, found, compileProblems: new Map(later) }
}

interface ReadRoot {
  readonly root: Node | null
  readonly problems: readonly YamlProblem[]
}

function readRoot(found: Findings, text: string, yaml: () => ReadRoot): MapNode | null {
  if (text.length * 3 > maxBytes && Buffer.byteLength(text) > maxBytes) {
    const message = `This document is larger than ${maxBytes.toLocaleString('en')} bytes, which the engine refuses.`
    found.add('too-large', 'too-large', { start: 0, end: 0 }, message)
    return null
  }
  const { root, problems } = yaml()
  for (const problem of problems) {
    const category = problem.crash === undefined ? 'yaml' : `crash:${problem.crash}`
    const end = Math.min(problem.range.end, text.length)
    const range = { start: Math.min(problem.range.start, end), end }
    found.add(problem.crash === undefined ? 'yaml' : 'yaml-value', category, range, problem.message)
  }
  if (root !== null && isDict(root)) return root
  if (problems.length > 0) return null
  const range = root?.range ?? { start: 0, end: 0 }
  found.add('not-a-map', 'not-a-mapping', range, 'A policy is a map that begins with `apiVersion` and `kind`.')
  return null
}

/** The text as PyYAML takes it, else what can be saved of it. */
function saved(text: string): () => ReadRoot {
  return () => {
    const { root, problems } = readPyyaml(text)
    return { root: root ?? savedRoot(text, problems), problems }
  }
}

/** What can be saved of a text that PyYAML does not take; nothing of a large one, which would take long. */
function savedRoot(text: string, problems: readonly YamlProblem[]): Node | null {
  const tooDeep = problems.some(({ crash }) => crash === 'RecursionError')
  return problems.length === 0 || tooDeep || text.length > maxSaved ? null : readYaml(text, pyyaml).root
}

/** The vocabulary by `kind`, else by the list's key; `ContractBundle` where neither tells. */
function wordsOf(root: MapNode | null): Words {
  if (root === null) return contractBundle
  const kind = stringOf(entryOf(root, 'kind')?.value)
  if (kind === ruleset.kind) return ruleset
  if (kind === contractBundle.kind) return contractBundle
  return entryOf(root, ruleset.list) && !entryOf(root, contractBundle.list) ? ruleset : contractBundle
}

interface Top extends Pick<Layer, 'name' | 'mode' | 'observeAlongside' | 'tools'> {
  readonly items: readonly Node[]
}

const nothing: Top = { name: null, mode: null, observeAlongside: false, tools: new Map(), items: [] }

function readTop(found: Findings, root: MapNode | null, words: Words, document: number): Top {
  if (root === null) return nothing
  const known = [
    'apiVersion',
    'kind',
    'metadata',
    'defaults',
    'tools',
    'observability',
    'observe_alongside',
    words.list,
  ]
  const top = new Fields(found, root, 'A policy', known, renamedTo(words))
  const version = top.need('apiVersion')
  if (version) readWord(found, version.value, '`apiVersion`', ['edictum/v1'])
  const kind = top.need('kind')
  if (kind) readWord(found, kind.value, '`kind`', [words.kind])
  const observability = top.get('observability')
  if (observability) checkObservability(found, observability.value)
  const alongside = top.get('observe_alongside')
  const observes = alongside && readBoolean(found, alongside.value, '`observe_alongside`')
  const list = top.need(words.list)
  return {
    name: readName(found, top),
    mode: readMode(found, top),
    observeAlongside: document > 0 && (observes ?? false),
    tools: readTools(found, top.get('tools')?.value),
    items: (list && readItems(found, list.value, `\`${words.list}\``, 1)) ?? [],
  }
}

function readName(found: Findings, top: Fields): string | null {
  const entry = top.need('metadata')
  const map = entry && readMap(found, entry.value, '`metadata`')
  if (map === undefined) return null
  const metadata = new Fields(found, map, '`metadata`', ['name', 'description'])
  const description = metadata.get('description')
  if (description) readText(found, description.value, '`description`')
  const nameEntry = metadata.need('name')
  const name = nameEntry && readText(found, nameEntry.value, '`name`', 1)
  if (nameEntry === undefined || name === undefined) return null
  if (/^[a-z0-9][a-z0-9._-]*\n?$/.test(name)) return name
  const message = '`name` takes small letters, digits, `.`, `_` and `-`, and begins with a letter or digit.'
  found.add('bad-id', 'schema', nameEntry.value.range, message)
  return name
}

function readMode(found: Findings, top: Fields): OwnMode | null {
  const entry = top.need('defaults')
  const map = entry && readMap(found, entry.value, '`defaults`')
  if (map === undefined) return null
  const mode = new Fields(found, map, '`defaults`', ['mode']).need('mode')
  return (mode && readWord(found, mode.value, '`mode`', modes)) ?? null
}

function readTools(found: Findings, node: Node | undefined): ReadonlyMap<string, SideEffect> {
  const tools = new Map<string, SideEffect>()
  const map = node && readMap(found, node, '`tools`')
  for (const { key, value } of map ? dictEntries(map) : []) {
    const name = key.kind === 'scalar' ? key.text : ''
    const tool = readMap(found, value, `The tool \`${name}\``)
    if (tool === undefined) continue
    const fields = new Fields(found, tool, `The tool \`${name}\``, ['side_effect', 'idempotent'])
    const idempotent = fields.get('idempotent')
    if (idempotent) readBoolean(found, idempotent.value, '`idempotent`')
    const entry = fields.need('side_effect')
    const effect = entry && readWord(found, entry.value, '`side_effect`', sideEffects)
    if (effect !== undefined && stringOf(key) !== undefined) tools.set(name, effect)
  }
  return tools
}

function checkUnique(found: Findings, read: readonly ReadContract[], words: Words): void {
  const seen = new Set<string>()
  for (const { id } of read) {
    if (id === null || !idShape.test(id.text)) continue
    if (seen.has(id.text)) {
      const message = `Another ${words.one} before this one has the id \`${id.text}\`; give each its own.`
      found.add('duplicate-id', 'duplicate-id', id.node.range, message)
    }
    seen.add(id.text)
  }
}
