import type { Location, Position } from 'vscode-languageserver'
import type { Range } from '../evaluator/text.ts'
import type { OpenDocument } from './documents.ts'
import { policyMentionsAt } from './policyMentions.ts'
import { toLspRange } from './positions.ts'
import { mentionAt, mentionsOf } from './ruleMentions.ts'

/** A named place, whatever is named. */
interface Mention {
  readonly document: OpenDocument
  readonly range: Range
  readonly kind: string
}

/** Where the rule or inner policy that is named at a position stands; null where none is named. */
export function provideDefinition(
  document: OpenDocument,
  all: Iterable<OpenDocument>,
  position: Position,
): Location[] | null {
  const found = mentionsAt(document, [...all], position).filter(({ kind }) => kind === 'definition')
  return found.length === 0 ? null : found.map(toLocation)
}

/** Every place that names the rule or inner policy at a position; null where none is named. */
export function provideReferences(
  document: OpenDocument,
  all: Iterable<OpenDocument>,
  position: Position,
  withDefinition: boolean,
): Location[] | null {
  const found = mentionsAt(document, [...all], position)
  if (found.length === 0) return null
  return found.filter(({ kind }) => withDefinition || kind !== 'definition').map(toLocation)
}

function mentionsAt(document: OpenDocument, all: readonly OpenDocument[], position: Position): readonly Mention[] {
  const offset = document.text.offsetAt(position)
  const mention = mentionAt(document, offset)
  return mention === undefined ? policyMentionsAt(document, all, offset) : mentionsOf(mention, all)
}

function toLocation({ document, range }: Mention): Location {
  return { uri: document.uri, range: toLspRange(document.text, range) }
}
