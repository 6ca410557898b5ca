import {
  type CancellationToken,
  DeclarationCoverage,
  FileCoverage,
  type FileCoverageDetail,
  StatementCoverage,
  TestCoverageCount,
  type TestRun,
  Uri,
} from 'vscode'
import {
  type CoverageDetailsParams,
  type CoverageParams,
  type CoveredFile,
  type CoveredRule,
  coverageDetailsRequest,
  coverageRequest,
  type Share,
} from '../../server/protocol/tests.ts'
import type { Connection } from '../connection.ts'
import { rangeOf } from '../convert.ts'

/** Coverage of policies in VS Code's own terms: a rule is a declaration, a clause a statement. */
export interface PolicyCoverage {
  /** Adds what the cases gathered under `name` have covered to their run. */
  add(run: TestRun, name: string): Promise<void>
  /** The rules and clauses of one document, asked for when somebody looks. */
  load(run: TestRun, file: FileCoverage, token: CancellationToken): Promise<FileCoverageDetail[]>
}

export function policyCoverage(connection: Connection): PolicyCoverage {
  const names = new WeakMap<TestRun, string>()
  return {
    async add(run, name) {
      names.set(run, name)
      const params: CoverageParams = { run: name }
      const files = (await connection.ask<readonly CoveredFile[]>(coverageRequest, params)) ?? []
      for (const { uri, rules, statements } of files) {
        run.addCoverage(new FileCoverage(Uri.parse(uri), count(statements), undefined, count(rules)))
      }
    },
    async load(run, { uri }, token) {
      const params: CoverageDetailsParams = { run: names.get(run) ?? '', uri: uri.toString() }
      const rules = (await connection.ask<readonly CoveredRule[]>(coverageDetailsRequest, params, token)) ?? []
      return rules.flatMap(({ label, range, decided, statements }) => [
        new DeclarationCoverage(label, decided, rangeOf(range)),
        ...statements.map((each) => new StatementCoverage(each.decided, rangeOf(each.range))),
      ])
    },
  }
}

function count({ covered, total }: Share): TestCoverageCount {
  return new TestCoverageCount(covered, total)
}
