import type { Json } from '../../json/values.ts'
import type { PolicyText } from '../../text.ts'
import { coreYaml } from '../../yaml/core.ts'
import { entryOf, type MapNode, type Node } from '../../yaml/node.ts'
import { readYaml } from '../../yaml/read.ts'
import { Findings } from './findings.ts'
import { addHints } from './hints.ts'
import type { SafeclawModel } from './model.ts'
import { readRules } from './rules.ts'
import { documentKeys, modeSpellings, modeWhenSilent, type PageMode, pageModes } from './words.ts'

/** Reads a document of this dialect; what is broken is left out of the model and stands among its problems. */
export function load(document: PolicyText, further: readonly PolicyText[]): SafeclawModel {
  const { root, problems } = readYaml(document.text, coreYaml)
  const found = new Findings(document.text)
  for (const { range, message } of problems) found.add('syntax', range, message)
  const map = root?.kind === 'map' ? root : null
  if (map === null && (problems.length === 0 || root !== null)) reportRoot(found, root)
  if (map) found.unknownKeys(map, 'A policy', documentKeys)
  const mode = map ? readMode(found, map) : null
  const { rules, cannotReproduce } = map ? readRules(found, map) : { rules: [], cannotReproduce: null }
  addHints(found, rules)
  const refused = found.refusal()
  const nativeLoad: Json = refused ? { ok: false, error: refused.category, detail: refused.message } : { ok: true }
  return {
    document,
    further,
    name: document.path,
    mode: mode ?? modeWhenSilent,
    modeStands: mode !== null,
    rules,
    root: map,
    problems: found.problems,
    refused,
    cannotReproduce: refused ? null : cannotReproduce,
    modeRange: (map && entryOf(map, 'mode')?.range) ?? map?.entries[0]?.key.range ?? { start: 0, end: 0 },
    nativeLoad,
  }
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
