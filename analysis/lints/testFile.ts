import type { EdictumModel } from '../../evaluator/dialects/edictum/model.ts'
import type { Policy } from '../../evaluator/policy.ts'
import type { Problem } from '../../evaluator/problem.ts'
import { dialectNamed } from '../../evaluator/registry.ts'
import type { Range } from '../../evaluator/text.ts'
import { entriesOf, type OutlineEntry } from '../outline/entries.ts'
import { readPolicyAs } from '../policyDocument.ts'
import type { PolicyUnderTest } from '../tests/policyUnderTest.ts'
import type { TestCase } from '../tests/testCase.ts'
import type { TestFile } from '../tests/testFile.ts'
import { agentsTool } from './agentsTool.ts'
import { unknownRule, unknownVerdict } from './expectations.ts'
import { problemOf } from './lint.ts'
import { shadowedIds } from './shadowedIds.ts'

/** The policy that a case is held against, or why there is none. */
export type UnderTest = (testCase: TestCase) => PolicyUnderTest | string

/**
 * What can be said of a test file once its policies are read: rules and verdicts that do not exist, a policy that is not
 * there. Nothing of other systems' files, whose words are their own.
 */
export function lintTestFile({ format, cases }: TestFile, text: string, underTest: UnderTest): readonly Problem[] {
  if (format !== 'rehearsal' || cases.length === 0) return []
  const entries = [...entriesOf(text)].filter(({ role }) => role === 'value')
  const faults = new Set<string>()
  const known = new Map<Policy, ReturnType<typeof expectableOf>>()
  const compositions = new Set<PolicyUnderTest>()
  const found = cases.flatMap((testCase) => {
    const under = underTest(testCase)
    if (typeof under === 'string') {
      faults.add(under)
      return []
    }
    const { policy } = under
    if (under.documents.length > 1) compositions.add(under)
    const expectable = known.get(policy) ?? expectableOf(policy)
    known.set(policy, expectable)
    const { rule, verdict } = testCase.expect
    return [
      ...agentsTool(policy, testCase, wordOf(entries, testCase, ['call.tool'])),
      ...(verdict === undefined ? [] : unknownVerdict(expectable, verdict, placeOf(entries, testCase, verdicts))),
      ...(rule === undefined ? [] : unknownRule(expectable, rule, placeOf(entries, testCase, ['expect.rule']))),
    ]
  })
  for (const each of compositions) found.push(...replaced(each, entries))
  const [fault] = faults
  if (fault === undefined) return found
  const at = entries.find(({ path }) => path[0] === 'policy')?.range ?? { start: 0, end: 0 }
  return [problemOf({ code: 'test-policy', range: at, message: `No case can be run: ${fault}.` }), ...found]
}

/** Rules that a later file of the composition replaces, at that file's name. */
function replaced({ policy, documents }: PolicyUnderTest, entries: readonly OutlineEntry[]): Problem[] {
  const [first, ...further] = documents
  const dialect = policy.dialect === 'edictum' ? dialectNamed('edictum') : undefined
  if (dialect === undefined || first === undefined) return []
  const { model } = readPolicyAs(dialect, first.path, first.text, { further })
  const files = entries.filter(({ path }) => path.length === 2 && path[0] === 'policy')
  return shadowedIds(model as EdictumModel).flatMap(({ id, document, by }) => {
    const [before, after] = [files[document], files[by]]
    if (before === undefined || after === undefined) return []
    const message = `\`${id}\` of ${after.text} takes the place of the one in ${before.text}, which is never asked here.`
    return [problemOf({ code: 'edictum-shadowed-id', range: after.range, message })]
  })
}

const verdicts = ['expect', 'expect.verdict', 'expect.effect']

function expectableOf({ dialect, rules }: Policy) {
  return { dialect, labels: rules.map(({ label }) => label) }
}

/** Where a word of a case stands, without its quotes; the whole case where the lines do not tell. */
function placeOf(entries: readonly OutlineEntry[], testCase: TestCase, keys: readonly string[]): Range {
  return wordOf(entries, testCase, keys) ?? testCase.range
}

function wordOf(entries: readonly OutlineEntry[], { range }: TestCase, keys: readonly string[]): Range | null {
  const found = entries.find(
    ({ path, range: at }) => at.start >= range.start && at.end <= range.end && keys.includes(path.slice(2).join('.')),
  )
  if (found === undefined) return null
  const quotes = found.range.end - found.range.start - found.text.length === 2 ? 1 : 0
  return { start: found.range.start + quotes, end: found.range.end - quotes }
}
