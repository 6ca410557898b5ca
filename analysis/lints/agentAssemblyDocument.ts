import type { AgentAssemblyModel } from '../../evaluator/dialects/agent-assembly/model.ts'
import type { Problem } from '../../evaluator/problem.ts'
import { childOf, entryOf, type MapNode, type Node } from '../../evaluator/yaml/node.ts'
import { type Lint, modelOf, problemOf } from './lint.ts'

/** What decides under `spec`, or is taken to, and nothing under `metadata`. */
const misplaced = [
  ...['scope', 'enforcement_mode', 'network', 'schedule', 'budget', 'data', 'tools', 'capabilities', 'approval'],
  ...['filesystem', 'syscalls', 'approval_timeout_secs', 'rules'],
]
const envelope = ['apiVersion', 'kind', 'metadata', 'spec']

/** What the gateway passes over in a document as a whole, without a word. */
export const agentAssemblyDocument: Lint = (document) => {
  const root = modelOf<AgentAssemblyModel>(document, 'agent-assembly')?.root
  if (root?.kind !== 'map') return []
  const spec = childOf(root, 'spec')
  return [
    ...(spec?.kind === 'map' ? [...besideSpec(root), ...inMetadata(childOf(root, 'metadata'))] : []),
    ...withoutValue(spec?.kind === 'map' ? spec : root),
    ...fileEnding(document.path, root),
  ]
}

function besideSpec(root: MapNode): Problem[] {
  return root.entries.flatMap(({ key }) => {
    if (key.kind !== 'scalar' || envelope.includes(key.text)) return []
    const message = `Beside \`spec\` the gateway does not read \`${key.text}\`: only what stands under \`spec\` counts.`
    return [problemOf({ code: 'assembly-beside-spec', range: key.range, message })]
  })
}

/** The gateway reads names and versions there; its own dashboard writes more. */
function inMetadata(metadata: Node | undefined): Problem[] {
  if (metadata?.kind !== 'map') return []
  return metadata.entries.flatMap(({ key }) => {
    if (key.kind !== 'scalar' || !misplaced.includes(key.text)) return []
    const message = `Under \`metadata\` the gateway does not read \`${key.text}\`: only what stands under \`spec\` counts.`
    return [problemOf({ code: 'assembly-beside-spec', range: key.range, message })]
  })
}

function withoutValue(body: MapNode): Problem[] {
  const network = entryOf(body, 'network')
  if (network?.value.kind !== 'scalar' || network.value.value !== null) return []
  const message = 'A `network` without a value restricts no host; `network: {}` denies every one.'
  return [problemOf({ code: 'assembly-null-section', range: network.key.range, message })]
}

function fileEnding(path: string, root: MapNode): Problem[] {
  const first = root.entries[0]
  if (!path.endsWith('.yml') || first === undefined) return []
  const message =
    'In a directory of policies the gateway reads `*.yaml` alone: name this file so if it is to be one of them.'
  return [problemOf({ code: 'assembly-file-ending', range: first.key.range, message })]
}
