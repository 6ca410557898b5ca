import { type Confidence, notMine } from '../../dialect.ts'
import { childOf, entryOf, type Node } from '../../yaml/node.ts'

/** Keys that only this firewall's rules and policies have. */
const policyMarks = ['default_verdict', 'shadow_mode']
const ruleMarks = ['tool_name_glob', 'args_match', 'args_match_json', 'skill_name_glob', 'cap_cost_cents']

/** Whether a document is of this dialect: its marker `orca`, or policies with the firewall's own keys. */
export function detect(root: Node | null): Confidence {
  if (root?.kind !== 'map' || entryOf(root, 'services') || entryOf(root, 'apiVersion')) return notMine
  const marker = childOf(root, 'orca')
  const beside = ['policies', 'workspace', 'tool_names', 'keys'].find((key) => entryOf(root, key))
  if (marker?.kind === 'scalar' && (beside !== undefined || marker.value === 1)) {
    return {
      level: 'certain',
      reason: `it has the marker \`orca\`${beside === undefined ? '' : ` beside \`${beside}\``}`,
    }
  }
  const list = childOf(root, 'policies')
  for (const policy of list?.kind === 'list' ? list.items.slice(0, 4) : []) {
    const mark = policyMarks.find((key) => childOf(policy, key))
    if (mark !== undefined) return { level: 'certain', reason: `a policy has \`${mark}\`` }
    const rules = childOf(policy, 'rules')
    const rule = rules?.kind === 'list' ? rules.items[0] : undefined
    const ruleMark = ruleMarks.find((key) => childOf(rule, key))
    if (ruleMark !== undefined) return { level: 'certain', reason: `a rule of a policy has \`${ruleMark}\`` }
  }
  return notMine
}
