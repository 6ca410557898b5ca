import type { Call } from '../../evaluator/call.ts'
import type { Glob } from '../../evaluator/dialects/orca/glob.ts'
import { globCovers } from '../../evaluator/dialects/orca/glob.ts'
import { listsCount } from '../../evaluator/dialects/orca/matchers.ts'
import type { Clause, InnerPolicy, OrcaModel, OrcaRule } from '../../evaluator/dialects/orca/model.ts'
import { inRunOrder } from '../../evaluator/dialects/orca/order.ts'
import { Float, type Json } from '../../evaluator/json/values.ts'
import { compactJson } from '../../evaluator/json/write.ts'
import type { Problem } from '../../evaluator/problem.ts'
import type { PolicyDocument } from '../policyDocument.ts'
import { unreachable } from './coverage.ts'
import { type Lint, modelOf } from './lint.ts'
import { sampleText } from './sampleText.ts'

/** Rules of a policy after one that takes every call they could match: the first in the order of priorities decides. */
export const orcaCover: Lint = function* (document) {
  const found: Problem[] = []
  for (const policy of modelOf<OrcaModel>(document, 'orca')?.policies ?? []) {
    found.push(...(yield* inPolicy(document, policy)))
  }
  return found
}

function inPolicy(document: PolicyDocument, policy: InnerPolicy) {
  const ordered = inRunOrder(policy.rules).map((rule) => {
    const bucket = rule.tool.kind === 'exact' ? rule.tool.text : null
    return { rule, label: rule.name, range: rule.nameRange, bucket }
  })
  return unreachable(document, {
    ordered,
    covers,
    witness: (rule) => witness(rule, policy),
    because: () => 'comes first',
  })
}

function covers(earlier: OrcaRule, rule: OrcaRule): boolean {
  if (earlier.needsHistory || (earlier.stage !== '' && earlier.stage !== rule.stage)) return false
  if (!globCovers(earlier.tool, rule.tool) || !globCovers(earlier.skill, rule.skill)) return false
  if (listsCount(earlier) && !sameLists(earlier, rule)) return false
  const asked = new Set(rule.clauses.map(keyOf))
  return earlier.clauses.every((clause) => asked.has(keyOf(clause)))
}

/** The same hosts, read the same way: an `allow` rule takes what the others leave. */
function sameLists(earlier: OrcaRule, rule: OrcaRule): boolean {
  const hosts = ({ egress }: OrcaRule) =>
    JSON.stringify([egress?.deny, egress?.allow].map((list) => list?.map(({ text }) => text)))
  return (
    listsCount(rule) && (earlier.verdict === 'allow') === (rule.verdict === 'allow') && hosts(earlier) === hosts(rule)
  )
}

function keyOf({ pathText, operator, value }: Clause): string {
  return `${pathText} ${operator} ${compactJson(value)}`
}

/** Only where every clause asks for a text or number under a name of its own. */
function witness(
  { tool, skill, stage, clauses, egress, needsHistory, verdict }: OrcaRule,
  { name }: InnerPolicy,
): Call | null {
  if (needsHistory) return null
  const args: { [key: string]: Json } = {}
  for (const clause of clauses) {
    const [key, more] = clause.path
    const sample = sampleOf(clause)
    if (typeof key !== 'string' || more !== undefined || sample === null) return null
    args[key] ??= sample
  }
  const host = (verdict === 'allow' ? egress?.allow : egress?.deny)?.find(({ cidr }) => cidr === null)?.host
  if (stage === 'egress') args.url ??= `https://${host ?? 'example.com'}/`
  const extra = { policy_id: name, ...(skill.text === '' ? {} : { skill: nameFor(skill) }) }
  return { tool: nameFor(tool), args, surface: stage === '' ? 'response' : stage, extra }
}

function sampleOf({ operator, value, pattern }: Clause): Json | null {
  if (operator === 'eq' || operator === 'contains') return value
  if (operator === 'in') return Array.isArray(value) ? (value[0] ?? null) : null
  if (operator === 'regex') return pattern && sampleText(pattern)
  const number = value instanceof Float ? value.value : value
  if (typeof number !== 'number' || (operator !== 'gt' && operator !== 'lt')) return null
  return number + (operator === 'gt' ? 1 : -1)
}

function nameFor(glob: Glob): string {
  switch (glob.kind) {
    case 'any':
      return 'any.tool'
    case 'exact':
      return glob.text
    case 'prefix':
      return `${glob.part}x`
    case 'suffix':
      return `x${glob.part}`
    case 'infix':
      return `x${glob.part}x`
  }
}
