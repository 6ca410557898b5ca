import type { Findings } from './findings.ts'
import { globCovers } from './glob.ts'
import type { InnerPolicy, OrcaRule } from './model.ts'
import { inRunOrder } from './order.ts'

/** How many rules that match by name alone are held against each later one. */
const looked = 200

/** Warns of rules that are never reached, because an earlier one takes every call that they could match. */
export function warnAboutCover(found: Findings, policy: InnerPolicy): void {
  const wide: OrcaRule[] = []
  for (const rule of inRunOrder(policy.rules)) {
    const cover = wide.find((earlier) => covers(earlier, rule))
    if (cover) {
      const message = `This rule is never reached: \`${cover.name}\` comes first and takes every call it could match.`
      found.hint('never-reached', 'warning', rule.nameRange, message)
    } else if (isUnconditional(rule) && wide.length < looked) wide.push(rule)
  }
}

function isUnconditional({ clauses, egress, needsHistory, stage }: OrcaRule): boolean {
  const listsCount = egress !== null && (stage === '' || stage === 'egress')
  return clauses.length === 0 && !needsHistory && !(listsCount && egress.deny.length + egress.allow.length > 0)
}

function covers(earlier: OrcaRule, rule: OrcaRule): boolean {
  const sameStage = earlier.stage === '' || earlier.stage === rule.stage
  return sameStage && globCovers(earlier.tool, rule.tool) && globCovers(earlier.skill, rule.skill)
}
