import { dirname, resolve } from 'node:path'
import type { Policy } from '../../evaluator/policy.ts'
import type { PolicyText } from '../../evaluator/text.ts'
import { readPolicyDocument } from '../policyDocument.ts'
import { type CaseResult, runCase } from './runCase.ts'
import type { CaseProblem, TestCase } from './testCase.ts'
import { testCommentsOf } from './testComment.ts'
import { isTestFilePath, readTestFile } from './testFile.ts'

/** Reads a file's text; null when it cannot be read. */
export type ReadText = (path: string) => string | null

/** The cases of one file, run; or why they could not be. */
export interface FileRun {
  readonly file: string
  readonly results: readonly { readonly testCase: TestCase; readonly result: CaseResult }[]
  readonly problems: readonly CaseProblem[]
  /** Why no case could be run; null when they were. */
  readonly failure: string | null
}

/** Runs the cases of a policy's comments or of a test file. */
export function runFile(file: string, text: string, readText: ReadText): FileRun {
  const { cases, problems, policy } = isTestFilePath(file) ? fromTestFile(file, text, readText) : fromPolicy(file, text)
  if (typeof policy === 'string') return { file, results: [], problems, failure: policy }
  const results = cases.map((testCase) => ({ testCase, result: runCase(policy, testCase) }))
  return { file, results, problems, failure: null }
}

interface Prepared {
  readonly cases: readonly TestCase[]
  readonly problems: readonly CaseProblem[]
  readonly policy: Policy | string
}

function fromPolicy(file: string, text: string): Prepared {
  const document = readPolicyDocument(file, text)
  if (document === null)
    return { cases: [], problems: [], policy: 'this is not a policy of any system that Rehearsal reads' }
  const { refused } = document.model
  const policy = refused ? `the engine refuses this policy: ${refused.message}` : document.policy
  return { ...testCommentsOf(document.comments), policy }
}

function fromTestFile(file: string, text: string, readText: ReadText): Prepared {
  const tests = readTestFile(text)
  if (tests === null) return { cases: [], problems: [], policy: 'a test file needs `policy` and `cases`' }
  const { cases, problems, policies } = tests
  return { cases, problems, policy: policyOf(policies, dirname(file), readText) }
}

/** The policy that `paths` make, in order; or why they make none. */
export function policyOf(paths: readonly string[], base: string, readText: ReadText): Policy | string {
  const texts: PolicyText[] = []
  for (const path of paths) {
    const text = readText(resolve(base, path))
    if (text === null) return `${path} cannot be read from here`
    texts.push({ path, text })
  }
  const [first, ...further] = texts
  if (first === undefined) return 'it names no policy'
  const document = readPolicyDocument(first.path, first.text, { further })
  if (document === null) return `${first.path} is not a policy of any system that Rehearsal reads`
  const { refused } = document.model
  return refused ? `the engine refuses ${first.path}: ${refused.message}` : document.policy
}
