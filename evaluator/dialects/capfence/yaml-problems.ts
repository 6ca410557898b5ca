import type { YamlProblem } from '../../yaml/problem.ts'
import type { Findings } from './findings.ts'

/** PyYAML's exceptions, in the order in which its stages come to see a document. */
const stages = ['ReaderError', 'ScannerError', 'ParserError', 'ComposerError', 'ConstructorError'] as const
type YamlError = (typeof stages)[number]

/**
 * Adds what keeps PyYAML from reading the text, in its order; false when the document's shape cannot be trusted.
 * A lone surrogate stands for a byte that is not UTF-8: no text that was read from a file has one otherwise.
 */
export function reportYaml(found: Findings, problems: readonly YamlProblem[]): boolean {
  const stray = found.text.search(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/)
  if (stray >= 0) {
    const range = { start: stray, end: stray + 1 }
    found.crash('UnicodeDecodeError', range, 'This file is not UTF-8 from here on; save it as UTF-8.')
    return false
  }
  const classed = problems.map((problem) => ({ problem, raised: classOf(problem) }))
  classed.sort((a, b) => rank(a.raised) - rank(b.raised) || a.problem.range.start - b.problem.range.start)
  for (const { problem, raised } of classed) {
    if (problem.crash !== undefined) found.crash(problem.crash, problem.range, problem.message)
    else found.invalidYaml(raised, problem.range, problem.message)
  }
  return !classed.some(({ raised }) => rank(raised) < rank('ConstructorError'))
}

/** Reading comes before all, building values after all; the stages between take turns, so their place decides. */
function rank(raised: YamlError): number {
  return raised === 'ReaderError' ? 0 : raised === 'ConstructorError' ? 2 : 1
}

function classOf({ kind, message, crash }: YamlProblem): YamlError {
  if (crash !== undefined) return 'ConstructorError'
  switch (kind) {
    case 'alias':
    case 'second-document':
      return 'ComposerError'
    case 'tag':
    case 'scalar':
    case 'merge':
    case 'duplicate-key':
      return 'ConstructorError'
    default:
      return syntaxClass(message)
  }
}

function syntaxClass(message: string): YamlError {
  if (/may not stand in YAML/.test(message)) return 'ReaderError'
  if (/cannot be a key/.test(message)) return 'ConstructorError'
  return 'ScannerError'
}
