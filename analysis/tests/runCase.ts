import type { Decision } from '../../evaluator/decision.ts'
import type { Policy } from '../../evaluator/policy.ts'
import type { Trace } from '../../evaluator/trace.ts'
import { dryRun } from '../dryRun.ts'
import type { Expectation, TestCase } from './testCase.ts'

export interface CaseResult {
  readonly id: string
  readonly outcome: 'passed' | 'failed'
  /** `deny · block-dotenv`: what came, and which rule decided. */
  readonly summary: string
  /** For a failure, one sentence: what was expected, what came, why. */
  readonly message: string | null
  readonly expected: string
  readonly actual: string
  readonly trace: Trace
}

const effects = ['allow', 'warn', 'redact', 'require_approval', 'deny', 'error']

/** Judges a case's call, after its earlier ones, and holds the decision against what the case expects. */
export function runCase(policy: Policy, testCase: TestCase): CaseResult {
  const { id, call, before, given, expect } = testCase
  const trace = dryRun(policy, call, given, before, testCase.counters)
  const { decision } = trace
  const differences = differencesOf(testCase, decision)
  const actual = describe(decision, expect)
  const expected = expectationLines(expect).join('\n')
  return {
    id,
    outcome: differences.length === 0 ? 'passed' : 'failed',
    summary: summaryOf(decision),
    message: differences.length === 0 ? null : `${differences.join('; ')} · ${decision.reason ?? 'no rule matched'}`,
    expected,
    actual,
    trace,
  }
}

/** What a decision comes to in a few words: `deny · block-dotenv (observe)`. */
export function summaryOf(decision: Decision): string {
  const rule = decision.rule === null ? '' : ` · ${decision.rule}`
  return `${decision.effect}${rule}${decision.dryRun ? ' (observed)' : ''}`
}

function differencesOf({ expect }: TestCase, decision: Decision): string[] {
  const found: string[] = []
  const { verdict, orVerdict = [], rule, reasonContains, applied, mode } = expect
  if (verdict !== undefined) {
    const came = wordOf(expect, decision)
    if (came !== verdict && !orVerdict.includes(came)) found.push(`expected ${verdict}, got ${came}`)
  }
  if (rule !== undefined && decision.rule !== rule)
    found.push(`expected rule ${rule}, got ${decision.rule ?? 'no rule'}`)
  if (reasonContains !== undefined && !decision.reason?.includes(reasonContains)) {
    found.push(`the reason does not contain "${reasonContains}"`)
  }
  if (applied !== undefined && decision.applied !== applied)
    found.push(`expected applied ${applied}, got ${decision.applied}`)
  if (mode !== undefined && decision.mode !== mode) found.push(`expected mode ${mode}, got ${decision.mode}`)
  return found
}

/** What the decision says on the scale on which the case expects something. */
function wordOf({ verdict = '', isOwnWord }: Expectation, decision: Decision): string {
  return effects.includes(verdict) && !isOwnWord ? decision.effect : decision.verdict
}

function expectationLines({ verdict, rule, reasonContains, applied, mode }: Expectation): string[] {
  const lines = { verdict, rule, 'reason contains': reasonContains, applied, mode }
  return Object.entries(lines).flatMap(([key, value]) => (value === undefined ? [] : `${key}: ${value}`))
}

/** The decision under the same keys as the expectation, so that the two can be shown as a diff. */
function describe(decision: Decision, expect: Expectation): string {
  const lines: string[] = []
  if (expect.verdict !== undefined) lines.push(`verdict: ${wordOf(expect, decision)}`)
  if (expect.rule !== undefined) lines.push(`rule: ${decision.rule ?? 'none'}`)
  if (expect.reasonContains !== undefined) lines.push(`reason contains: ${decision.reason ?? 'no reason'}`)
  if (expect.applied !== undefined) lines.push(`applied: ${decision.applied}`)
  if (expect.mode !== undefined) lines.push(`mode: ${decision.mode}`)
  return lines.join('\n')
}
