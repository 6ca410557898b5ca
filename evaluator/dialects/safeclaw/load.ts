import type { Json } from '../../json/values.ts'
import type { PolicyText } from '../../text.ts'
import { coreYaml } from '../../yaml/core.ts'
import { entryOf, type ListNode, type MapNode, type Node } from '../../yaml/node.ts'
import type { YamlProblem } from '../../yaml/problem.ts'
import { readYaml, type YamlDocument } from '../../yaml/read.ts'
import { Findings } from './findings.ts'
import { addHints } from './hints.ts'
import type { SafeclawModel, SafeclawRule } from './model.ts'
import { namesTaken, readRule } from './rules.ts'
import { documentKeys, modeSpellings, modeWhenSilent, type PageMode, pageModes } from './words.ts'

/** Reads a document of this dialect; what is broken is left out of the model and stands among its problems. */
export function load(document: PolicyText, further: readonly PolicyText[], read?: YamlDocument): SafeclawModel {
  return loadRead(document, further, read ?? readYaml(document.text, coreYaml), readItems)
}

/** The rules of a list, made when they are asked for, and why some pattern in them has no translation. */
export interface ReadRules {
  readonly rules: () => readonly SafeclawRule[]
  readonly cannotReproduce: string | null
}

/** The same for a document that has been read as YAML; `rulesOf` is asked for the rules in their turn. */
export function loadRead(
  document: PolicyText,
  further: readonly PolicyText[],
  { root, problems }: { readonly root: Node | null; readonly problems: readonly YamlProblem[] },
  rulesOf: (found: Findings, list: ListNode) => ReadRules,
): SafeclawModel {
  const found = new Findings(document.text)
  for (const { range, message } of problems) found.add('syntax', range, message)
  const map = root?.kind === 'map' ? root : null
  if (map === null && (problems.length === 0 || root !== null)) reportRoot(found, root)
  if (map) found.unknownKeys(map, 'A policy', documentKeys)
  const mode = map ? readMode(found, map) : null
  const { rules, cannotReproduce } = (map && readRules(found, map, rulesOf)) ?? {
    rules: () => [],
    cannotReproduce: null,
  }
  let known: readonly SafeclawRule[] | null = null
  const refused = found.refusal()
  const nativeLoad: Json = refused ? { ok: false, error: refused.category, detail: refused.message } : { ok: true }
  return {
    document,
    further,
    name: document.path,
    mode: mode ?? modeWhenSilent,
    modeStands: mode !== null,
    get rules() {
      known ??= rules()
      return known
    },
    root: map,
    problems: found.problems,
    refused,
    cannotReproduce: refused ? null : cannotReproduce,
    modeRange: (map && entryOf(map, 'mode')?.range) ?? map?.entries[0]?.key.range ?? { start: 0, end: 0 },
    nativeLoad,
  }
}

function readRules(found: Findings, map: MapNode, rulesOf: (found: Findings, list: ListNode) => ReadRules) {
  const entry = entryOf(map, 'rules')
  if (!entry) found.missing(map, 'A policy', 'rules')
  else if (entry.value.kind !== 'list') found.wrongType(entry.value, '`rules`', 'a list')
  else return rulesOf(found, entry.value)
  return null
}

/** A rule too broken to judge by, and one whose name is taken, is left out, with a finding. */
function readItems(found: Findings, { items }: ListNode): ReadRules {
  const read = items.map((item) => readRule(found, item))
  const taken = namesTaken(found, read, ({ range }) => range)
  const rules = read.flatMap(({ rule }, index) => (rule === null || taken.has(index) ? [] : [rule]))
  addHints(found, rules)
  return { rules: () => rules, cannotReproduce: firstReason(read) }
}

/** Why the first of them that has no translation has none. */
export function firstReason(read: readonly { readonly cannotReproduce: string | null }[]): string | null {
  return read.find(({ cannotReproduce }) => cannotReproduce !== null)?.cannotReproduce ?? null
}

function reportRoot(found: Findings, root: Node | null): void {
  if (root) found.wrongType(root, 'A policy', 'a map with `mode` and `rules`')
  else found.add('shape', { start: 0, end: 0 }, 'This policy is empty; it needs `rules`.')
}

/** The page's word for the document's mode; null when none can be read. */
function readMode(found: Findings, map: MapNode): PageMode | null {
  const node = entryOf(map, 'mode')?.value
  if (node === undefined) return null
  if (node.kind !== 'scalar' || typeof node.value !== 'string') {
    found.wrongType(node, '`mode`', 'a string')
    return null
  }
  const word = node.value
  if (!Object.hasOwn(modeSpellings, word)) {
    found.unknownValue(node, '`mode`', word, pageModes)
    return null
  }
  const mode = modeSpellings[word] as PageMode
  if (mode !== word) {
    const fixes = found.renameTo(node, mode).map((fix) => ({ ...fix, changesDecisions: false }))
    const message = `\`${word}\` is read as \`${mode}\`, which is the page's own word; write that.`
    found.hint('mode-spelling', 'information', node.range, message, fixes)
  }
  return mode
}
