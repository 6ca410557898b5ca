import type { Problem } from '../../evaluator/problem.ts'
import { detectDialect, dialectNamed, dialects } from '../../evaluator/registry.ts'
import { closestWord, didYouMean, oneOf } from '../../evaluator/words.ts'
import { documentRoot } from '../documentRoot.ts'
import { modelineOf, type PolicyDocument } from '../policyDocument.ts'
import { type Lint, problemOf } from './lint.ts'

/** The dialects whose engines read JSON, where a comment would break the document. */
const withoutComments: readonly string[] = ['safeclaw-json', 'authensor']

/** A modeline that names no dialect; cheap, so it is said at once. */
export function unknownDialect({ comments, text }: PolicyDocument): readonly Problem[] {
  const modeline = modelineOf(comments)
  if (modeline === null || dialectNamed(modeline.dialect) !== undefined) return []
  const { dialect, range } = modeline
  const names = dialects.map(({ name }) => name)
  const message = `There is no dialect \`${dialect}\`; write ${oneOf(names)}.${didYouMean(dialect, names)}`
  const start = range.start + text.slice(range.start, range.end).lastIndexOf(dialect)
  const place = { start, end: start + dialect.length }
  const meant = closestWord(dialect, names)
  const edits = [{ range: place, newText: meant ?? '' }]
  const fixes = meant === undefined ? [] : [{ title: `Change to \`${meant}\``, edits, changesDecisions: true }]
  return [problemOf({ code: 'unknown-dialect', range: place, message, fixes })]
}

/** Another dialect that is as sure that the document is its own, where nobody has settled it. */
export const twoDialects: Lint = (document) => {
  const { comments, model, text, dialect, path } = document
  if (modelineOf(comments) !== null) return []
  const detection = detectDialect(documentRoot(document))
  if (detection === null || detection.dialect.name !== dialect.name) return []
  const rival = detection.passedOver.find(({ confidence }) => confidence.level === detection.confidence.level)
  if (rival === undefined) return []
  const isPlainJson = /\.jsonc?$/.test(path) || withoutComments.includes(dialect.name)
  const message = `This is read as \`${dialect.name}\`, since ${detection.confidence.reason}; \`${rival.dialect.name}\` could read it too, since ${rival.confidence.reason}. ${isPlainJson ? 'The setting `rehearsal.dialects`' : 'A comment `# rehearsal: dialect=NAME`'} settles it.`
  const newline = text.includes('\r\n') ? '\r\n' : '\n'
  const top = text.startsWith('\ufeff') ? 1 : 0
  const line = `# rehearsal: dialect=${dialect.name}${newline}`
  const edits = [{ range: { start: top, end: top }, newText: line }]
  const fixes = isPlainJson ? [] : [{ title: `Say that this is \`${dialect.name}\``, edits, changesDecisions: true }]
  return [problemOf({ code: 'two-dialects', range: model.modeRange, message, fixes })]
}
