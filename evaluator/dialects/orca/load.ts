import type { Json } from '../../json/values.ts'
import type { PolicyText } from '../../text.ts'
import { coreYaml } from '../../yaml/core.ts'
import type { MapNode, Node } from '../../yaml/node.ts'
import { readYaml, type YamlDocument } from '../../yaml/read.ts'
import { checkReferences } from './check.ts'
import { Fields, readMap } from './fields.ts'
import { Findings } from './findings.ts'
import { readPolicy } from './load-policy.ts'
import type { InnerPolicy, OrcaModel } from './model.ts'
import { targetPolicy } from './target.ts'
import { readToolNames } from './tool-names.ts'
import { addWarnings } from './warnings.ts'
import { documentKeys, formatNumber, type Level, levelNames, workspaceKeys } from './words.ts'

type Content = Pick<OrcaModel, 'observeMode' | 'autonomy' | 'policies' | 'keys' | 'toolNames'>

/** Reads a document of this dialect; what is broken is left out of the model and stands among its problems. */
export function load(document: PolicyText, further: readonly PolicyText[], read?: YamlDocument): OrcaModel {
  const { root, problems } = read ?? readYaml(document.text, coreYaml)
  const found = new Findings(document.text)
  for (const { range, message } of problems) found.add('syntax', range, message)
  reportSecret(found)
  const map = root?.kind === 'map' ? root : null
  if (map === null && (problems.length === 0 || root !== null)) reportRoot(found, root)
  const content = map ? readContent(found, map) : nothing
  if (map) addWarnings(found, content)
  const refused = found.refusal()
  const nativeLoad: Json = refused ? { ok: false, error: refused.category, detail: refused.message } : { ok: true }
  const target = targetPolicy(content.policies)
  return {
    ...content,
    document,
    further,
    name: document.path,
    root: map,
    problems: found.problems,
    refused,
    cannotReproduce: refused ? null : found.cannotReproduce,
    modeRange: target?.shadowEntry?.range ?? target?.nameRange ?? map?.entries[0]?.key.range ?? { start: 0, end: 0 },
    nativeLoad,
  }
}

const nothing: Content = { observeMode: false, autonomy: null, policies: [], keys: new Map(), toolNames: null }

function readContent(found: Findings, map: MapNode): Content {
  const fields = new Fields(found, map, 'This document', documentKeys)
  readFormat(found, fields)
  const workspace = readWorkspace(found, fields)
  const taken = new Set<string>()
  const policyNodes = fields.list('policies') ?? []
  const policies = policyNodes.flatMap((item): InnerPolicy[] => {
    const policy = readMap(found, item, 'A policy')
    const read = policy && readPolicy(found, policy, taken)
    return read ? [read] : []
  })
  const keys = checkReferences(found, policies, fields.list('keys') ?? [], policyNodes)
  const names = fields.node('tool_names')
  return { ...workspace, policies, keys, toolNames: names && readToolNames(found, names) }
}

function readFormat(found: Findings, fields: Fields): void {
  const format = fields.integer('orca', 'required')
  if (format !== null && format.value !== formatNumber) {
    found.add('unknown-value', format.range, `\`orca\` is the format's number: it must be ${formatNumber}.`)
  }
}

function readWorkspace(found: Findings, fields: Fields): { observeMode: boolean; autonomy: Level | null } {
  const node = fields.node('workspace')
  const map = node && readMap(found, node, '`workspace`')
  if (!map) return { observeMode: false, autonomy: null }
  const workspace = new Fields(found, map, '`workspace`', workspaceKeys)
  const observeMode = workspace.boolean('observe_mode')?.value ?? false
  return { observeMode, autonomy: workspace.word('autonomy', levelNames)?.value ?? null }
}

function reportRoot(found: Findings, root: Node | null): void {
  if (root) found.wrongType(root, 'A policy', 'a map with `orca: 1` and `policies`')
  else found.add('shape', { start: 0, end: 0 }, 'This policy is empty; it needs `orca: 1` and `policies`.')
}

/** A service key anywhere in the text, comments included: such a file must not be kept. */
function reportSecret(found: Findings): void {
  for (const match of found.text.matchAll(/sk-orca-[A-Za-z0-9_-]+/g)) {
    const range = { start: match.index, end: match.index + match[0].length }
    found.add('secret', range, 'This looks like a key of the service: remove it from the file, and withdraw the key.')
  }
}
