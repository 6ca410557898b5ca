import type { ShadowEvent, ShadowRule } from '../../server/protocol.ts'
import type { Pages } from './pages.ts'

/** The rows of the Shadow events view. Policies and rules stay the same objects while they are in the log. */
export type ShadowNode = PolicyNode | RuleNode | EventNode | MoreNode

export interface PolicyNode {
  readonly kind: 'policy'
  readonly id: string
  readonly policyFile: string
  readonly name: string
  dialect: string
  count: number
  lastSeen: string
  rules: readonly RuleNode[]
}

export interface RuleNode {
  readonly kind: 'rule'
  readonly id: string
  readonly policy: string
  readonly policyFile: string
  readonly rule: string | null
  effect: string
  count: number
  lastSeen: string
  /** Undefined until the row was opened once. */
  pages: Pages<ShadowEvent> | undefined
  /** The log has grown since `pages` were read. */
  stale: boolean
}

export interface EventNode {
  readonly kind: 'event'
  readonly event: ShadowEvent
}

export interface MoreNode {
  readonly kind: 'more'
  readonly of: RuleNode
}

/** What a new answer changed: everything below the root, these policies, or nothing. */
export type Changed = 'all' | readonly PolicyNode[]

const byStrength = ['allow', 'warn', 'redact', 'require_approval', 'deny', 'error']

/** The rules of an answer grouped by policy, the most recent first, reusing the nodes that were shown before. */
export function group(
  answer: readonly ShadowRule[],
  shown: readonly PolicyNode[],
): { readonly policies: readonly PolicyNode[]; readonly changed: Changed } {
  const policies: PolicyNode[] = []
  const touched: PolicyNode[] = []
  for (const [id, lines] of Map.groupBy(answer, ({ policyFile, policy }) => JSON.stringify([policyFile, policy]))) {
    const known = shown.find((policy) => policy.id === id)
    const policy = known ?? newPolicy(id, lines[0])
    if (update(policy, lines)) touched.push(policy)
    policies.push(policy)
  }
  policies.sort(mostRecentFirst)
  const sameOrder = policies.length === shown.length && policies.every((policy, place) => policy === shown[place])
  return { policies, changed: sameOrder ? touched : 'all' }
}

function newPolicy(id: string, line: ShadowRule | undefined): PolicyNode {
  const { policyFile = '', policy: name = '', dialect = '' } = line ?? {}
  return { kind: 'policy', id, policyFile, name, dialect, count: 0, lastSeen: '', rules: [] }
}

function update(policy: PolicyNode, lines: readonly ShadowRule[]): boolean {
  const rules = [...Map.groupBy(lines, ({ rule }) => rule)].map(([rule, same]) => {
    const known = policy.rules.find((node) => node.rule === rule)
    return { node: known ?? newRule(policy, rule), same, known: known !== undefined }
  })
  let changed = rules.length !== policy.rules.length
  for (const { node, same, known } of rules) {
    const count = sum(same)
    const lastSeen = latest(same)
    if (!known || count !== node.count || lastSeen !== node.lastSeen) {
      changed = true
      node.stale = true
    }
    Object.assign(node, { count, lastSeen, effect: strongest(same) })
  }
  policy.rules = rules.map(({ node }) => node).sort(mostRecentFirst)
  const dialect = lines[0]?.dialect ?? policy.dialect
  if (dialect !== policy.dialect) changed = true
  Object.assign(policy, { dialect, count: sum(lines), lastSeen: latest(lines) })
  return changed
}

function newRule({ name: policy, policyFile }: PolicyNode, rule: string | null): RuleNode {
  const id = JSON.stringify([policyFile, policy, rule])
  const state = { effect: 'deny', count: 0, lastSeen: '', pages: undefined, stale: false }
  return { kind: 'rule', id, policy, policyFile, rule, ...state }
}

const sum = (lines: readonly ShadowRule[]) => lines.reduce((total, { count }) => total + count, 0)

function latest(lines: readonly ShadowRule[]): string {
  return (
    lines
      .map(({ lastSeen }) => lastSeen)
      .sort()
      .at(-1) ?? ''
  )
}

function strongest(lines: readonly ShadowRule[]): string {
  return lines.reduce((most, { effect }) => (rank(effect) > rank(most) ? effect : most), lines[0]?.effect ?? 'deny')
}

const rank = (effect: string) => byStrength.indexOf(effect)

function mostRecentFirst(a: { readonly lastSeen: string }, b: { readonly lastSeen: string }): number {
  return a.lastSeen === b.lastSeen ? 0 : a.lastSeen < b.lastSeen ? 1 : -1
}
