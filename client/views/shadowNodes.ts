import type { EventsFilter, Group, GroupBy, LogEvent } from '../../server/protocol/events.ts'
import { exactly } from './filter.ts'
import type { Pages } from './pages.ts'

/** The rows of the Shadow events view. Policies and groups stay the same objects while they are in the log. */
export type ShadowNode = PolicyNode | GroupNode | EventNode | MoreNode

export interface PolicyNode {
  readonly kind: 'policy'
  readonly id: string
  readonly policyFile: string
  readonly name: string
  dialect: string
  count: number
  lastSeen: string
  groups: readonly GroupNode[]
}

/** Events that have a rule, an agent, a tool or a run in common. */
export interface GroupNode {
  readonly kind: 'group'
  readonly of: 'rule' | 'agent' | 'tool' | 'run'
  readonly id: string
  /** What narrows the view's filter to this group. */
  readonly key: EventsFilter
  /** Its own name; empty where there is none: no rule matched, no agent was said. */
  readonly name: string
  readonly policy: string
  readonly policyFile: string
  readonly rule: string | null
  readonly agent: string
  effect: string
  count: number
  lastSeen: string
  /** Undefined until the row was opened once. */
  pages: Pages<LogEvent> | undefined
  /** The log has grown since `pages` were read. */
  stale: boolean
}

export interface EventNode {
  readonly kind: 'event'
  readonly event: LogEvent
}

/** More events of a group, or null: more groups. */
export interface MoreNode {
  readonly kind: 'more'
  readonly of: GroupNode | null
}

/** What stands at the root. */
export type RootNode = PolicyNode | GroupNode

/** What a new answer changed: everything below the root, these rows, or nothing. */
export type Changed = 'all' | readonly RootNode[]

const byStrength = ['allow', 'warn', 'redact', 'require_approval', 'deny', 'error']

/** The groups of an answer, rules under their policies where that is asked for, reusing the nodes that were shown before. */
export function group(
  answer: readonly Group[],
  by: GroupBy,
  shown: readonly RootNode[],
): { readonly roots: readonly RootNode[]; readonly changed: Changed } {
  const touched: RootNode[] = []
  const roots = by === 'policy' ? policies(answer, shown, touched) : answer.map((each) => one(each, by, shown, touched))
  const moved = roots.length !== shown.length || roots.some((root, at) => root !== shown[at])
  return { roots, changed: moved ? 'all' : touched }
}

function policies(answer: readonly Group[], shown: readonly RootNode[], touched: RootNode[]): PolicyNode[] {
  const groups = Map.groupBy(answer, ({ policyFile, policy }) => JSON.stringify(['policy', policyFile, policy]))
  return [...groups].map(([id, rules]) => {
    const known = shown.find((root) => root.id === id)
    const policy = known?.kind === 'policy' ? known : newPolicy(id, rules[0])
    const before = touched.length
    const nodes = rules.map((rule) => one(rule, 'rule', policy.groups, touched))
    const changed = touched.length > before || nodes.length !== policy.groups.length
    touched.length = before
    if (changed) touched.push(policy)
    policy.groups = nodes
    policy.dialect = rules[0]?.dialect ?? ''
    policy.count = rules.reduce((sum, { count }) => sum + count, 0)
    policy.lastSeen = rules.reduce((last, { lastSeen }) => (lastSeen > last ? lastSeen : last), '')
    return policy
  })
}

function newPolicy(id: string, first: Group | undefined): PolicyNode {
  const { policy: name = '', policyFile = '', dialect = '' } = first ?? {}
  return { kind: 'policy', id, policyFile, name, dialect, count: 0, lastSeen: '', groups: [] }
}

function one(each: Group, of: GroupNode['of'], shown: readonly RootNode[], touched: RootNode[]): GroupNode {
  const id = JSON.stringify([of, each.policyFile, each.policy, each.rule, each.agent, each.tool, each.session])
  const known = shown.find((node) => node.id === id)
  const node = known?.kind === 'group' ? known : newGroup(id, of, each)
  if (node !== known || node.count !== each.count || node.lastSeen !== each.lastSeen) {
    node.stale = true
    touched.push(node)
  }
  return Object.assign(node, { count: each.count, lastSeen: each.lastSeen, effect: strongest(each.effects) })
}

function newGroup(id: string, of: GroupNode['of'], each: Group): GroupNode {
  const { policy, policyFile, rule, agent, tool, session } = each
  const parts = {
    rule: { key: { ...ofPolicy(policy, policyFile), rule }, name: rule ?? '' },
    agent: { key: { agent: exactly(agent) }, name: agent },
    tool: { key: { tool: exactly(tool) }, name: tool },
    run: { key: { session }, name: session },
  }[of]
  const state = { effect: 'deny', count: 0, lastSeen: '', pages: undefined, stale: false }
  return { kind: 'group', of, id, ...parts, policy, policyFile, rule, agent, ...state }
}

/** The filter of a policy; what another system's log does not say narrows nothing. */
export function ofPolicy(policy: string, policyFile: string): EventsFilter {
  return { ...(policy !== '' && { policy }), ...(policyFile !== '' && { policyFile }) }
}

/** The strongest effect of a group; where it tells none apart, that of a denial. */
function strongest(effects: Group['effects']): string {
  const known = Object.keys(effects).sort((a, b) => byStrength.indexOf(b) - byStrength.indexOf(a))
  return known[0] || 'deny'
}
