import { childOf, entryOf, type MapNode, type Node } from '../evaluator/yaml/node.ts'

/** A document that is none of the dialects, and which system's pages or tools show its like. */
interface Shape {
  readonly says: string
  readonly has: (root: MapNode, rule: MapNode | null) => boolean
}

const noSafeclawEngine =
  'no engine of SafeClaw reads it. Its page on simulation shows the shape of the dialect `safeclaw`; its engines read JSON'

/** In this order: the first that fits. */
const shapes: readonly Shape[] = [
  {
    says: `This has the shape of a test on SafeClaw’s pages (\`tests\` with \`matchedRule\`), and no tool of the vendor runs it`,
    has: (root) => childOf(childOf(firstOf(childOf(root, 'tests')), 'expect'), 'matchedRule') !== undefined,
  },
  {
    says: `This has the shape of a stub inside Agent Assembly (rules with \`action_pattern\`), which its gateway refuses`,
    has: (_, rule) => hasKey(rule, 'action_pattern'),
  },
  {
    says: 'This has the shape that Agent Assembly’s dashboard writes (`spec.rules`), which its own gateway refuses: policies have sections such as `tools`',
    has: (root) =>
      textOf(root, 'apiVersion').startsWith('agent-assembly') && childOf(childOf(root, 'spec'), 'rules') !== undefined,
  },
  {
    says: 'This has the shape of Agent Assembly’s end-to-end tests (rules with `effect`, `priority` and `match.resource`), which its gateway refuses',
    has: (_, rule) => hasKey(rule, 'priority') && childOf(childOf(rule, 'match'), 'resource') !== undefined,
  },
  {
    says: `This has another shape of SafeClaw’s pages (rules with \`action\` and \`decision\`): ${noSafeclawEngine}`,
    has: (_, rule) => hasKey(rule, 'action') && hasKey(rule, 'decision'),
  },
  {
    says: `This has another shape of SafeClaw’s pages (\`conditions\` as a list): ${noSafeclawEngine}, under \`condition\``,
    has: (_, rule) => childOf(rule, 'conditions')?.kind === 'list' || hasKey(rule, 'matcher'),
  },
  {
    says: `This has another shape of SafeClaw’s pages (rules with \`pathPattern\`): ${noSafeclawEngine}`,
    has: (_, rule) => hasKey(rule, 'pathPattern'),
  },
  {
    says: `This has the shape of a deployment file on SafeClaw’s pages (\`controlPlane\`, \`audit\`), which holds no rules`,
    has: (root) => hasKey(root, 'controlPlane') && hasKey(root, 'mode'),
  },
]

/** Which known shape a document has that no dialect is made of, as a sentence without its full stop; null for any other. */
export function otherShape(root: Node | null): string | null {
  if (root?.kind !== 'map') return null
  const rule = firstOf(childOf(root, 'rules'))
  return shapes.find(({ has }) => has(root, rule))?.says ?? null
}

function firstOf(list: Node | undefined): MapNode | null {
  const first = list?.kind === 'list' ? list.items[0] : undefined
  return first?.kind === 'map' ? first : null
}

function hasKey(map: MapNode | null, key: string): boolean {
  return map !== null && entryOf(map, key) !== undefined
}

function textOf(map: MapNode, key: string): string {
  const value = childOf(map, key)
  return value?.kind === 'scalar' ? value.text : ''
}
