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
import type { TestItems } from './items.ts'

/** What running needs of the parts around it. */
export interface Runner {
  readonly controller: TestController
  readonly items: TestItems
  readonly connection: Connection
  readonly onResult: (item: TestItem, result: TestResult) => void
}

/** Runs what a request asks for: one message to the server for each document, however many cases. */
export async function runTests(runner: Runner, request: TestRunRequest, token: CancellationToken): Promise<void> {
  const run = runner.controller.createTestRun(request)
  try {
    for (const [root, cases] of await batches(runner, request)) {
      if (token.isCancellationRequested) break
      await runBatch(runner, run, root, cases, token)
    }
  } finally {
    run.end()
  }
}

async function batches(runner: Runner, request: TestRunRequest): Promise<Map<TestItem, readonly TestItem[]>> {
  const wanted = request.include ?? [...runner.controller.items].map(([, item]) => item)
  const excluded = new Set(request.exclude ?? [])
  const chosen = new Map<TestItem, TestItem[]>()
  for (const item of wanted) {
    if (excluded.has(item)) continue
    const root = item.parent ?? (await runner.items.sync(item.id))
    if (root === undefined) continue
    const cases = item.parent ? [item] : [...root.children].map(([, child]) => child)
    const kept = cases.filter((one) => !excluded.has(one))
    chosen.set(root, [...new Set([...(chosen.get(root) ?? []), ...kept])])
  }
  return chosen
}

async function runBatch(
  { connection, onResult }: Runner,
  run: TestRun,
  root: TestItem,
  cases: readonly TestItem[],
  token: CancellationToken,
): Promise<void> {
  for (const item of cases) run.started(item)
  const params: RunTestsParams =
    cases.length === root.children.size ? { uri: root.id } : { uri: root.id, ids: cases.map(({ id }) => id) }
  const answer = await connection.ask<readonly TestResult[]>(runTestsRequest, params, token)
  const results = new Map((answer ?? []).map((result) => [result.id, result]))
  for (const item of cases) {
    const result = results.get(item.id)
    if (result) {
      report(run, item, result)
      onResult(item, result)
    } else if (answer === undefined && !token.isCancellationRequested) {
      run.errored(item, new TestMessage('The language server did not answer; its log says why.'))
    } else {
      run.skipped(item)
    }
  }
}

function report(run: TestRun, item: TestItem, result: TestResult): void {
  run.appendOutput(`${marks[result.outcome]} ${item.label}: ${result.summary}\r\n`, undefined, item)
  if (result.outcome === 'passed') run.passed(item, result.durationMs)
  else if (result.outcome === 'failed') run.failed(item, messageOf(item, result), result.durationMs)
  else run.errored(item, messageOf(item, result), result.durationMs)
}

const marks = { passed: '✓', failed: '✗', errored: '!' }

function messageOf(item: TestItem, { message, summary, expected, actual }: TestResult): TestMessage {
  const words = message ?? summary
  const comparable = expected !== undefined && actual !== undefined
  const shown = comparable ? TestMessage.diff(words, expected, actual) : new TestMessage(words)
  if (item.uri && item.range) shown.location = new Location(item.uri, item.range)
  return shown
}
