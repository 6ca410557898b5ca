import {
  type Range,
  type SemanticTokens,
  SemanticTokensBuilder,
  type SemanticTokensLegend,
} from 'vscode-languageserver'
import { type TokenKind, tokensOf } from '../analysis/language/tokens.ts'
import { dialectNamed } from '../evaluator/registry.ts'
import type { OpenDocument } from './documents.ts'
import { languageOf } from './language.ts'

const types = {
  mode: 'keyword',
  verdict: 'enumMember',
  selector: 'property',
  operator: 'operator',
  regex: 'regexp',
  'rule-name': 'function',
  'rule-reference': 'function',
} as const satisfies Record<TokenKind, string>

const tokenTypes = [...new Set<string>(Object.values(types))]

/** Standard types alone, so that every theme has colours for them. */
export const semanticTokensLegend: SemanticTokensLegend = { tokenTypes, tokenModifiers: ['declaration'] }

/** Modes, verdicts, selectors, operators, regexes and rule names; in `range` alone where one is given. Null: not ours. */
export function provideSemanticTokens(document: OpenDocument, range?: Range): SemanticTokens | null {
  const language = languageOf(document)
  if (language === null) return null
  const { text } = document
  const content = text.getText()
  const [first, last] = range ? [text.offsetAt(range.start), text.offsetAt(range.end)] : [0, content.length]
  const builder = new SemanticTokensBuilder()
  const dialect = document.policy?.dialect ?? dialectNamed(language) ?? null
  for (const { range: at, kind } of tokensOf(content, language, dialect, last)) {
    if (at.end < first || at.start > last) continue
    const modifiers = kind === 'rule-name' ? 1 : 0
    // A token never spans lines: few editors can show one that does.
    for (let start = at.start; start < at.end; ) {
      const newline = content.indexOf('\n', start)
      const end = newline === -1 ? at.end : Math.min(newline, at.end)
      const indent = content.slice(start, end).search(/\S/)
      if (indent !== -1) {
        const { line, character } = text.positionAt(start + indent)
        const length = content.slice(start + indent, end).trimEnd().length
        builder.push(line, character, length, tokenTypes.indexOf(types[kind]), modifiers)
      }
      start = end + 1
    }
  }
  return builder.build()
}
