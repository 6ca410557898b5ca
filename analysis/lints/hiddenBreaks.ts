import type { Problem } from '../../evaluator/problem.ts'
import { type Lint, problemOf } from './lint.ts'

const names: Readonly<Record<string, string>> = {
  '\u0085': 'U+0085',
  '\u2028': 'U+2028',
  '\u2029': 'U+2029',
  '\r': 'a lone CR',
}

/** Characters at which PyYAML breaks a line and most editors do not: what stands behind one in a comment is live. */
export const hiddenBreaks: Lint = ({ dialect, text }) => {
  if (dialect.name !== 'capfence' && dialect.name !== 'edictum') return []
  const found: Problem[] = []
  for (const { index, 0: character } of text.matchAll(/[\u0085\u2028\u2029]|\r(?!\n)/g)) {
    const line = text.slice(text.lastIndexOf('\n', index - 1) + 1, index)
    const behind = /^[^\r\n]*/.exec(text.slice(index + 1))?.[0].trim() ?? ''
    if (!/(?:^|\s)#/.test(line) || behind === '' || behind.startsWith('#')) continue
    const message = `PyYAML ends the line at this character (${names[character]}), which few editors show: what follows is no comment, it counts.`
    found.push(problemOf({ code: 'yaml-hidden-break', range: { start: index, end: index + 1 }, message }))
  }
  return found
}
