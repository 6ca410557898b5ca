import type { CST } from 'yaml'
import type { YamlProblem } from '../problem.ts'

const unprintable = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u
const indentation = /^(?:Flow end indicator|Multi-line .*sufficiently indented)/

/** Whether PyYAML reads on where the `yaml` library complains: it asks for no indentation of a closing bracket or inside quotes. */
export function toleratedByPyyaml(code: string, message: string): boolean {
  return (code === 'BAD_INDENT' || code === 'MISSING_CHAR') && indentation.test(message)
}

/** What PyYAML's reader and scanner refuse although the `yaml` library takes it: the first of each kind. */
export function refusedByPyyaml(text: string, tokens: readonly CST.Token[]): YamlProblem[] {
  const problems: YamlProblem[] = []
  const strange = unprintable.exec(text)
  if (strange) {
    const code = (strange[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
    const range = { start: strange.index, end: strange.index + strange[0].length }
    problems.push({
      kind: 'syntax',
      range,
      message: `The character U+${code} may not stand in YAML; remove or escape it.`,
    })
  }
  const tab = text.includes('\t') ? firstTab(tokens) : -1
  if (tab >= 0) {
    const message = 'PyYAML takes no tab here; use spaces.'
    problems.push({ kind: 'syntax', range: { start: tab, end: tab + 1 }, message })
  }
  return problems
}

/** The first tab outside quotes, block scalars and comments; -1 when there is none. */
function firstTab(tokens: readonly CST.Token[]): number {
  let first = -1
  const waiting: unknown[] = [...tokens]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (typeof next !== 'object' || next === null) continue
    const token = next as { type?: string; offset?: number; source?: string }
    const bare = token.type === 'space' || token.type === 'scalar' || token.type === 'block-scalar-header'
    const at = bare && token.source !== undefined ? token.source.indexOf('\t') : -1
    if (at >= 0 && token.offset !== undefined && (first < 0 || token.offset + at < first)) first = token.offset + at
    for (const part of Object.values(next)) {
      if (Array.isArray(part)) for (const one of part) waiting.push(one)
      else waiting.push(part)
    }
  }
  return first
}
