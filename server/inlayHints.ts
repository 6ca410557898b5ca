import { type InlayHint, InlayHintKind, type Range as LspRange, MarkupKind } from 'vscode-languageserver'
import { toolMatcher } from '../analysis/language/globs.ts'
import { valueRole } from '../analysis/language/roles.ts'
import { knownTools, type Seen } from '../analysis/language/seen.ts'
import { entriesOf } from '../analysis/outline/entries.ts'
import type { Dialect } from '../evaluator/dialect.ts'
import type { RuleInfo } from '../evaluator/policy.ts'
import type { Range } from '../evaluator/text.ts'
import { type Documents, type OpenDocument, shownVersion } from './documents.ts'
import { languageOf } from './language.ts'
import { casesOf, runCases } from './tests.ts'

/** What hints are given beside the document. */
export interface HintContext {
  readonly documents: Documents
  readonly seen: Seen
  /** The client draws the results of test cases itself. */
  readonly drawsResults: boolean
}

const mostNames = 4

/**
 * What does not stand in the text: the mode a rule really has, the tools that a glob matches, and the results of test
 * cases for editors that do not draw them. Null for documents that are not ours.
 */
export function provideInlayHints(document: OpenDocument, context: HintContext, range: LspRange): InlayHint[] | null {
  if (languageOf(document) === null) return null
  const shown = shownVersion(document)
  if (shown !== document) return []
  const [start, end] = [document.text.offsetAt(range.start), document.text.offsetAt(range.end)]
  const visible = (at: Range) => at.end >= start && at.start <= end
  const results = context.drawsResults ? [] : resultHints(document, context, visible)
  return [...modeHints(document, visible), ...globHints(document, context, start, end), ...results]
}

function modeHints({ policy, text }: OpenDocument, visible: (at: Range) => boolean): InlayHint[] {
  const rules = policy?.policy.rules ?? []
  return rules.flatMap((rule): InlayHint[] => {
    const words = rule.document === 0 && visible(rule.nameRange) ? realMode(rule, policy?.policy.mode) : null
    if (words === null) return []
    const position = text.positionAt(rule.nameRange.end)
    return [{ position, label: words.label, tooltip: words.why, kind: InlayHintKind.Type, paddingLeft: true }]
  })
}

/** The mode a rule has where nothing beside it says so; null where the text shows it. */
function realMode({ ownMode, mode, enabled }: RuleInfo, documentMode: string | undefined) {
  if (!enabled) return { label: 'off', why: 'This rule is switched off: it never decides.' }
  if (ownMode !== null && ownMode !== mode) {
    return { label: mode, why: `It says \`${ownMode}\`, and yet its mode is \`${mode}\`: the document overrules it.` }
  }
  if (ownMode === null && mode !== documentMode) {
    return { label: mode, why: `Its mode is \`${mode}\`, although the document's is \`${documentMode}\`.` }
  }
  return null
}

function globHints(document: OpenDocument, { seen }: HintContext, start: number, end: number): InlayHint[] {
  const { policy, text } = document
  if (policy === null) return []
  const language = policy.dialect.name
  const namesFor = (dialect: Dialect | null) => knownTools(dialect, seen).map(({ name }) => name)
  const [own, called] = [namesFor(policy.dialect), namesFor(null)]
  const hints: InlayHint[] = []
  for (const { role, path, range, text: glob } of entriesOf(text.getText())) {
    if (range.start > end) break
    const named = role === 'value' && range.end >= start ? valueRole(language, path) : undefined
    if (named !== 'tool' && named !== 'agent-tool') continue
    const tools = named === 'tool' ? own : called
    const matches = toolMatcher(language, glob)
    if (matches === null) continue
    const found = tools.filter(matches)
    const more = found.length > mostNames ? ` +${found.length - mostNames}` : ''
    const label =
      found.length === 0
        ? 'no known tool'
        : found.length === tools.length
          ? 'every tool'
          : `${found.slice(0, mostNames).join(', ')}${more}`
    const tooltip =
      found.length === 0 ? `None of ${tools.length} known tools matches.` : `Of the known tools: ${found.join(', ')}.`
    hints.push({ position: text.positionAt(range.end), label, tooltip, kind: InlayHintKind.Type, paddingLeft: true })
  }
  return hints
}

function resultHints(document: OpenDocument, { documents }: HintContext, visible: (at: Range) => boolean): InlayHint[] {
  const cases = casesOf(document, visible)
  if (cases.length === 0) return []
  const results = runCases(document, documents, cases)
  return cases.flatMap(({ id, range }): InlayHint[] => {
    const result = results.find((each) => each.id === id)
    if (result === undefined) return []
    const label = `${result.outcome === 'passed' ? '✓' : '✗'} ${result.outcome === 'failed' ? result.message : result.summary}`
    const tooltip = { kind: MarkupKind.Markdown, value: result.trace }
    return [{ position: lineEnd(document, range), label, tooltip, paddingLeft: true }]
  })
}

/** Behind the first line of a case, where it is read. */
function lineEnd({ text }: OpenDocument, { start }: Range) {
  const { line } = text.positionAt(start)
  return text.positionAt(text.offsetAt({ line: line + 1, character: 0 }) - (line + 1 < text.lineCount ? 1 : 0))
}
