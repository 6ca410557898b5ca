import { type Confidence, notMine } from '../../dialect.ts'
import { entryOf, type MapNode, type Node } from '../../yaml/node.ts'
import { sections, topLevelKeys } from './words.ts'

/** Keys that other formats have beside lists of the same name; a policy of this dialect has none of them. */
const foreign = [
  'apiVersion',
  'kind',
  'services',
  'jobs',
  'steps',
  'on',
  'permissions',
  'contracts',
  'tools',
  'statements',
]

/** Whether a document is a CapFence policy: rule lists whose items name capabilities, or `risk_levels` with actions. */
export function detect(root: Node | null): Confidence {
  if (root?.kind !== 'map' || foreign.some((key) => entryOf(root, key) !== undefined)) return notMine
  const legacy = items(root, 'rules')
  if (legacy.some((item) => isMap(item) && has(item, 'action') && has(item, 'capability') && !has(item, 'when'))) {
    return { level: 'certain', reason: '`rules` name a capability and an action.' }
  }
  const lists = [...sections, 'warn' as const].filter((key) => items(root, key).length > 0)
  for (const key of lists) {
    if (items(root, key).some((item) => isMap(item) && has(item, 'capability'))) {
      return { level: 'certain', reason: `\`${key}\` lists rules with a capability.` }
    }
  }
  if (risky(root)) return { level: 'certain', reason: '`risk_levels` gives each level an action.' }
  const named = lists.find((key) => items(root, key).every(namesCapability))
  if (named !== undefined) return { level: 'possible', reason: `\`${named}\` lists names like \`resource.action\`.` }
  const beside = besideExtends(root)
  return beside === undefined
    ? notMine
    : { level: 'possible', reason: `\`extends\` names a file beside \`${beside}\`.` }
}

/** The key that makes a policy of a document whose rules all stand in its parents: other formats have `extends`, too. */
function besideExtends(root: MapNode): string | undefined {
  const value = entryOf(root, 'extends')?.value
  const names = value?.kind === 'list' ? value.items : value === undefined ? [] : [value]
  const keys = root.entries.map(({ key }) => (key.kind === 'scalar' ? key.text : ''))
  const others = keys.some((key) => key === 'rules' || !topLevelKeys.includes(key))
  if (others || names.length === 0 || !names.every(namesFile)) return undefined
  return [...sections, 'risk_levels', 'policy_name'].find((key) => keys.includes(key))
}

function namesFile(item: Node): boolean {
  return item.kind === 'scalar' && typeof item.value === 'string' && /\.(?:ya?ml|json)$/i.test(item.value)
}

function items(root: MapNode, key: string): readonly Node[] {
  const value = entryOf(root, key)?.value
  return value?.kind === 'list' ? value.items : []
}

function isMap(node: Node): node is MapNode {
  return node.kind === 'map'
}

function has(map: MapNode, key: string): boolean {
  return entryOf(map, key) !== undefined
}

function risky(root: MapNode): boolean {
  const levels = entryOf(root, 'risk_levels')?.value
  return levels?.kind === 'map' && levels.entries.some(({ value }) => isMap(value) && has(value, 'action'))
}

function namesCapability(item: Node): boolean {
  return (
    item.kind === 'scalar' &&
    typeof item.value === 'string' &&
    /^(?:\*|[a-z0-9_-]+)(?:\.(?:\*|[a-z0-9_-]+)){1,3}$/i.test(item.value)
  )
}
