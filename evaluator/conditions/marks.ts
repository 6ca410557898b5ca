import { childOf, entryOf, type MapNode, type Node, stringOf } from '../yaml/node.ts'
import { effectWords } from './outcome.ts'

/** Keys that documents of other kinds have at the top; a policy with conditions has none of them. */
const foreign = [
  ...[
    'apiVersion',
    'kind',
    'services',
    'jobs',
    'on',
    'steps',
    'spec',
    'tools',
    'contracts',
    'policies',
    'mode',
    'orca',
  ],
  ...['$schema', '$id', 'compilerOptions', 'extends', 'plugins', 'env', 'scripts', 'dependencies', 'devDependencies'],
  ...[
    'overrides',
    'parserOptions',
    'openapi',
    'swagger',
    'properties',
    'Statement',
    'allow',
    'deny',
    'enforcement_mode',
  ],
]

/** How many rules are looked at: enough to see past one that is being typed. */
const looked = 8

/** What a policy with `condition`s shows of itself; null for a document that is none. */
export interface Marks {
  readonly policy: MapNode
  readonly rules: readonly MapNode[]
  /** All words under `field` and `operator` in its conditions. */
  readonly fields: ReadonlySet<string>
  readonly operators: ReadonlySet<string>
  readonly hasNesting: boolean
  readonly reason: string
}

/** Reads the marks of a policy whose rules have `effect` and `condition`, the shape that several engines share. */
export function marksOf(root: Node | null): Marks | null {
  if (root?.kind !== 'map' || foreign.some((key) => entryOf(root, key))) return null
  const list = childOf(root, 'rules')
  if (list?.kind !== 'list') return null
  const rules = list.items.slice(0, looked).filter((item) => item.kind === 'map')
  if (rules.some((rule) => entryOf(rule, 'action') || entryOf(rule, 'match'))) return null
  const hasDefault = isEffect(childOf(root, 'defaultEffect'))
  const ruled = rules.find((rule) => isEffect(childOf(rule, 'effect')) && childOf(rule, 'condition')?.kind === 'map')
  const named = stringOf(childOf(root, 'id')) !== undefined && rules.some((rule) => isEffect(childOf(rule, 'effect')))
  if (!hasDefault && !ruled && !named) return null
  const reason = hasDefault ? 'it has `defaultEffect` beside `rules`' : 'a rule has `effect` and `condition`'
  const found = { fields: new Set<string>(), operators: new Set<string>(), hasNesting: false }
  for (const rule of rules) collect(childOf(rule, 'condition'), found, 0)
  return { policy: root, rules, reason, ...found }
}

interface Found {
  readonly fields: Set<string>
  readonly operators: Set<string>
  hasNesting: boolean
}

function collect(condition: Node | undefined, found: Found, depth: number): void {
  if (condition?.kind !== 'map' || depth > 6) return
  const field = stringOf(childOf(condition, 'field'))
  const operator = stringOf(childOf(condition, 'operator'))
  if (field !== undefined) found.fields.add(field)
  if (operator !== undefined) found.operators.add(operator)
  if (entryOf(condition, 'not')) found.hasNesting = true
  for (const key of ['all', 'any', 'not']) {
    const inner = childOf(condition, key)
    if (inner !== undefined && depth > 0) found.hasNesting = true
    const parts = inner?.kind === 'list' ? inner.items.slice(0, looked) : inner ? [inner] : []
    for (const part of parts) collect(part, found, depth + 1)
  }
}

function isEffect(node: Node | undefined): boolean {
  const word = stringOf(node)
  return effectWords.some((known) => known === word)
}
