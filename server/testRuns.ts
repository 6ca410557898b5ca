import { pathToFileURL } from 'node:url'
import type { CancellationToken } from 'vscode-languageserver'
import { Coverage, type FileCoverage, type RuleCoverage } from '../analysis/coverage/coverage.ts'
import { Lines, type Region } from '../analysis/lines.ts'
import type { PolicyUnderTest } from '../analysis/tests/policyUnderTest.ts'
import { runCase } from '../analysis/tests/runCase.ts'
import type { TestCase } from '../analysis/tests/testCase.ts'
import type { Documents, OpenDocument } from './documents.ts'
import type { CoveredFile, CoveredRule, CoveredStatement } from './protocol/tests.ts'
import type { RunTestsParams, TestResult, TextRange } from './protocol.ts'
import { asTestResult, casesOf, errored, policiesUnderTest } from './tests.ts'

/** How long cases run before other requests are let in, in ms. */
const slice = 15
/** Runs whose coverage is kept: an editor asks for details of the last ones only. */
const keptRuns = 3

/** One run's coverage, and the texts that it is about. */
interface CoverageRun {
  readonly coverage: Coverage
  readonly texts: Map<string, string>
}

/** Runs cases without keeping other requests waiting, and remembers what they covered. */
export class TestRuns {
  private readonly documents: Documents
  private readonly runs = new Map<string, CoverageRun>()

  constructor(documents: Documents) {
    this.documents = documents
  }

  /** Runs a document's cases, all or those named, against the text as it stands in the editor; ends early when cancelled. */
  async run(document: OpenDocument, params: RunTestsParams, token?: CancellationToken): Promise<TestResult[]> {
    const wanted = params.ids && new Set(params.ids)
    const cases = casesOf(document).filter(({ id }) => wanted?.has(id) ?? true)
    const policyOf = policiesUnderTest(document, this.documents)
    const covering = params.coverage === undefined ? null : this.coverageRun(params.coverage)
    const results: TestResult[] = []
    let until = performance.now() + slice
    for (const testCase of cases) {
      if (performance.now() > until) {
        await new Promise(setImmediate)
        until = performance.now() + slice
      }
      if (token?.isCancellationRequested) break
      results.push(this.runOne(testCase, policyOf(testCase), params, covering))
    }
    return results
  }

  private runOne(
    testCase: TestCase,
    policy: PolicyUnderTest | string,
    { withoutTraces = false }: RunTestsParams,
    covering: CoverageRun | null,
  ): TestResult {
    if (typeof policy === 'string') return errored(testCase, policy)
    const start = performance.now()
    const result = runCase(policy.policy, testCase)
    const durationMs = performance.now() - start
    if (covering) {
      for (const { path, text } of policy.documents) covering.texts.set(path, text)
      covering.coverage.add(
        policy.policy,
        policy.documents.map(({ path }) => path),
        result.trace,
      )
    }
    return asTestResult(result, durationMs, withoutTraces)
  }

  /** What a run covered, by document; empty for a run that is not known any more. */
  coverage(run: string): CoveredFile[] {
    const known = this.runs.get(run)
    if (known === undefined) return []
    return known.coverage.report().map(({ path, rules }) => {
      const statements = rules.flatMap(statementsOf)
      return {
        uri: pathToFileURL(path).href,
        rules: share(rules),
        statements: share(statements),
      }
    })
  }

  /** The rules of one of a run's documents with their places. */
  coverageDetails(run: string, uri: string): CoveredRule[] {
    const known = this.runs.get(run)
    const file = known?.coverage.report().find(({ path }) => pathToFileURL(path).href === uri)
    return known && file ? rulesOf(file, known.texts.get(file.path) ?? '') : []
  }

  private coverageRun(name: string): CoverageRun {
    const known = this.runs.get(name) ?? { coverage: new Coverage(), texts: new Map() }
    this.runs.set(name, known)
    for (const old of [...this.runs.keys()].slice(0, -keptRuns)) this.runs.delete(old)
    return known
  }
}

function statementsOf({
  clauses,
  nameRange,
  decided,
}: RuleCoverage): { range: RuleCoverage['range']; decided: number }[] {
  return clauses.length > 0
    ? clauses.map(({ range, decided }) => ({ range, decided }))
    : [{ range: nameRange, decided }]
}

function share(all: readonly { readonly decided: number }[]): { covered: number; total: number } {
  return { covered: all.filter(({ decided }) => decided > 0).length, total: all.length }
}

function rulesOf({ rules }: FileCoverage, text: string): CoveredRule[] {
  const lines = new Lines(text)
  return rules.map((rule) => ({
    label: rule.label,
    range: toRange(lines.region(rule.nameRange)),
    decided: rule.decided,
    statements: statementsOf(rule).map(
      ({ range, decided }): CoveredStatement => ({ range: toRange(lines.region(range)), decided }),
    ),
  }))
}

function toRange({ line, column, endLine, endColumn }: Region): TextRange {
  return {
    start: { line: line - 1, character: column - 1 },
    end: { line: endLine - 1, character: endColumn - 1 },
  }
}
