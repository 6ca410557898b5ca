import type { Problem } from '../evaluator/problem.ts'
import { diagnosePolicy, diagnoseTestFile } from './diagnose.ts'
import { lintPolicy } from './lints/index.ts'
import { readPolicyDocument } from './policyDocument.ts'
import { isTestFilePath, readTestFile } from './tests/testFile.ts'

/** What checking one file found, with positions as people count them. */
export interface CheckedFile {
  readonly file: string
  /** The dialect's name, `test` for a test file, null for a file that is neither. */
  readonly dialect: string | null
  readonly findings: readonly Finding[]
}

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

/** Checks one text as the editor would; a text that is no policy and no test file is itself a finding. */
export function checkFile(file: string, text: string): CheckedFile {
  if (isTestFilePath(file) && readTestFile(text) !== null) {
    return { file, dialect: 'test', findings: findings(text, diagnoseTestFile(text)) }
  }
  const document = readPolicyDocument(file, text)
  if (document) {
    const problems = [...diagnosePolicy(document), ...lintPolicy(document)]
    return { file, dialect: document.dialect.name, findings: findings(text, problems) }
  }
  const message =
    'This is not a policy of any system that Rehearsal reads. A comment `# rehearsal: dialect=NAME` settles it.'
  const problem: Problem = { code: 'not-a-policy', severity: 'error', range: { start: 0, end: 0 }, message }
  return { file, dialect: null, findings: findings(text, [problem]) }
}

function findings(text: string, problems: readonly Problem[]): Finding[] {
  return problems.map(({ severity, code, message, range }) => {
    const [start, end] = [lineAndColumn(text, range.start), lineAndColumn(text, range.end)]
    return { severity, code, message, ...start, end_line: end.line, end_column: end.column }
  })
}

/** The place of an offset as people count it, from 1. */
export function lineAndColumn(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset)
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') }
}
