import { type DocumentSymbol, type SymbolInformation, SymbolKind, type WorkspaceSymbol } from 'vscode-languageserver'
import type { TestCase } from '../analysis/tests/testCase.ts'
import type { RuleInfo } from '../evaluator/policy.ts'
import type { Range } from '../evaluator/text.ts'
import { type OpenDocument, shownVersion } from './documents.ts'
import { toLspRange } from './positions.ts'
import { casesOf } from './tests.ts'

const mostSymbols = 500

/** The policy with its rules, each with its tests, or a test file's cases; null for documents that are not ours. */
export function provideDocumentSymbols(document: OpenDocument): DocumentSymbol[] | null {
  const shown = shownVersion(document)
  const { policy } = shown
  if (policy === null && shown.tests === null) return null
  const cases = casesOf(shown)
  if (policy === null) return cases.map((testCase) => caseSymbol(shown, testCase))
  const rules = rulesOf(shown)
  const owned = Map.groupBy(cases, ownerAmong(rules))
  const casesIn = (rule: RuleInfo | undefined) => (owned.get(rule) ?? []).map((testCase) => caseSymbol(shown, testCase))
  const children = rules.map((rule) => ({ ...ruleSymbol(shown, rule), children: casesIn(rule) }))
  const whole = { start: 0, end: shown.text.getText().trimEnd().length }
  const root: DocumentSymbol = {
    name: policy.model.name || 'policy',
    detail: `${policy.dialect.name}, ${policy.policy.mode}`,
    kind: SymbolKind.Package,
    range: toLspRange(shown.text, whole),
    selectionRange: toLspRange(shown.text, within(policy.model.modeRange, whole)),
    children: [...children, ...casesIn(undefined)],
  }
  return [root]
}

/** The same as a flat list, for editors that know no tree. */
export function flatSymbols(uri: string, symbols: readonly DocumentSymbol[], container?: string): SymbolInformation[] {
  return symbols.flatMap(({ name, kind, selectionRange, children = [] }) => {
    const own = {
      name,
      kind,
      location: { uri, range: selectionRange },
      ...(container ? { containerName: container } : {}),
    }
    return [own, ...flatSymbols(uri, children, name)]
  })
}

/** Rules and test cases of every document whose names hold the letters of `query` in order. */
export function provideWorkspaceSymbols(documents: Iterable<OpenDocument>, query: string): WorkspaceSymbol[] {
  const found: WorkspaceSymbol[] = []
  for (const document of documents) {
    for (const { name, kind, location, containerName } of flatSymbols(
      document.uri,
      provideDocumentSymbols(document) ?? [],
    )) {
      if (!holdsInOrder(name, query)) continue
      found.push({ name, kind, location, ...(containerName ? { containerName } : {}) })
      if (found.length === mostSymbols) return found
    }
  }
  return found
}

function rulesOf({ policy }: OpenDocument): readonly RuleInfo[] {
  return policy?.policy.rules.filter(({ document }) => document === 0) ?? []
}

function ruleSymbol({ text }: OpenDocument, { label, effect, mode, range, nameRange }: RuleInfo): DocumentSymbol {
  const selectionRange = toLspRange(text, within(nameRange, range))
  return {
    name: label || '(no name)',
    detail: `${effect}, ${mode}`,
    kind: SymbolKind.Function,
    range: toLspRange(text, range),
    selectionRange,
  }
}

function caseSymbol({ text }: OpenDocument, { label, range, expect }: TestCase): DocumentSymbol {
  const whole = toLspRange(text, range)
  return {
    name: label || 'test',
    detail: expect.verdict ?? '',
    kind: SymbolKind.Event,
    range: whole,
    selectionRange: whole,
  }
}

/** Finds the rule that a case stands in, by halving: there may be thousands of both. */
function ownerAmong(rules: readonly RuleInfo[]): (testCase: TestCase) => RuleInfo | undefined {
  const inOrder = [...rules].sort((a, b) => a.range.start - b.range.start)
  return ({ range }) => {
    let [low, high] = [0, inOrder.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((inOrder[middle]?.range.start ?? 0) <= range.start) low = middle + 1
      else high = middle
    }
    const before = inOrder[low - 1]
    return before && contains(before.range, range) ? before : undefined
  }
}

function contains(outer: Range, inner: Range): boolean {
  return outer.start <= inner.start && inner.end <= outer.end
}

/** What is selected must lie in what is shown; editors refuse the whole answer otherwise. */
function within(inner: Range, outer: Range): Range {
  return contains(outer, inner) ? inner : { start: outer.start, end: outer.start }
}

function holdsInOrder(name: string, query: string): boolean {
  const lower = name.toLowerCase()
  let at = 0
  for (const letter of query.toLowerCase()) {
    at = lower.indexOf(letter, at) + 1
    if (at === 0) return false
  }
  return true
}
