import { dictEntries, isDict } from '../../python/document.ts'
import { documentTruth, type PythonValue } from '../../python/document-value.ts'
import type { PolicyText } from '../../text.ts'
import { type MapNode, type Node, typeName } from '../../yaml/node.ts'
import { pyyaml } from '../../yaml/pyyaml.ts'
import { readYaml } from '../../yaml/read.ts'
import { readPyyaml } from '../../yaml/read-pyyaml.ts'
import { Findings } from './findings.ts'
import { checkKeys, isWord, type Place, readAction, readLegacyRule, readRule } from './load-rule.ts'
import type { CapfenceRule, RiskLevel } from './model.ts'
import { type Section, sections, topLevelKeys } from './words.ts'
import { reportYaml } from './yaml-problems.ts'

/** One document by itself, before `extends` is followed. */
export interface LoadedFile {
  readonly found: Findings
  readonly root: MapNode | null
  readonly entries: readonly (readonly [Node, Node])[]
  /** The engine's order: older form, deny, approval, allow, and last the `warn` list that it refuses. */
  readonly rules: readonly CapfenceRule[]
  readonly riskLevels: readonly RiskLevel[]
  readonly extends: Node | undefined
}

/** Reads one document as the engine validates and parses it; findings come in the engine's order. */
export function loadFile(document: PolicyText, index: number, prefix: string): LoadedFile {
  const found = new Findings(document.text)
  const { root, problems } = readPyyaml(document.text)
  reportYaml(found, problems)
  const broken = root === null && problems.length > 0
  const shape = broken ? new Findings(document.text) : found
  const tooDeep = problems.some(({ crash }) => crash === 'RecursionError')
  const map = rootMap(shape, broken && !tooDeep ? readYaml(document.text, pyyaml).root : root, broken)
  const entries = map ? dictEntries(map) : []
  if (map) reportTopLevel(shape, entries)
  const place = (section: Section, at: number): Place => ({ section, index: at, document: index, prefix })
  const lists = new Map<Section, readonly CapfenceRule[]>()
  for (const section of [...sections, 'warn' as const]) lists.set(section, readList(shape, entries, section, place))
  lists.set('rules', readList(shape, entries, 'rules', place))
  const riskLevels = readRiskLevels(shape, topValue(entries, 'risk_levels'), index, prefix)
  reportNulls(shape, entries)
  const order: readonly Section[] = ['rules', ...sections, 'warn']
  const rules = order.flatMap((section) => lists.get(section) ?? [])
  return { found, root: map, entries, rules, riskLevels, extends: topValue(entries, 'extends') }
}

/** The value under a top-level key, the last one if it stands twice. */
export function topValue(entries: LoadedFile['entries'], key: string): Node | undefined {
  return entries.find(([own]) => isWord(own, key))?.[1]
}

function rootMap(found: Findings, root: Node | null, broken: boolean): MapNode | null {
  if (root !== null && isDict(root)) return root
  const falsy = root === null || isEmpty(root)
  if (!falsy && !broken) {
    const message = `A policy must be a map with lists such as \`deny\` and \`allow\`, not ${typeName(root)}.`
    found.refuse('not-a-mapping', root.range, message)
  }
  return null
}

function isEmpty(root: Node): boolean {
  if (root.kind === 'scalar') return !documentTruth(root.value as PythonValue)
  return (root.kind === 'list' ? root.items : root.entries).length === 0
}

function reportTopLevel(found: Findings, entries: LoadedFile['entries']): void {
  const warn = entries.find(([key]) => isWord(key, 'warn'))
  const others = entries.filter((entry) => entry !== warn)
  checkKeys(found, others, 'A policy', topLevelKeys, 'unknown-top-level-key')
  if (warn === undefined) return
  const message =
    'No release of CapFence reads a `warn` list, although its rollout page shows one: the engine refuses this document. Use `rules` with `action: warn`, or flip the rules to `deny` or `require_approval`.'
  found.refuse('unknown-top-level-key', warn[0].range, message)
}

function readList(
  found: Findings,
  entries: LoadedFile['entries'],
  section: Section,
  place: (section: Section, at: number) => Place,
): CapfenceRule[] {
  const value = topValue(entries, section)
  if (value === undefined || (value.kind === 'scalar' && value.value === null)) return []
  if (value.kind !== 'list') {
    const category = section === 'rules' ? 'rules-not-list' : 'section-not-list'
    found.refuse(category, value.range, `\`${section}\` must be a list of rules, not ${typeName(value)}.`)
    return []
  }
  const read = section === 'rules' ? readLegacyRule : readRule
  return value.items.flatMap((item, at) => read(found, item, place(section, at)) ?? [])
}

function readRiskLevels(found: Findings, node: Node | undefined, document: number, prefix: string): RiskLevel[] {
  if (node === undefined || (node.kind === 'scalar' && node.value === null)) return []
  if (!isDict(node)) {
    const message = `\`risk_levels\` must be a map of levels, not ${typeName(node)}.`
    found.refuse('risk-levels-not-mapping', node.range, message)
    return []
  }
  return dictEntries(node).flatMap(([key, value]): RiskLevel[] => {
    const level = key.kind === 'scalar' ? key.text : ''
    const where = `the risk level \`${level}\``
    if (!isDict(value)) {
      const message = `The risk level \`${level}\` must be a map such as \`{action: deny}\`, not ${typeName(value)}.`
      found.refuse('risk-level-without-action', value.range, message)
      return []
    }
    const entries = dictEntries(value)
    const action = readAction(found, entries, value, where, 'risk-level-without-action', 'risk-action-unsupported')
    const actionNode = topValue(entries, 'action')
    if (action === null || actionNode === undefined || key.kind !== 'scalar' || typeof key.value !== 'string') return []
    const range = { start: key.range.start, end: value.range.end }
    const label = `${prefix}risk_levels.${level}`
    return [{ label, level, action, range, nameRange: key.range, actionNode, document }]
  })
}

function reportNulls(found: Findings, entries: LoadedFile['entries']): void {
  for (const section of ['rules', ...sections, 'risk_levels']) {
    const entry = entries.find(([key]) => isWord(key, section))
    if (entry?.[1].kind !== 'scalar' || entry[1].value !== null) continue
    const empty = section === 'risk_levels' ? '{}' : '[]'
    const message = `\`${section}\` is empty, and the engine dies on that. Write \`${section}: ${empty}\` or remove it.`
    const at = { start: entry[0].range.start, end: Math.max(entry[0].range.end, entry[1].range.end) }
    const edits = [{ range: at, newText: `${found.text.slice(at.start, entry[0].range.end)}: ${empty}` }]
    const fix = { title: `Write \`${section}: ${empty}\``, edits, changesDecisions: false }
    found.crash(section === 'risk_levels' ? 'AttributeError' : 'TypeError', at, message, [fix])
  }
}
