import type { Position, PrepareRenameResult, TextEdit, WorkspaceEdit } from 'vscode-languageserver'
import { written } from '../analysis/language/suggestion.ts'
import { placeAt } from '../analysis/outline/place.ts'
import type { Refusal } from '../evaluator/dialect.ts'
import type { OrcaModel } from '../evaluator/dialects/orca/model.ts'
import type { Range } from '../evaluator/text.ts'
import { type OpenDocument, shownVersion } from './documents.ts'
import { type PolicyMention, policyMentionsAt } from './policyMentions.ts'
import { toLspRange } from './positions.ts'
import { mentionAt, mentionsOf, type RuleMention } from './ruleMentions.ts'

/** The name that would be replaced; null where no rule is named. */
export function prepareRename(document: OpenDocument, position: Position): PrepareRenameResult | null {
  const offset = document.text.offsetAt(position)
  const holds = ({ range }: { readonly range: Range }) => range.start <= offset && offset <= range.end
  const mention = mentionAt(document, offset) ?? policyMentionsAt(document, [], offset).find(holds)
  if (mention === undefined || shownVersion(document) !== document) return null
  return { range: toLspRange(document.text, mention.range), placeholder: mention.name }
}

/** A new name of a rule or inner policy wherever it stands: policy, comments and test files; null where none is named. */
export function provideRename(
  document: OpenDocument,
  all: Iterable<OpenDocument>,
  position: Position,
  newName: string,
): WorkspaceEdit | Refusal | null {
  const documents = [...all]
  const offset = document.text.offsetAt(position)
  const mention = mentionAt(document, offset)
  if (mention === undefined) return renamePolicy(policyMentionsAt(document, documents, offset), newName)
  const mentions = mentionsOf(mention, documents)
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

function renamePolicy(mentions: readonly PolicyMention[], newName: string): WorkspaceEdit | Refusal | null {
  const definition = mentions.find(({ kind }) => kind === 'definition')
  if (mentions.length === 0) return null
  if (definition === undefined) return refuse('no-policy', `No policy of this name stands in this workspace.`)
  if (newName.trim() === '' || /[\r\n]/.test(newName)) return refuse('name', 'A policy needs a name on one line.')
  const model = definition.document.policy?.model as OrcaModel
  const taken = newName !== definition.name && model.policies.some(({ name }) => name === newName)
  if (taken) return refuse('taken', `This document has a policy \`${newName}\` already.`)
  const changes: Record<string, TextEdit[]> = {}
  for (const { document, range, kind } of mentions) {
    const newText = kind === 'label' ? newName : asWritten({ document, range }, newName)
    changes[document.uri] = [...(changes[document.uri] ?? []), { range: toLspRange(document.text, range), newText }]
  }
  return { changes }
}

function refuse(code: string, message: string): Refusal {
  return { code, message }
}

/** The new name in the quotes that the old one has, or in some where YAML asks for them. */
function asWritten({ document, range }: Pick<RuleMention, 'document' | 'range'>, word: string): string {
  const place = placeAt(document.text.getText(), range.start + 1)
  if (place !== null) return written(word, place)
  // In a comment the rest of the line is the name.
  return document.text.getText()[range.start] === '"' ? `"${word}"` : word
}
