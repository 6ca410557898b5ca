import { type Confidence, notMine } from '../../dialect.ts'
import { childOf, entryOf, type MapNode, type Node } from '../../yaml/node.ts'
import { keysOf } from './raw.ts'

const sections: readonly string[] = keysOf[''] ?? []
/** Sections whose names other formats hardly use with the keys that stand in them here. */
const telling: Readonly<Record<string, readonly string[]>> = {
  network: ['allowlist'],
  schedule: ['active_hours'],
  budget: keysOf.budget ?? [],
  data: ['sensitive_patterns', 'credential_action', 'locale_packs'],
  approval: ['escalation_role', 'timeout_seconds'],
  filesystem: ['read', 'write'],
}
const foreign = [
  'services',
  'jobs',
  'contracts',
  'agent_overrides',
  'enforcement_mode',
  'rules',
  'policies',
  'capability',
]

/** By its sections: an envelope around them, or a document made of nothing else. */
export function detect(root: Node | null): Confidence {
  if (root?.kind !== 'map') return notMine
  const spec = childOf(root, 'spec')
  if (spec?.kind === 'map') return detectEnvelope(root, spec)
  if (foreign.some((key) => entryOf(root, key))) return notMine
  return detectBody(root, 'it has')
}

function detectEnvelope(root: MapNode, spec: MapNode): Confidence {
  const version = textOf(root, 'apiVersion')
  const kind = textOf(root, 'kind')
  if (version.startsWith('agent-assembly') && childOf(spec, 'rules') === undefined) {
    return { level: 'certain', reason: `its apiVersion is \`${version}\`` }
  }
  if (kind !== '' && kind !== 'Policy' && kind !== 'GovernancePolicy') return notMine
  if (childOf(spec, 'rules') !== undefined) return notMine
  return detectBody(spec, 'its `spec` has')
}

function detectBody(map: MapNode, has: string): Confidence {
  const keys = map.entries.flatMap(({ key }) => (key.kind === 'scalar' ? [key.text] : []))
  const own = keys.filter((key) => sections.includes(key))
  const certain = Object.keys(telling).find((key) => telling[key]?.some((inner) => childOf(childOf(map, key), inner)))
  if (certain !== undefined) return { level: 'certain', reason: `${has} a section \`${certain}\` of this dialect` }
  if (hasCapabilities(map)) return { level: 'certain', reason: `${has} \`capabilities\` with \`allow\` or \`deny\`` }
  const tool = toolWord(childOf(map, 'tools'))
  if (tool !== null && own.length === keys.length)
    return { level: 'certain', reason: `${has} \`tools\` with \`${tool}\`` }
  const ownOnly = own.length === keys.length && own.some((key) => key === 'approval_timeout_secs' || key === 'syscalls')
  return ownOnly ? { level: 'possible', reason: `${has} only keys of this dialect` } : notMine
}

function hasCapabilities(map: MapNode): boolean {
  const capabilities = childOf(map, 'capabilities')
  return ['allow', 'deny'].some((key) => childOf(capabilities, key)?.kind === 'list')
}

function toolWord(tools: Node | undefined): string | null {
  if (tools?.kind !== 'map') return null
  for (const { value } of tools.entries) {
    const word = ['requires_approval_if', 'limit_per_hour', 'allow'].find((key) => childOf(value, key) !== undefined)
    if (word !== undefined) return word
  }
  return null
}

function textOf(map: MapNode, key: string): string {
  const value = childOf(map, key)
  return value?.kind === 'scalar' ? value.text : ''
}
