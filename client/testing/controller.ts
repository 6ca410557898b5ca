import {
  type CancellationToken,
  CancellationTokenSource,
  commands,
  type Disposable,
  type TestItem,
  TestRunProfileKind,
  TestRunRequest,
  tests,
  window,
  workspace,
} from 'vscode'
import { policiesChanged } from '../../server/protocol.ts'
import type { Connection } from '../connection.ts'
import { uriKey } from '../convert.ts'
import { later } from '../later.ts'
import { policyCoverage } from './coverage.ts'
import { resultDecorations } from './decorations.ts'
import { generateCases } from './generate.ts'
import { leavesOf, rootOf, testItems } from './items.ts'
import { type Runner, runTests } from './run.ts'

/** Cases in VS Code's own Testing view, and the commands that run them. */
export function activateTesting(connection: Connection): Disposable {
  const controller = tests.createTestController('rehearsal', 'Rehearsal')
  const decorations = resultDecorations()
  const items = testItems(controller, connection, decorations.sync)
  const coverage = policyCoverage(connection)
  const runner: Runner = { controller, items, connection, onResults: decorations.show, onCovered: coverage.add }
  const continuous = new Map<TestRunRequest, CancellationToken>()
  const edited = new Set<string>()
  let covered = 0

  const profile = controller.createRunProfile('Dry-Run', TestRunProfileKind.Run, handle, true, undefined, true)
  const covering = controller.createRunProfile(
    'Dry-Run with Coverage',
    TestRunProfileKind.Coverage,
    (request, token) => runTests(runner, request, token, `run ${++covered}`),
    true,
  )
  covering.loadDetailedCoverage = coverage.load
  controller.resolveHandler = async (item) => {
    if (item) await items.sync(rootOf(item).id)
    else if (connection.running) await items.discover()
  }
  controller.refreshHandler = () => items.discover()

  async function handle(request: TestRunRequest, token: CancellationToken): Promise<void> {
    if (!request.continuous) return runTests(runner, request, token)
    continuous.set(request, token)
    token.onCancellationRequested(() => continuous.delete(request))
  }

  async function runNow(include: readonly TestItem[]): Promise<void> {
    const cancellation = new CancellationTokenSource()
    const request = new TestRunRequest(include, undefined, profile, false, true)
    await runTests(runner, request, cancellation.token).finally(() => cancellation.dispose())
  }

  async function dryRun(uri?: string, id?: string): Promise<void> {
    const document = uri ?? window.activeTextEditor?.document.uri.toString()
    const root = document === undefined ? undefined : await items.sync(document)
    const found = root && (id === undefined ? atCursor(root) : leavesOf(root).find((item) => item.id === id))
    if (found) await runNow([found])
    else void window.showInformationMessage(id === undefined ? noCaseHere : caseGone)
  }

  async function runDocument(uri?: string): Promise<void> {
    const document = uri ?? window.activeTextEditor?.document.uri.toString()
    const root = document === undefined ? undefined : await items.sync(document)
    if (root) await runNow([root])
    else void window.showInformationMessage(noCases)
  }

  /** Runs the cases that a saved document bears on: its own, and those of test files about it. */
  async function afterSave(uri: string): Promise<void> {
    if (continuous.size === 0) return
    const concerned = new Set(items.concernedBy(uri))
    for (const [request, token] of continuous) {
      const asked = request.include ?? [...controller.items].map(([, item]) => item)
      const touched = asked.filter((item) => concerned.has(rootOf(item)))
      if (touched.length === 0) continue
      const again = new TestRunRequest(touched, request.exclude, profile, true, true)
      await runTests(runner, again, token)
    }
  }

  const rediscover = later(300, async () => {
    if (connection.running) await items.discover()
  })
  const syncEdited = later(250, async () => {
    const uris = [...edited]
    edited.clear()
    for (const uri of uris) {
      const root = await items.sync(uri)
      if (root) controller.invalidateTestResults(root)
    }
  })

  const parts: Disposable[] = [
    controller,
    decorations,
    rediscover,
    syncEdited,
    connection.onReady(() => rediscover.ask()),
    connection.hear(policiesChanged, () => rediscover.ask()),
    workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length === 0 || items.root(document.uri.toString()) === undefined) return
      edited.add(document.uri.toString())
      syncEdited.ask()
    }),
    workspace.onDidSaveTextDocument(({ uri }) => void afterSave(uri.toString())),
    commands.registerCommand('rehearsal.dryRun', dryRun),
    commands.registerCommand('rehearsal.runTests', (target?: unknown) => runDocument(uriOfTarget(target))),
    commands.registerCommand('rehearsal.generateCases', (target?: unknown) => {
      const uri = uriOfTarget(target) ?? window.activeTextEditor?.document.uri.toString()
      return uri === undefined ? undefined : generateCases(connection, uri)
    }),
  ]
  return {
    dispose() {
      for (const part of parts) part.dispose()
    },
  }
}

const noCases = 'This document has no test cases. Write one as a comment: # test: TOOL {args} => VERDICT'
const noCaseHere = 'There is no test case on this line.'
const caseGone = 'This test case has changed; run it once more.'

function atCursor(root: TestItem): TestItem | undefined {
  const line = window.activeTextEditor?.selection.active.line ?? -1
  return leavesOf(root).find(({ range }) => range && range.start.line <= line && line <= range.end.line)
}

/** A URI as text, or what the Policies view hands to the commands of its rows. */
function uriOfTarget(target: unknown): string | undefined {
  if (typeof target === 'string') return uriKey(target)
  const uri = (target as { info?: { uri?: unknown } } | undefined)?.info?.uri
  return typeof uri === 'string' ? uriKey(uri) : undefined
}
