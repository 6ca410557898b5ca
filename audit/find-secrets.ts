import { detectors } from './detectors.ts'

/** A stretch of text that is a secret: [start, end) in UTF-16 units. */
export interface FoundSecret {
  readonly start: number
  readonly end: number
  readonly name: string
}

/** Shorter strings hold no shape that is known here. */
const shortest = 8
const anyHint = hintPattern(detectors.flatMap((detector) => detector.hints))
const hinted = detectors.map((detector) => ({ ...detector, hint: hintPattern(detector.hints) }))

/** The known secrets in `text`, in order and without overlaps. Time grows with the length alone. */
export function findSecrets(text: string): readonly FoundSecret[] {
  if (text.length < shortest || !anyHint.test(text)) return []
  const found: FoundSecret[] = []
  for (const { name, pattern, hint } of hinted) {
    if (hint.test(text)) scan(text, name, pattern, found)
  }
  if (found.length < 2) return found
  return merge(found)
}

function scan(text: string, name: string, pattern: RegExp, found: FoundSecret[]): void {
  pattern.lastIndex = 0
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const end = match.index + match[0].length
    const secret = lastGroup(match)
    found.push({ start: end - secret.length, end, name })
    if (match[0] === '') pattern.lastIndex++
  }
}

function lastGroup(match: RegExpExecArray): string {
  for (let group = match.length - 1; group > 0; group--) {
    const text = match[group]
    if (text !== undefined) return text
  }
  return match[0]
}

function merge(found: FoundSecret[]): FoundSecret[] {
  const merged: FoundSecret[] = []
  for (const next of found.sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1)
    if (last === undefined || next.start >= last.end) merged.push(next)
    else if (next.end > last.end) merged[merged.length - 1] = { ...last, end: next.end }
  }
  return merged
}

function hintPattern(hints: readonly string[]): RegExp {
  const escaped = [...new Set(hints)].map((hint) => hint.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'))
  return new RegExp(escaped.join('|'), 'i')
}
