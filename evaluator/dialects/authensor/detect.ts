import { marksOf } from '../../conditions/marks.ts'
import { type Confidence, notMine } from '../../dialect.ts'
import { childOf, entryOf, type Node, stringOf } from '../../yaml/node.ts'
import { operators } from './words.ts'

const ownKeys = ['scope', 'priority', 'sessionRules', 'enabled']
const ownRuleKeys = ['rateLimit', 'approvalConfig', 'costBudget', 'constraints']
/** Operators and fields that another system's documents of this look have too. */
const shared = ['eq', 'in', 'startsWith', 'contains', 'matches', 'action.type', 'action.resource']

/** Whether a document is of this dialect: a policy with `condition`s, or a list of such, with the engine's own keys. */
export function detect(root: Node | null): Confidence {
  const isList = root?.kind === 'list'
  const marks = marksOf(isList ? (root.items[0] ?? null) : root)
  if (marks === null) return notMine
  if (isList) return { level: 'certain', reason: 'it is a list of policies with `rules`' }
  const { policy, rules } = marks
  const key = ownKeys.find((one) => entryOf(policy, one))
  if (key !== undefined) return { level: 'certain', reason: `${marks.reason}, and \`${key}\`` }
  const ruleKey = ownRuleKeys.find((one) => rules.some((rule) => entryOf(rule, one)))
  if (ruleKey !== undefined) return { level: 'certain', reason: `a rule has \`${ruleKey}\`` }
  if (marks.hasNesting) return { level: 'certain', reason: 'a condition is nested' }
  const operator = [...marks.operators].find((word) => operators.includes(word) && !shared.includes(word))
  if (operator !== undefined) return { level: 'certain', reason: `a condition has the operator \`${operator}\`` }
  const field = [...marks.fields].find((word) => word.includes('.') && !shared.includes(word))
  if (field !== undefined) return { level: 'certain', reason: `a condition looks at \`${field}\`` }
  const version = stringOf(childOf(policy, 'version'))
  if (version !== undefined && /^\d+\.\d+\.\d+$/.test(version)) {
    return { level: 'certain', reason: `${marks.reason} and the version \`${version}\`` }
  }
  return { level: 'possible', reason: marks.reason }
}
