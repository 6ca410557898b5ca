import { resolve } from 'node:path'
import type { Fix, Problem } from '../evaluator/problem.ts'
import { coreYaml } from '../evaluator/yaml/core.ts'
import { readYaml } from '../evaluator/yaml/read.ts'
import { diagnosePolicy, diagnoseTestFile } from './diagnose.ts'
import { fixesOf } from './fixes.ts'
import { Lines } from './lines.ts'
import { lintPolicy } from './lints/index.ts'
import { lintTestFile, type UnderTest } from './lints/testFile.ts'
import { otherShape } from './otherShapes.ts'
import { type FilesNamedBy, readPolicyDocument } from './policyDocument.ts'
import { shownMessage } from './shownMessage.ts'
import { PoliciesUnderTest, type ReadText } from './tests/policyUnderTest.ts'
import { type TestFile, testFileAt } from './tests/testFile.ts'

/** What was found, with its place as people count it. */
export interface Finding {
  readonly severity: Problem['severity']
  readonly code: string
  readonly message: string
  /** Counted from 1. */
  readonly line: number
  readonly column: number
  readonly end_line: number
  readonly end_column: number
}

/** What checking one text found, and what a report says beside it. */
export interface CheckedText {
  readonly file: string
  /** The dialect's name, `test` for a test file, null for a file that is neither. */
  readonly dialect: string | null
  readonly problems: readonly Problem[]
  readonly lines: Lines
  /** The ways to mend a problem, worked out when they are asked for. */
  readonly fixesOf: (problem: Problem) => readonly Fix[]
}

/** What is known around a text that is checked. */
export interface CheckedIn {
  /** Reads the policies of a test file, to hold its cases against them. */
  readonly readText?: ReadText
  /** Why the text should be a policy, where something takes it for one. */
  readonly expected?: string
  /** Where the documents come from that a policy calls for. */
  readonly namedBy?: FilesNamedBy
}

/**
 * Checks one text as the editor would; a text that is no policy and no test file is itself a finding.
 */
export function checkText(file: string, text: string, around: CheckedIn = {}): CheckedText {
  const { readText, expected, namedBy } = around
  const lines = new Lines(text)
  const tests = testFileAt(file, text)
  if (tests !== null) {
    const thought = readText ? lintTestFile(tests, text, underTest(file, tests, readText, namedBy)) : []
    return { file, dialect: 'test', problems: [...diagnoseTestFile(text), ...thought], lines, fixesOf: ownFixes }
  }
  const document = readPolicyDocument(file, text, namedBy ? { named: namedBy(file) } : {})
  if (document) {
    const problems = [...diagnosePolicy(document), ...lintPolicy(document)]
    return { file, dialect: document.dialect.name, problems, lines, fixesOf: (problem) => fixesOf(document, problem) }
  }
  const although = expected === undefined ? '' : `, although ${expected}`
  const none = `This is not a policy of any system that Rehearsal reads${although}. A comment \`# rehearsal: dialect=NAME\` settles it`
  const message = `${otherShape(readYaml(text, coreYaml).root) ?? none}.`
  const problem: Problem = { code: 'not-a-policy', severity: 'error', range: { start: 0, end: 0 }, message }
  return { file, dialect: null, problems: [problem], lines, fixesOf: ownFixes }
}

function underTest(file: string, tests: TestFile, readText: ReadText, namedBy?: FilesNamedBy): UnderTest {
  const under = new PoliciesUnderTest(resolve(file), tests, readText, namedBy)
  return (testCase) => under.of(testCase)
}

function ownFixes({ fixes = [] }: Problem): readonly Fix[] {
  return fixes
}

/** Problems with their places as people count them. */
export function findingsOf(lines: Lines, problems: readonly Problem[]): Finding[] {
  return problems.map(({ severity, code, message, range }) => {
    const { line, column, endLine, endColumn } = lines.region(range)
    return { severity, code, message: shownMessage(message), line, column, end_line: endLine, end_column: endColumn }
  })
}
