import {
  type CompletionItem,
  CompletionItemKind,
  InsertTextFormat,
  InsertTextMode,
  MarkupKind,
  type Position,
} from 'vscode-languageserver'
import type { Seen } from '../analysis/language/seen.ts'
import { suggest } from '../analysis/language/suggest.ts'
import type { Suggestion } from '../analysis/language/suggestion.ts'
import { lineStartOf } from '../analysis/outline/openers.ts'
import type { Documents, OpenDocument } from './documents.ts'
import { surroundings } from './language.ts'
import { toLspRange } from './positions.ts'

const kinds: Record<Suggestion['kind'], CompletionItemKind> = {
  key: CompletionItemKind.Property,
  value: CompletionItemKind.EnumMember,
  tool: CompletionItemKind.Function,
  rule: CompletionItemKind.Reference,
  snippet: CompletionItemKind.Snippet,
  selector: CompletionItemKind.Variable,
  operator: CompletionItemKind.Operator,
  argument: CompletionItemKind.Field,
  agent: CompletionItemKind.Constant,
}

/** What completion is given beside the document. */
export interface CompletionContext {
  readonly documents: Documents
  readonly seen: Seen
  /** Policies and test files of the workspace. */
  readonly paths?: readonly string[]
  readonly folders?: readonly string[]
  /** Whether the editor fills in placeholders; without them words are inserted as they are. */
  readonly snippets: boolean
}

/** What may be written at a position, from schema, vocabulary and recorded calls; null for documents that are not ours. */
export function provideCompletion(
  document: OpenDocument,
  context: CompletionContext,
  position: Position,
): CompletionItem[] | null {
  const around = surroundings(document, context.documents, context.seen, context)
  if (around === null) return null
  const text = document.text.getText()
  const offset = document.text.offsetAt(position)
  return suggest(text, offset, around).map((each) => toItem(document, each, offset, context.snippets))
}

function toItem(document: OpenDocument, each: Suggestion, offset: number, snippets: boolean): CompletionItem {
  const newText = snippets ? each.insert : indented(document, each, withoutPlaceholders(each.insert))
  // What stands before the cursor filters the list, also where quotes belong to the word.
  const typed = document.text.getText().slice(each.range.start, offset)
  return {
    label: each.label,
    kind: kinds[each.kind],
    ...(each.detail === '' ? {} : { detail: each.detail }),
    ...(each.meaning === '' ? {} : { documentation: { kind: MarkupKind.Markdown, value: each.meaning } }),
    sortText: String(each.order).padStart(4, '0'),
    ...(/^["']/.test(typed) ? { filterText: typed[0] + each.label } : {}),
    insertTextMode: snippets ? InsertTextMode.adjustIndentation : InsertTextMode.asIs,
    insertTextFormat: snippets ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
    textEdit: { range: toLspRange(document.text, each.range), newText },
  }
}

/** Further lines with the line's own indentation, for editors that do not add it. */
function indented(document: OpenDocument, { range }: Suggestion, words: string): string {
  const line = document.text.getText().slice(lineStartOf(document.text.getText(), range.start))
  return words.replaceAll('\n', `\n${/^ */.exec(line)?.[0] ?? ''}`)
}

/** A snippet as plain text: each placeholder is its first word, an empty one nothing. */
export function withoutPlaceholders(snippet: string): string {
  return snippet.replace(
    /\\([\\$}])|\$\{\d+\|([^,|]*)[^|]*\|\}|\$\{\d+:((?:[^\\}]|\\.)*)\}|\$\d+/g,
    (_, escaped: string | undefined, first: string | undefined, word: string | undefined) =>
      escaped ?? first ?? word?.replace(/\\([\\$}])/g, '$1') ?? '',
  )
}
