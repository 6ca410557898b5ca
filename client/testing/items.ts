import { Range, type TestController, type TestItem, Uri, workspace } from 'vscode'
import {
  type TestCaseInfo,
  type TestCases,
  type TestDocument,
  testCasesRequest,
  testDocumentsRequest,
} from '../../server/protocol.ts'
import type { Connection } from '../connection.ts'
import { rangeOf, uriKey } from '../convert.ts'

/** The Test Explorer's tree: one item for each document with cases, below it the cases by their own ids. */
export interface TestItems {
  /** Asks for one document's cases and brings its items in line; the document's item, or undefined when it has none. */
  sync(uri: string): Promise<TestItem | undefined>
  /** Finds every document with cases; their cases are asked for when somebody looks. */
  discover(): Promise<void>
  root(uri: string): TestItem | undefined
  /** The documents whose cases are about the policy, or stand in the test file, at a URI. */
  concernedBy(uri: string): readonly TestItem[]
}

/** Keeps the controller's items; `onSync` hears of every document whose cases are known anew. */
export function testItems(
  controller: TestController,
  connection: Connection,
  onSync: (uri: string, cases: readonly TestItem[]) => void,
): TestItems {
  const root = (uri: string) => controller.items.get(uriKey(uri))
  /** The policies of each test file. */
  const policies = new Map<string, ReadonlySet<string>>()

  function ensureRoot(uri: string, label: string): TestItem {
    const key = uriKey(uri)
    const item = controller.items.get(key) ?? controller.createTestItem(key, label, Uri.parse(uri))
    item.label = label
    item.description = workspace.asRelativePath(Uri.parse(uri))
    item.canResolveChildren = true
    if (controller.items.get(key) === undefined) controller.items.add(item)
    return item
  }

  async function sync(uri: string): Promise<TestItem | undefined> {
    const answer = await connection.ask<TestCases | null>(testCasesRequest, { uri })
    if (answer === undefined) return root(uri)
    if (answer === null || answer.cases.length === 0) {
      controller.items.delete(uriKey(uri))
      onSync(uriKey(uri), [])
      return undefined
    }
    const item = ensureRoot(uri, answer.name)
    const cases = answer.cases.map((info, place) => caseItem(controller, item, info, place))
    item.children.replace(cases)
    onSync(uriKey(uri), cases)
    return item
  }

  return {
    root,
    sync,
    concernedBy(uri) {
      const key = uriKey(uri)
      return [...controller.items].map(([, item]) => item).filter(({ id }) => id === key || policies.get(id)?.has(key))
    },
    async discover() {
      const tested = await connection.ask<readonly TestDocument[]>(testDocumentsRequest, {})
      if (tested === undefined) return
      policies.clear()
      for (const { uri, name, policies: about = [] } of tested) {
        ensureRoot(uri, root(uri)?.label ?? name)
        policies.set(uriKey(uri), new Set(about.map(uriKey)))
      }
      const known = new Set(tested.map(({ uri }) => uriKey(uri)))
      for (const [id] of [...controller.items]) if (!known.has(id)) controller.items.delete(id)
    },
  }
}

function caseItem(controller: TestController, root: TestItem, info: TestCaseInfo, place: number): TestItem {
  const item = root.children.get(info.id) ?? controller.createTestItem(info.id, info.label, root.uri)
  item.label = info.label
  item.range = rangeOf(info.range)
  item.sortText = String(place).padStart(6, '0')
  return item
}

/** Where a case's line ends: what is drawn stands behind it. */
export function lineEndOf(item: TestItem): Range {
  const line = item.range?.end.line ?? 0
  return new Range(line, Number.MAX_SAFE_INTEGER, line, Number.MAX_SAFE_INTEGER)
}
