import { marksOf } from '../../conditions/marks.ts'
import { type Confidence, notMine } from '../../dialect.ts'
import { childOf, entryOf, type Node, stringOf } from '../../yaml/node.ts'
import { fields, operators } from './words.ts'

/** Keys that only the engine of the other system with this look reads. */
const othersKeys = ['scope', 'priority', 'sessionRules', 'enabled', 'metadata']
const othersRuleKeys = ['rateLimit', 'approvalConfig', 'constraints', 'costBudget', 'name']

/** Whether a document is of this dialect: rules with `condition`, and nothing that its simulator has not. */
export function detect(root: Node | null): Confidence {
  const marks = marksOf(root)
  if (marks === null) return notMine
  const { policy, rules } = marks
  const ownRule = rules.find((rule) => entryOf(rule, 'schedule') || entryOf(rule, 'expiresAt'))
  const version = stringOf(childOf(policy, 'version'))
  const isVersioned = version !== undefined && /^v\d+$/.test(version)
  const isOthers =
    othersKeys.some((key) => entryOf(policy, key)) ||
    marks.hasNesting ||
    [...marks.fields].some((field) => !fields.some((known) => known === field) && field.includes('.')) ||
    rules.some((rule) => othersRuleKeys.some((key) => entryOf(rule, key)))
  if (isOthers && !isVersioned && !ownRule) return notMine
  if (isVersioned)
    return { level: isOthers ? 'possible' : 'certain', reason: `${marks.reason} and the version \`${version}\`` }
  if (ownRule) return { level: isOthers ? 'possible' : 'certain', reason: 'a rule has `schedule` or `expiresAt`' }
  if (stringOf(childOf(policy, 'defaultEffect')) === 'require_approval') {
    return { level: 'certain', reason: '`defaultEffect` is `require_approval`, which only this dialect has' }
  }
  const isOwnWords = [...marks.operators].every((word) => operators.some((known) => known === word))
  return isOwnWords ? { level: 'possible', reason: marks.reason } : notMine
}
