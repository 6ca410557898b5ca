import type { Mode } from '../../effect.ts'
import type { Json } from '../../json/values.ts'
import type { PolicyText } from '../../text.ts'
import { coreYaml } from '../../yaml/core.ts'
import { entryOf, type ListNode, type MapNode, type Node } from '../../yaml/node.ts'
import type { YamlProblem } from '../../yaml/problem.ts'
import { readYaml, type YamlDocument } from '../../yaml/read.ts'
import { readModeWord } from './load-mode.ts'
import type { SandboxModel, SandboxRule } from './model.ts'
import { readOverrides } from './overrides.ts'
import { Findings, readString } from './problems.ts'
import { checkNames, nameOf, readRule } from './rules.ts'
import { documentKeys } from './settled.ts'

/** Reads a document of this dialect; what is broken is left out of the model and stands among its problems. */
export function load(document: PolicyText, further: readonly PolicyText[], read?: YamlDocument): SandboxModel {
  return loadRead(document, further, read ?? readYaml(document.text, coreYaml), readItems)
}

/** Reads the items of the list `rules`, reporting what is wrong with them; the rules themselves are made when they are asked for. */
export type ReadItems = (found: Findings, list: ListNode) => () => readonly SandboxRule[]

/** The same for a document that has been read as YAML; `rulesOf` is asked for the rules in their turn. */
export function loadRead(
  document: PolicyText,
  further: readonly PolicyText[],
  { root, problems }: { readonly root: Node | null; readonly problems: readonly YamlProblem[] },
  rulesOf: ReadItems,
): SandboxModel {
  const found = new Findings(document.text)
  for (const { range, message } of problems) found.add('syntax', range, message)
  const map = root?.kind === 'map' ? root : null
  if (map === null && (problems.length === 0 || root !== null)) reportRoot(found, root)
  const rules = map ? readRules(found, map, rulesOf) : noRules
  let known: readonly SandboxRule[] | null = null
  if (map) found.unknownKeys(map, 'A policy', documentKeys)
  const name = map ? readName(found, map) : null
  const mode = map ? readMode(found, map) : 'enforce'
  const overrides = map ? readOverrides(found, map) : []
  const modeEntry = map ? entryOf(map, 'enforcement_mode') : undefined
  const modeRange = modeEntry?.range ?? (map && entryOf(map, 'name')?.range) ?? map?.entries[0]?.range
  const refused = found.refusal()
  const nativeLoad: Json = refused ? { ok: false, error: refused.category, detail: refused.message } : { ok: true }
  return {
    document,
    further,
    name: name ?? document.path,
    mode,
    modeStands: modeEntry !== undefined,
    get rules() {
      known ??= rules()
      return known
    },
    overrides,
    root: map,
    problems: found.problems,
    refused,
    cannotReproduce: refused ? null : found.cannotReproduce,
    modeRange: modeRange ?? { start: 0, end: 0 },
    nativeLoad,
  }
}

function reportRoot(found: Findings, root: Node | null): void {
  if (root) found.wrongType(root, 'A policy', 'a map with `name` and `rules`')
  else found.add('shape', { start: 0, end: 0 }, 'This policy is empty; it needs `name` and `rules`.')
}

function readName(found: Findings, map: MapNode): string | null {
  const entry = entryOf(map, 'name')
  if (entry) return readString(found, entry, '`name`', 'not-blank')
  found.missing(map, 'A policy', 'name')
  return null
}

function readMode(found: Findings, map: MapNode): Mode {
  const entry = entryOf(map, 'enforcement_mode')
  return (entry && readModeWord(found, entry.value)) ?? 'enforce'
}

function noRules(): readonly SandboxRule[] {
  return []
}

function readRules(found: Findings, map: MapNode, rulesOf: ReadItems): () => readonly SandboxRule[] {
  const entry = entryOf(map, 'rules')
  if (!entry) {
    found.missing(map, 'A policy', 'rules')
    return noRules
  }
  if (entry.value.kind !== 'list') {
    found.wrongType(entry.value, '`rules`', 'a list')
    return noRules
  }
  return rulesOf(found, entry.value)
}

function readItems(found: Findings, { items }: ListNode): () => readonly SandboxRule[] {
  checkNames(found, items.map(nameOf))
  const rules = items.flatMap((item, index) => readRule(found, item, index) ?? [])
  return () => rules
}
