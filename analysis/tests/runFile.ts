import { resolve } from 'node:path'
import { type FilesNamedBy, readPolicyDocument, whyUnasked } from '../policyDocument.ts'
import { PoliciesUnderTest, type PolicyUnderTest, type ReadText } from './policyUnderTest.ts'
import { type CaseResult, runCase } from './runCase.ts'
import type { CaseProblem, TestCase } from './testCase.ts'
import { testCommentsOf } from './testComment.ts'
import { isTestFilePath, testFileAt } from './testFile.ts'

/** How one case went, without its trace; `errored` where its policy could not be asked. */
export interface CaseOutcome extends Omit<CaseResult, 'trace' | 'outcome'> {
  readonly outcome: CaseResult['outcome'] | 'errored'
  readonly milliseconds: number
}

/** The cases of one file, run; or why they could not be. */
export interface FileRun {
  readonly file: string
  readonly results: readonly { readonly testCase: TestCase; readonly result: CaseOutcome }[]
  readonly problems: readonly CaseProblem[]
  /** Why no case could be run; null when they were. */
  readonly failure: string | null
}

/** What a run may be given beside the file. */
export interface RunOptions {
  /** The policies of a file that names none, absolute, in order. */
  readonly policies?: readonly string[]
  /** Where the documents come from that a policy calls for. */
  readonly namedBy?: FilesNamedBy
  /** Hears of every policy that cases were held against. */
  readonly onPolicy?: (policy: PolicyUnderTest) => void
  /** Hears of every case that was judged, with its trace. */
  readonly onResult?: (policy: PolicyUnderTest, result: CaseResult) => void
}

/** Runs the cases of a policy's comments or of a test file. */
export function runFile(file: string, text: string, readText: ReadText, options: RunOptions = {}): FileRun {
  const { cases, problems, policyOf } = prepared(file, text, readText, options)
  const whole =
    policyOf === null ? 'this is not a policy of any system that Rehearsal reads' : failureOf(cases, policyOf)
  if (policyOf === null || whole !== null) return { file, results: [], problems, failure: whole }
  const seen = new Set<PolicyUnderTest>()
  const results = cases.map((testCase) => {
    const policy = policyOf(testCase)
    if (typeof policy === 'string') return { testCase, result: errored(testCase, policy) }
    if (!seen.has(policy)) options.onPolicy?.(policy)
    seen.add(policy)
    const start = performance.now()
    const { trace, ...result } = runCase(policy.policy, testCase)
    const milliseconds = performance.now() - start
    options.onResult?.(policy, { ...result, trace })
    return { testCase, result: { ...result, milliseconds } }
  })
  if (cases.length === 0) {
    const policy = policyOf({})
    if (typeof policy !== 'string') options.onPolicy?.(policy)
  }
  return { file, results, problems, failure: null }
}

type PolicyOf = (testCase: Pick<TestCase, 'policy'>) => PolicyUnderTest | string

interface Prepared {
  readonly cases: readonly TestCase[]
  readonly problems: readonly CaseProblem[]
  /** Null for a file that is neither policy nor test file. */
  readonly policyOf: PolicyOf | null
}

/** One fault that all cases share is the file's. */
function failureOf(cases: readonly TestCase[], policyOf: PolicyOf): string | null {
  const found = (cases.length === 0 ? [{}] : cases).map(policyOf)
  const [first] = found
  return typeof first === 'string' && found.every((each) => each === first) ? first : null
}

function errored({ id }: TestCase, message: string): CaseOutcome {
  return { id, outcome: 'errored', summary: message, message, expected: '', actual: '', milliseconds: 0 }
}

function prepared(file: string, text: string, readText: ReadText, { policies = [], namedBy }: RunOptions): Prepared {
  const tests = testFileAt(file, text)
  if (tests) {
    const named = tests.policies.length > 0 ? tests.policies : policies
    const under = new PoliciesUnderTest(resolve(file), { ...tests, policies: named }, readText, namedBy)
    return { cases: tests.cases, problems: tests.problems, policyOf: (testCase) => under.of(testCase) }
  }
  if (isTestFilePath(file)) return { cases: [], problems: [], policyOf: () => 'a test file needs `policy` and `cases`' }
  const document = readPolicyDocument(file, text, namedBy ? { named: namedBy(file) } : {})
  if (document === null) return { cases: [], problems: [], policyOf: null }
  const documents = [{ path: resolve(file), text }, ...document.model.further]
  const policy = whyUnasked(document, 'this policy') ?? { policy: document.policy, documents }
  return { ...testCommentsOf(document.comments), policyOf: () => policy }
}
