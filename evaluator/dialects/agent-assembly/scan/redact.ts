import type { Finding } from './finding.ts'
import type { LocaleFinding } from './zh-tw.ts'

const opaque = '[REDACTED]'

/** The text with every finding replaced by its label; overlapping ones are one span under the weightiest kind. */
export function redact(text: string, findings: readonly Finding[]): string {
  const merged: { start: number; end: number; kind: string }[] = []
  for (const finding of [...findings].sort(bySpan)) {
    const last = merged.at(-1)
    if (last === undefined || finding.start >= last.end) {
      merged.push({ ...finding })
      continue
    }
    last.end = Math.max(last.end, finding.end)
    if (weight(finding.kind) > weight(last.kind)) last.kind = finding.kind
  }
  return splice(text, merged, ({ kind }) => label(kind))
}

/**
 * The same for a text with locale findings: those have no label of their own, spans that two kinds share have none
 * either, and findings of no width are left out.
 */
export function redactWithLocale(text: string, findings: readonly Finding[], locale: readonly LocaleFinding[]): string {
  const all = [
    ...findings.filter(({ start, end }) => end > start).map((one) => ({ ...one, named: true })),
    ...locale.map(({ category, start, end }) => ({ kind: category, start, end, named: false })),
  ]
  const merged: { start: number; end: number; kind: string | null; named: boolean }[] = []
  for (const finding of all.sort(bySpan)) {
    const last = merged.at(-1)
    if (last === undefined || finding.start >= last.end) {
      merged.push({ ...finding })
      continue
    }
    last.end = Math.max(last.end, finding.end)
    if (last.kind !== finding.kind) last.kind = null
  }
  return splice(text, merged, ({ kind, named }) => (kind !== null && named ? label(kind) : opaque))
}

function splice<Span extends { start: number; end: number }>(
  text: string,
  spans: readonly Span[],
  labelOf: (span: Span) => string,
): string {
  let result = ''
  let at = 0
  for (const span of spans) {
    result += text.slice(at, span.start) + labelOf(span)
    at = span.end
  }
  return result + text.slice(at)
}

function bySpan(a: { start: number; end: number }, b: { start: number; end: number }): number {
  return a.start - b.start || a.end - b.end
}

function weight(kind: string): number {
  return kind === 'GenericHighEntropy' ? 0 : kind === 'EmailAddress' ? 1 : 2
}

function label(kind: string): string {
  return `[REDACTED:${kind}]`
}
