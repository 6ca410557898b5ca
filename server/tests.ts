import { readFileSync } from 'node:fs'
import { explainMarkdown } from '../analysis/explainMarkdown.ts'
import { lintTestFile } from '../analysis/lints/testFile.ts'
import type { PolicyDocument } from '../analysis/policyDocument.ts'
import { documentsOf, PoliciesUnderTest, type PolicyUnderTest } from '../analysis/tests/policyUnderTest.ts'
import { type CaseResult, runCase } from '../analysis/tests/runCase.ts'
import type { TestCase } from '../analysis/tests/testCase.ts'
import { testCommentsOf } from '../analysis/tests/testComment.ts'
import type { Problem } from '../evaluator/problem.ts'
import type { Range } from '../evaluator/text.ts'
import { type Documents, type OpenDocument, pathOf } from './documents.ts'
import { toLspRange } from './positions.ts'
import { policyTitle } from './protocol/policyTitle.ts'
import type { TestCases, TestResult } from './protocol.ts'

/**
 * A document's test cases, those at `wanted` places alone where that is given: in a policy's comments, or in a test file.
 * Only what is wanted is read; ids count equal cases among what is read.
 */
export function casesOf({ policy, tests }: OpenDocument, wanted?: (range: Range) => boolean): readonly TestCase[] {
  if (tests) return wanted ? tests.cases.filter(({ range }) => wanted(range)) : tests.cases
  const comments = policy?.comments ?? []
  return testCommentsOf(wanted ? comments.filter(({ range }) => wanted(range)) : comments).cases
}

/** The cases as the Test Explorer lists them; null for documents that are not ours. */
export function provideTestCases(document: OpenDocument): TestCases | null {
  if (document.policy === null && document.tests === null) return null
  const cases = casesOf(document).map(({ id, label, range }) => ({
    id,
    label,
    range: toLspRange(document.text, range),
  }))
  const name = policyTitle(document.policy?.model.name || document.path, document.path)
  return { uri: document.uri, name, cases }
}

/** Runs cases of a document, in order. */
export function runCases(document: OpenDocument, documents: Documents, cases: readonly TestCase[]): TestResult[] {
  const policyOf = policiesUnderTest(document, documents)
  return cases.map((testCase) => {
    const policy = policyOf(testCase)
    return typeof policy === 'string' ? errored(testCase, policy) : run(policy, testCase)
  })
}

function run({ policy }: PolicyUnderTest, testCase: TestCase): TestResult {
  const start = performance.now()
  const result = runCase(policy, testCase)
  return asTestResult(result, performance.now() - start, false)
}

/** One case's result as the client is told. */
export function asTestResult(result: CaseResult, durationMs: number, withoutTrace: boolean): TestResult {
  const { id, outcome, summary, message, expected, actual, trace } = result
  const told = { id, outcome, summary, trace: withoutTrace ? '' : explainMarkdown(trace), durationMs }
  return message === null ? told : { ...told, message, expected, actual }
}

/** The result of a case whose policy cannot be asked. */
export function errored({ id }: TestCase, message: string): TestResult {
  return { id, outcome: 'errored', summary: message, message, trace: message, durationMs: 0 }
}

/** Gives the policy that judges a case of the document, or why there is none. */
export function policiesUnderTest(
  { path, policy, tests }: OpenDocument,
  documents: Documents,
): (testCase: Pick<TestCase, 'policy'>) => PolicyUnderTest | string {
  if (tests) {
    const under = new PoliciesUnderTest(path, tests, (file) => textOf(file, documents), documents.namedBy)
    return (testCase) => under.of(testCase)
  }
  const only = policy === null ? 'This document is no policy.' : policyOrRefusal(policy)
  return () => only
}

function policyOrRefusal(document: PolicyDocument): PolicyUnderTest | string {
  const { model, policy } = document
  if (model.refused) return `the engine refuses this policy: ${model.refused.message}`
  return { policy, documents: documentsOf(document) }
}

/** What takes thought about a test file: its policies are read, from the editor where they are open. */
export function lintTests(document: OpenDocument, documents: Documents): readonly Problem[] {
  if (document.tests === null) return []
  return lintTestFile(document.tests, document.text.getText(), policiesUnderTest(document, documents))
}

/** The editor's text of a file where it is open, else the disk's; null when there is neither. */
function textOf(path: string, documents: Documents): string | null {
  for (const open of documents.all()) if (pathOf(open.uri) === path) return open.text.getText()
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}
