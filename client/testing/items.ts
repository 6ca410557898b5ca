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
    const known = new Map(leavesOf(item).map((each) => [each.id, each]))
    const cases = answer.cases.map((info, place) => caseItem(controller, item, known.get(info.id), info, place))
    item.children.replace(cases.length > mostInOne ? groups(controller, item, cases) : cases)
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

/** VS Code looks at all cases of a group whenever one of them is through, so that very many are told in groups. */
export const mostInOne = 1000
const groupSize = 250

function groups(controller: TestController, root: TestItem, cases: readonly TestItem[]): TestItem[] {
  const found: TestItem[] = []
  for (let at = 0; at < cases.length; at += groupSize) {
    const some = cases.slice(at, at + groupSize)
    const id = `${root.id}#${at}`
    const group = root.children.get(id) ?? controller.createTestItem(id, '', root.uri)
    group.label = `Cases ${at + 1} to ${at + some.length}`
    group.sortText = sortKey(at)
    group.children.replace(some)
    found.push(group)
  }
  return found
}

/** The document's item above a case or a group of cases. */
export function rootOf(item: TestItem): TestItem {
  return item.parent === undefined ? item : rootOf(item.parent)
}

/** The cases below a document's item or a group, in their order; a case is its own. */
export function leavesOf(item: TestItem): TestItem[] {
  const children = [...item.children].map(([, child]) => child)
  if (children.length === 0) return item.parent === undefined ? [] : [item]
  return children.flatMap(leavesOf)
}

function sortKey(place: number): string {
  return String(place).padStart(6, '0')
}

function caseItem(
  controller: TestController,
  root: TestItem,
  known: TestItem | undefined,
  info: TestCaseInfo,
  place: number,
): TestItem {
  const item = known ?? controller.createTestItem(info.id, info.label, root.uri)
  item.label = info.label
  item.range = rangeOf(info.range)
  item.sortText = sortKey(place)
  return item
}

/** Where a case's line ends: what is drawn stands behind it. */
export function lineEndOf(item: TestItem): Range {
  const line = item.range?.end.line ?? 0
  return new Range(line, Number.MAX_SAFE_INTEGER, line, Number.MAX_SAFE_INTEGER)
}
