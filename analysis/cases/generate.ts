import type { Policy } from '../../evaluator/policy.ts'
import type { Trace } from '../../evaluator/trace.ts'
import { clausesThatBore } from '../coverage/coverage.ts'
import { dryRun } from '../dryRun.ts'
import type { PolicyDocument } from '../policyDocument.ts'
import type { ReplaySource } from '../replay/source.ts'
import type { TestCase } from '../tests/testCase.ts'
import { type Choice, leastCover } from './cover.ts'
import { type Candidate, candidates, lengthOf, type Unused } from './recorded.ts'
import { type WrittenCase, writtenCase } from './written.ts'

/** Cases made of recorded calls, and what they add to those that there were. */
export interface GeneratedCases {
  readonly cases: readonly WrittenCase[]
  /** Rules that a case decides now and none did before. */
  readonly newlyCovered: readonly string[]
  /** Rules that no recorded call reaches and no case covers. */
  readonly stillUncovered: readonly string[]
  readonly unused: Unused
}

/**
 * Makes as few cases as cover what the recorded calls reach: each rule with each verdict it gave, the calls that no rule
 * decided, and the clauses that bore on a decision. What `existing` cases cover is left out. Pauses now and then.
 */
export function* generateCases(
  { policy, dialect }: PolicyDocument,
  source: ReplaySource,
  existing: readonly TestCase[],
): Generator<void, GeneratedCases> {
  const covered = new Set<string>()
  for (const { call, given, before, counters } of existing) {
    for (const element of elementsOf(dryRun(policy, call, given, before, counters))) covered.add(element)
    yield
  }
  const { found, unused } = yield* candidates(policy, dialect, source)
  const choices: Chosen[] = []
  for (const candidate of found) {
    const choice = choiceOf(policy, candidate)
    if (choice) choices.push(choice)
    if (choices.length % 100 === 99) yield
  }
  const chosen = leastCover(withoutTwins(choices), covered)
  const inOrder = chosen.sort((a, b) => orderOf(policy, a) - orderOf(policy, b))
  const before = rulesIn(covered)
  const now = new Set([...before, ...inOrder.map(({ rule }) => rule)])
  const enabled = policy.rules.filter((rule) => rule.enabled).map(({ label }) => label)
  return {
    cases: inOrder.map(({ written }) => written),
    newlyCovered: enabled.filter((label) => now.has(label) && !before.has(label)),
    stillUncovered: enabled.filter((label) => !now.has(label)),
    unused,
  }
}

interface Chosen extends Choice {
  readonly rule: string
  readonly written: WrittenCase
}

function choiceOf(policy: Policy, candidate: Candidate): Chosen | null {
  const { call, given, decision, count } = candidate
  const written = writtenCase(call, given, decision.effect, decision.rule)
  if (written === null) return null
  // Often recorded is better, and of two that were recorded as often the shorter one.
  const weight = count + 1 / (1 + lengthOf(candidate))
  return { covers: elementsOf(policy.explain(call, given, null)), weight, rule: decision.rule ?? '', written }
}

/** Of choices that cover the same, the weightiest alone: there are many alike. */
function withoutTwins(choices: readonly Chosen[]): Chosen[] {
  const best = new Map<string, Chosen>()
  for (const choice of choices) {
    const key = [...choice.covers].sort().join('\n')
    const known = best.get(key)
    if (known === undefined || choice.weight > known.weight) best.set(key, choice)
  }
  return [...best.values()]
}

const decidedBy = 'decided '

/** What one judged call shows of a policy. */
function elementsOf({ decision, rules }: Trace): Set<string> {
  const elements = new Set([`${decidedBy}${JSON.stringify([decision.rule ?? '', decision.effect])}`])
  for (const { decided, clauses, document } of rules) {
    if (!decided) continue
    for (const { range, text } of clausesThatBore(clauses)) elements.add(`${document} ${range.start} ${text}`)
  }
  return elements
}

function rulesIn(elements: ReadonlySet<string>): Set<string> {
  const decided = [...elements].filter((element) => element.startsWith(decidedBy))
  return new Set(decided.map((element) => JSON.parse(element.slice(decidedBy.length))[0] as string))
}

/** In the order of the policy's rules; what no rule decided comes last. */
function orderOf({ rules }: Policy, { rule }: Chosen): number {
  const index = rules.findIndex(({ label }) => label === rule)
  return index === -1 ? rules.length : index
}
