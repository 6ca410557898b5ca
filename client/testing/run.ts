import {
  type CancellationToken,
  Location,
  type TestController,
  type TestItem,
  TestMessage,
  type TestRun,
  type TestRunRequest,
} from 'vscode'
import { type RunTestsParams, runTestsRequest, type TestResult } from '../../server/protocol.ts'
import type { Connection } from '../connection.ts'
import { leavesOf, mostInOne, rootOf, type TestItems } from './items.ts'

/** What running needs of the parts around it. */
export interface Runner {
  readonly controller: TestController
  readonly items: TestItems
  readonly connection: Connection
  /** Hears of results that may be drawn behind their lines, all of one document; those of very many cases are not. */
  readonly onResults: (results: readonly (readonly [TestItem, TestResult])[]) => void
  /** Called when all cases of a run for coverage are through; `name` is what they were gathered under. */
  readonly onCovered: (run: TestRun, name: string) => Promise<void>
}

/** Cases asked for at once: the server lets others in and cancels between any two of them. */
const batch = 10_000

/** Runs what a request asks for, document by document; with `coverage` what the cases cover is gathered too. */
export async function runTests(
  runner: Runner,
  request: TestRunRequest,
  token: CancellationToken,
  coverage?: string,
): Promise<void> {
  const run = runner.controller.createTestRun(request)
  try {
    for (const [root, wanted] of chosen(runner, request)) {
      if (token.isCancellationRequested) break
      const cases = await casesOf(runner, request, root, wanted)
      await runDocument(runner, run, root, cases, token, coverage)
    }
    if (coverage !== undefined && !token.isCancellationRequested) await runner.onCovered(run, coverage)
  } finally {
    run.end()
  }
}

/** The documents that are meant, each with the cases that are, or null for all of them. */
function chosen(runner: Runner, request: TestRunRequest): Map<TestItem, Set<TestItem> | null> {
  const excluded = new Set(request.exclude ?? [])
  const found = new Map<TestItem, Set<TestItem> | null>()
  for (const item of request.include ?? [...runner.controller.items].map(([, each]) => each)) {
    if (excluded.has(item)) continue
    const root = rootOf(item)
    const cases = found.get(root)
    if (item === root) found.set(root, null)
    else if (cases === undefined) found.set(root, new Set(leavesOf(item)))
    else for (const each of leavesOf(item)) cases?.add(each)
  }
  return found
}

async function casesOf(
  runner: Runner,
  request: TestRunRequest,
  root: TestItem,
  wanted: ReadonlySet<TestItem> | null,
): Promise<readonly TestItem[]> {
  const excluded = new Set(request.exclude ?? [])
  if (wanted === null) await runner.items.sync(root.id)
  const cases = wanted ?? leavesOf(root)
  return [...cases].filter((item) => !excluded.has(item) && !(item.parent && excluded.has(item.parent)))
}

async function runDocument(
  runner: Runner,
  run: TestRun,
  root: TestItem,
  cases: readonly TestItem[],
  token: CancellationToken,
  coverage: string | undefined,
): Promise<void> {
  const isWhole = cases.length <= batch && cases.length === leavesOf(root).length
  // VS Code passes every further word about a case on to all rows above it, a duration too: of very many, only how they ended is told.
  const sparing = cases.length > mostInOne
  for (let at = 0; at < cases.length; at += batch) {
    const some = cases.slice(at, at + batch)
    const params: RunTestsParams = {
      uri: root.id,
      ...(isWhole ? {} : { ids: some.map(({ id }) => id) }),
      ...(sparing ? { withoutTraces: true } : {}),
      ...(coverage === undefined ? {} : { coverage }),
    }
    await runBatch(runner, run, some, params, token)
  }
}

async function runBatch(
  { connection, onResults }: Runner,
  run: TestRun,
  cases: readonly TestItem[],
  params: RunTestsParams,
  token: CancellationToken,
): Promise<void> {
  if (token.isCancellationRequested) {
    for (const item of cases) run.skipped(item)
    return
  }
  if (!params.withoutTraces) for (const item of cases) run.started(item)
  const answer = await connection.ask<readonly TestResult[]>(runTestsRequest, params, token)
  const drawn: [TestItem, TestResult][] = []
  const results = new Map((answer ?? []).map((result) => [result.id, result]))
  for (const item of cases) {
    const result = results.get(item.id)
    if (result) {
      report(run, item, result, params.withoutTraces === true)
      drawn.push([item, result])
    } else if (answer === undefined && !token.isCancellationRequested) {
      run.errored(item, new TestMessage('The language server did not answer; its log says why.'))
    } else {
      run.skipped(item)
    }
  }
  if (!params.withoutTraces) onResults(drawn)
}

function report(run: TestRun, item: TestItem, result: TestResult, sparing: boolean): void {
  if (!sparing || result.outcome !== 'passed') {
    const words = result.message ?? result.summary
    run.appendOutput(`${marks[result.outcome]} ${item.label}: ${words}\r\n`, undefined, item)
  }
  const took = sparing ? undefined : result.durationMs
  if (result.outcome === 'passed') run.passed(item, took)
  else if (result.outcome === 'failed') run.failed(item, messageOf(item, result), took)
  else run.errored(item, messageOf(item, result), took)
}

const marks = { passed: '✓', failed: '✗', errored: '!' }

/** Each side says which it is: behind the line VS Code draws `actual != expected`, without a word on either. */
function messageOf(item: TestItem, { message, summary, expected, actual }: TestResult): TestMessage {
  const words = message ?? summary
  const comparable = expected !== undefined && actual !== undefined
  const shown = comparable ? TestMessage.diff(words, `expected ${expected}`, `got ${actual}`) : new TestMessage(words)
  if (item.uri && item.range) shown.location = new Location(item.uri, item.range)
  return shown
}
