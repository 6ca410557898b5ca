import type { Location, Position } from 'vscode-languageserver'
import type { OpenDocument } from './documents.ts'
import { toLspRange } from './positions.ts'
import { mentionAt, mentionsOf, type RuleMention } from './ruleMentions.ts'

/** Where the rule that is named at a position stands; null where none is named. */
export function provideDefinition(
  document: OpenDocument,
  all: Iterable<OpenDocument>,
  position: Position,
): Location[] | null {
  const mention = mentionAt(document, document.text.offsetAt(position))
  if (mention === undefined) return null
  const found = mentionsOf(mention, all).filter(({ kind }) => kind === 'definition')
  return found.length === 0 ? null : found.map(toLocation)
}

/** Every place that names the rule at a position; null where none is named. */
export function provideReferences(
  document: OpenDocument,
  all: Iterable<OpenDocument>,
  position: Position,
  withDefinition: boolean,
): Location[] | null {
  const mention = mentionAt(document, document.text.offsetAt(position))
  if (mention === undefined) return null
  return mentionsOf(mention, all)
    .filter(({ kind }) => withDefinition || kind !== 'definition')
    .map(toLocation)
}

function toLocation({ document, range }: RuleMention): Location {
  return { uri: document.uri, range: toLspRange(document.text, range) }
}
