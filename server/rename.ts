import type { Position, PrepareRenameResult, TextEdit, WorkspaceEdit } from 'vscode-languageserver'
import { written } from '../analysis/language/suggestion.ts'
import { placeAt } from '../analysis/outline/place.ts'
import type { Refusal } from '../evaluator/dialect.ts'
import { type OpenDocument, shownVersion } from './documents.ts'
import { toLspRange } from './positions.ts'
import { mentionAt, mentionsOf, type RuleMention } from './ruleMentions.ts'

/** The name that would be replaced; null where no rule is named. */
export function prepareRename(document: OpenDocument, position: Position): PrepareRenameResult | null {
  const mention = mentionAt(document, document.text.offsetAt(position))
  if (mention === undefined || shownVersion(document) !== document) return null
  return { range: toLspRange(document.text, mention.range), placeholder: mention.name }
}

/** A rule's new name wherever it stands: policy, comments and test files; null where no rule is named. */
export function provideRename(
  document: OpenDocument,
  all: Iterable<OpenDocument>,
  position: Position,
  newName: string,
): WorkspaceEdit | Refusal | null {
  const mention = mentionAt(document, document.text.offsetAt(position))
  if (mention === undefined) return null
  const mentions = mentionsOf(mention, all)
  const definition = mentions.find(({ kind }) => kind === 'definition')
  if (definition === undefined) return refuse('no-rule', `No policy in this workspace has a rule \`${mention.label}\`.`)
  if (newName.trim() === '' || /[\r\n]/.test(newName)) return refuse('name', 'A rule needs a name on one line.')
  const broken = mentions.find((each) => shownVersion(each.document) !== each.document)
  if (broken) return refuse('broken', `${broken.document.path} is no YAML at the moment; mend it first.`)
  const prefix = definition.label.slice(0, definition.label.length - definition.name.length)
  const taken = definition.document.policy?.policy.rules.some(({ label }) => label === prefix + newName)
  if (taken && newName !== definition.name) return refuse('taken', `This policy has a rule \`${newName}\` already.`)
  const changes: Record<string, TextEdit[]> = {}
  for (const each of mentions) {
    const word = each.name === each.label ? prefix + newName : newName
    const edit = { range: toLspRange(each.document.text, each.range), newText: asWritten(each, word) }
    changes[each.document.uri] = [...(changes[each.document.uri] ?? []), edit]
  }
  return { changes }
}

function refuse(code: string, message: string): Refusal {
  return { code, message }
}

/** The new name in the quotes that the old one has, or in some where YAML asks for them. */
function asWritten({ document, range }: RuleMention, word: string): string {
  const place = placeAt(document.text.getText(), range.start + 1)
  if (place !== null) return written(word, place)
  // In a comment the rest of the line is the name.
  return document.text.getText()[range.start] === '"' ? `"${word}"` : word
}
