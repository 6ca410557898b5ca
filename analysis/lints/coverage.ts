import { type Call, nothingGiven } from '../../evaluator/call.ts'
import type { Policy } from '../../evaluator/policy.ts'
import type { Problem } from '../../evaluator/problem.ts'
import type { Range } from '../../evaluator/text.ts'
import type { PolicyDocument } from '../policyDocument.ts'
import { callText } from './callText.ts'
import { problemOf, type Steps } from './lint.ts'

/** A rule of some dialect as coverage asks about it. */
export interface Coverable<Rule> {
  readonly rule: Rule
  readonly label: string
  readonly range: Range
  /** What calls it is about, such as a tool's name: only rules of the same bucket or of none can cover it. Null: any call. */
  readonly bucket: string | null
}

/** How rules of a dialect take each other's calls. */
export interface Coverage<Rule> {
  /** In the order in which the engine lets them decide. */
  readonly ordered: readonly Coverable<Rule>[]
  /** Whether every call that `rule` matches is one that `earlier` matches too. May only err towards false. */
  covers(earlier: Rule, rule: Rule): boolean
  /** A call that `rule` matches; null when none is easily found. */
  witness(rule: Rule): Call | null
  /** Why the other rule comes before: the end of a sentence that begins with its name. */
  readonly because: (earlier: Rule, rule: Rule) => string
}

/** How many earlier rules of a bucket each rule is held against. */
const looked = 200
const rulesAStep = 32

/** The rules that never decide, each with the one that decides instead and a call that shows it. */
export function* unreachable<Rule>(document: PolicyDocument, coverage: Coverage<Rule>): Steps<readonly Problem[]> {
  const buckets = new Map<string | null, Coverable<Rule>[]>()
  const found: Problem[] = []
  let indexes: ReadonlyMap<string, number> | null = null
  for (const [index, each] of coverage.ordered.entries()) {
    if (index % rulesAStep === rulesAStep - 1) yield
    const cover = findCover(buckets, each, coverage)
    if (cover) {
      indexes ??= indexesOf(document.policy)
      found.push(...describe(document, coverage, cover, each, indexes.get(each.label)))
    } else remember(buckets, each)
  }
  return found
}

function findCover<Rule>(
  buckets: ReadonlyMap<string | null, readonly Coverable<Rule>[]>,
  { rule, bucket }: Coverable<Rule>,
  { covers }: Coverage<Rule>,
): Coverable<Rule> | undefined {
  const takes = (earlier: Coverable<Rule>) => covers(earlier.rule, rule)
  return buckets.get(null)?.find(takes) ?? (bucket === null ? undefined : buckets.get(bucket)?.find(takes))
}

function remember<Rule>(buckets: Map<string | null, Coverable<Rule>[]>, each: Coverable<Rule>): void {
  const known = buckets.get(each.bucket)
  if (known === undefined) buckets.set(each.bucket, [each])
  else if (known.length < looked) known.push(each)
}

const enforced = { ...nothingGiven, modeOverride: 'enforce' } as const

/** The call, if the rule really matches it: samples can be mapped to another name, or miss what a condition also asks. */
function shown(policy: Policy, index: number | undefined, call: Call | null): Call | null {
  return call !== null && index !== undefined && policy.match(index, call, enforced) === true ? call : null
}

function indexesOf({ rules }: Policy): ReadonlyMap<string, number> {
  return new Map(rules.map(({ label }, index) => [label, index]))
}

/** Says it, unless the evaluator itself shows by the witness that it is not so. */
function describe<Rule>(
  { policy }: PolicyDocument,
  { witness, because }: Coverage<Rule>,
  cover: Coverable<Rule>,
  { rule, label, range }: Coverable<Rule>,
  index: number | undefined,
): readonly Problem[] {
  const call = policy.needsIsolation ? null : shown(policy, index, witness(rule))
  const said = `This rule never decides: \`${cover.label}\` ${because(cover.rule, rule)} and takes every call that this one matches`
  if (call === null) return [problemOf({ code: 'unreachable-rule', range, message: `${said}.` })]
  const decision = policy.evaluate(call, enforced, null)
  if (decision.rule === label || decision.effect === 'error') return []
  return [problemOf({ code: 'unreachable-rule', range, message: `${said}, such as ${callText(call)}.` })]
}
