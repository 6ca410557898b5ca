import type { Range } from '../../evaluator/text.ts'
import { indentOf } from './climb.ts'
import { scanFlow } from './flow.ts'
import { isBlank, lineEndOf, lineStartOf, openersOf, scalarRange } from './openers.ts'

/** Lines that belong together, counted from 0, both included. */
export interface Fold {
  readonly first: number
  readonly last: number
  readonly comment: boolean
}

/** What can be folded: every entry and item with lines further in, and runs of comments. */
export function foldsOf(text: string): Fold[] {
  const folds: Fold[] = []
  const open: { depth: number; line: number }[] = []
  let line = 0
  let lastContent = 0
  let comments = -1
  const close = (depth: number) => {
    for (let top = open.at(-1); top !== undefined && top.depth >= depth; top = open.at(-1)) {
      open.pop()
      if (lastContent > top.line) folds.push({ first: top.line, last: lastContent, comment: false })
    }
  }
  const endComments = () => {
    if (comments !== -1 && line - 1 > comments) folds.push({ first: comments, last: line - 1, comment: true })
    comments = -1
  }
  for (let start = 0; start <= text.length; line++) {
    const end = lineEndOf(text, start)
    const indent = indentOf(text, start, end)
    if (indent !== -1 && text[start + indent] === '#') {
      if (comments === -1) comments = line
    } else {
      endComments()
      if (indent !== -1) {
        const depth = depthAt(text, start, indent)
        close(depth)
        open.push({ depth, line })
        lastContent = line
      }
    }
    const newline = text.indexOf('\n', end)
    if (newline === -1) break
    start = newline + 1
  }
  line++
  endComments()
  close(-1)
  return folds.sort((a, b) => a.first - b.first || b.last - a.last)
}

/** A dash counts as further in than a key in its column, so that lists belong to their key. */
function depthAt(text: string, lineStart: number, indent: number): number {
  const at = lineStart + indent
  return indent + (text[at] === '-' && isBlank(text[at + 1]) ? 0.5 : 0)
}

/** The stretches around an offset, the innermost first: scalar, entry, item and so on out to the document. */
export function nestingAt(text: string, offset: number): Range[] {
  const lineStart = lineStartOf(text, offset)
  const lineEnd = lineEndOf(text, offset)
  const openers = openersOf(text, lineStart, lineEnd)
  const last = openers.at(-1)
  const inner: Range[] = []
  if (last && offset >= last.range.start && offset <= last.range.end && last.kind === 'key') inner.push(last.range)
  if (last && offset >= last.valueStart && last.valueStart < lineEnd) {
    inner.push(...valueNesting(text, last.valueStart, lineEnd, offset))
  }
  const around = ancestors(text, lineStart, lineEnd)
  const all = [...inner, ...around, { start: 0, end: text.length }]
  return all.filter(({ start, end }, index) => {
    const before = all[index - 1]
    const holds = start <= offset && offset <= end
    return holds && !(before?.start === start && before.end === end)
  })
}

function valueNesting(text: string, start: number, lineEnd: number, offset: number): Range[] {
  if (!'{['.includes(text[start] ?? ' ')) return [scalarRange(text, start, lineEnd)]
  const { place } = scanFlow(text, start, offset)
  if (place === null) return []
  const frames = place.frames
    .toReversed()
    .map((frame) => ({ start: frame.start, end: scanFlow(text, frame.start).end }))
  return place.token.end > place.token.start ? [place.token, ...frames] : frames
}

function ancestors(text: string, lineStart: number, lineEnd: number): Range[] {
  const found: { start: number; end: number; depth: number }[] = []
  let least = Number.POSITIVE_INFINITY
  for (let start = lineStart, end = lineEnd; ; ) {
    const indent = indentOf(text, start, end)
    if (indent !== -1 && indent <= least && text[start + indent] !== '#') {
      for (const { kind, column, range } of openersOf(text, start, end).toReversed()) {
        const depth = column + (kind === 'item' ? 0.5 : 0)
        if (depth >= least) continue
        found.push({ start: range.start, end: -1, depth })
        least = depth
      }
    }
    if (start === 0) break
    end = start - 1
    start = lineStartOf(text, end)
  }
  let at = 0
  let contentEnd = text.slice(0, lineEnd).trimEnd().length
  for (let start = lineEnd + 1; start < text.length && at < found.length; ) {
    const end = lineEndOf(text, start)
    const indent = indentOf(text, start, end)
    if (indent !== -1 && text[start + indent] !== '#') {
      const depth = depthAt(text, start, indent)
      for (let level = found[at]; level !== undefined && depth <= level.depth; level = found[++at])
        level.end = contentEnd
      contentEnd = end
    }
    start = end + 1
  }
  return found.map(({ start, end }) => ({ start, end: end === -1 ? contentEnd : end }))
}
