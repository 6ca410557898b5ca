import type { Problem } from '../evaluator/problem.ts'
import type { Range } from '../evaluator/text.ts'
import { closestWord, didYouMean } from '../evaluator/words.ts'
import { codeInfo, codes } from './codes.ts'
import { problemOf } from './lints/lint.ts'
import type { PolicyDocument } from './policyDocument.ts'

type Commented = Pick<PolicyDocument, 'text' | 'comments'>

/** One `# rehearsal-disable…` comment: which lines it silences, and which codes (none: all of them). */
interface Directive {
  /** Offsets of the lines it covers. */
  readonly covers: Range
  readonly words: readonly Word[]
}

interface Word {
  readonly code: string
  readonly range: Range
}

/** The problems that no comment in the document silences. */
export function suppress(problems: readonly Problem[], document: Commented): readonly Problem[] {
  const directives = directivesOf(document)
  if (directives.length === 0) return problems
  return problems.filter(
    ({ code, range }) =>
      !directives.some(
        ({ covers, words }) =>
          range.start >= covers.start &&
          range.start < covers.end &&
          (words.length === 0 || words.some((word) => word.code === code)),
      ),
  )
}

/** Codes in such comments that do not exist: they silence nothing. */
export function unknownCodes(document: Commented): readonly Problem[] {
  const words = directivesOf(document).flatMap((directive) => directive.words)
  return words.flatMap(({ code, range }) => {
    if (codeInfo(code) !== undefined) return []
    const known = Object.keys(codes)
    const message = `No finding has the code \`${code}\`, so this silences nothing.${didYouMean(code, known)}`
    const meant = closestWord(code, known)
    const edits = [{ range, newText: meant ?? '' }]
    const fixes = meant === undefined ? [] : [{ title: `Change to \`${meant}\``, edits, changesDecisions: true }]
    return [problemOf({ code: 'unknown-code', range, message, fixes })]
  })
}

/** `# rehearsal-disable-next-line CODE…`, `…-line`, `…-file`; what follows `--` is the author's reason. */
const directive = /^#\s*rehearsal-disable-(next-line|line|file)(?=\s|$)(.*?)(?:\s--(?:\s.*)?)?$/s

function directivesOf({ comments, text }: Commented): readonly Directive[] {
  return comments.flatMap(({ text: comment, range }): Directive[] => {
    if (!comment.includes('rehearsal-disable')) return []
    const match = directive.exec(comment)
    if (match === null) return []
    const [, kind, rest = ''] = match
    const at =
      range.start + comment.indexOf(rest, comment.indexOf('rehearsal-disable') + `rehearsal-disable-${kind}`.length)
    const words = [...rest.matchAll(/[^\s,]+/g)].map(({ 0: code, index }): Word => {
      return { code, range: { start: at + index, end: at + index + code.length } }
    })
    return [{ covers: coveredBy(kind, text, range), words }]
  })
}

function coveredBy(kind: string | undefined, text: string, range: Range): Range {
  if (kind === 'file') return { start: 0, end: text.length + 1 }
  if (kind === 'line') return lineAt(text, range.start)
  let line = lineAt(text, lineAt(text, range.start).end)
  while (line.end < text.length && /^\s*(?:#.*)?\s*$/.test(text.slice(line.start, line.end)))
    line = lineAt(text, line.end)
  return line
}

/** The line that holds an offset, its line break included. */
function lineAt(text: string, offset: number): Range {
  const start = text.lastIndexOf('\n', offset - 1) + 1
  const end = text.indexOf('\n', offset)
  return { start, end: end === -1 ? text.length + 1 : end + 1 }
}
