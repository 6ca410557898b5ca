import { type Hover, MarkupKind, type Position } from 'vscode-languageserver'
import { escapeMarkdown } from '../analysis/explainMarkdown.ts'
import { code, describe } from '../analysis/language/describe.ts'
import { nothingSeen } from '../analysis/language/seen.ts'
import type { RuleInfo } from '../evaluator/policy.ts'
import type { Range } from '../evaluator/text.ts'
import { type Documents, type OpenDocument, shownVersion } from './documents.ts'
import { surroundings } from './language.ts'
import { toLspRange } from './positions.ts'
import { casesOf, runCases } from './tests.ts'

/**
 * Over a test case its verdict with every rule and clause, over a rule's name what the rule does, over a key or value
 * what it means; null elsewhere and for documents that are not ours.
 */
export function provideHover(document: OpenDocument, documents: Documents, position: Position): Hover | null {
  const around = surroundings(document, documents, nothingSeen)
  if (around === null) return null
  const words = describe(document.text.getText(), document.text.offsetAt(position), around)
  const shown = shownVersion(document)
  const offset = shown.text.offsetAt(position)
  const rule = shown.policy?.policy.rules.find(({ document: at, nameRange }) => at === 0 && holds(nameRange, offset))
  if (rule)
    return hover(shown, [ruleSummary(shown, rule), words?.markdown ?? ''].filter(Boolean).join('\n\n'), rule.nameRange)
  if (words && document.tests !== null) return hover(document, words.markdown, words.range)
  const testCase = casesOf(shown, (range) => holds(range, offset))[0]
  const [result] = testCase ? runCases(shown, documents, [testCase]) : []
  if (testCase && result) return hover(shown, result.trace, testCase.range)
  return words && hover(document, words.markdown, words.range)
}

function holds({ start, end }: Range, offset: number): boolean {
  return start <= offset && offset <= end
}

function hover({ text }: OpenDocument, value: string, range: Range): Hover {
  return { contents: { kind: MarkupKind.Markdown, value }, range: toLspRange(text, range) }
}

const consequences = {
  enforce: 'It is applied.',
  observe: 'It is only recorded: calls go on.',
  disabled: 'It is not evaluated.',
} as const

/** What a rule says, whether that counts, and the tests that name it. */
function ruleSummary(document: OpenDocument, { label, effect, mode, enabled }: RuleInfo): string {
  const state = enabled ? `mode ${code(mode)}. ${consequences[mode]}` : 'switched off.'
  const text = document.text.getText()
  const mentions = (range: Range) => text.slice(range.start, range.end).includes(label)
  const named = casesOf(document, mentions).filter(({ expect }) => expect.rule === label)
  const tests = named.map((testCase) => `- ${escapeMarkdown(testCase.label)}`)
  const head = `**${escapeMarkdown(label)}** says ${code(effect)}; ${state}`
  return tests.length === 0 ? head : `${head}\n\nTests that expect it:\n${tests.join('\n')}`
}
