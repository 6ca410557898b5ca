import { escapeForDisplay } from '../../audit/display.ts'
import { Lines } from '../lines.ts'
import { type FileCoverage, percent, type RuleCoverage, type Share, sharesOf } from './coverage.ts'

/** Coverage of one document as reports print it. */
export interface CoverageLine {
  readonly file: string
  readonly rules: Share
  readonly clauses: Share
  /** What no case reached, in document order. */
  readonly uncovered: readonly Uncovered[]
}

/** A rule that never decided, or a clause of a deciding rule that never bore on it. */
export interface Uncovered {
  readonly kind: 'rule' | 'clause'
  readonly rule: string
  /** The clause's own words; null for a rule. */
  readonly clause: string | null
  /** Counted from 1. */
  readonly line: number
  readonly column: number
}

/** One line a document; `textOf` gives a document's text, `name` how reports call it. */
export function coverageLines(
  files: readonly FileCoverage[],
  textOf: (path: string) => string,
  name: (path: string) => string,
): CoverageLine[] {
  return files.map(({ path, rules }) => {
    const lines = new Lines(textOf(path))
    return { file: name(path), ...sharesOf(rules), uncovered: rules.flatMap((rule) => uncoveredIn(rule, lines)) }
  })
}

function uncoveredIn({ label, decided, nameRange, clauses }: RuleCoverage, lines: Lines): Uncovered[] {
  if (decided === 0) return [{ kind: 'rule', rule: label, clause: null, ...lines.at(nameRange.start) }]
  return clauses
    .filter((clause) => clause.decided === 0)
    .map(({ text, range }) => ({ kind: 'clause', rule: label, clause: text, ...lines.at(range.start) }))
}

/** The sum over documents. */
export function totals(lines: readonly CoverageLine[]): { readonly rules: Share; readonly clauses: Share } {
  return { rules: sum(lines.map(({ rules }) => rules)), clauses: sum(lines.map(({ clauses }) => clauses)) }
}

function sum(shares: readonly Share[]): Share {
  return {
    covered: shares.reduce((all, { covered }) => all + covered, 0),
    total: shares.reduce((all, { total }) => all + total, 0),
  }
}

/** The same as aligned text, with the places of what is not covered below; ends with a line break. */
export function coverageText(lines: readonly CoverageLine[]): string {
  const all = { file: 'all', ...totals(lines), uncovered: [] }
  const shown = lines.length > 1 ? [...lines, all] : lines
  const width = Math.max(6, ...shown.map(({ file }) => escapeForDisplay(file).length))
  const row = (file: string, ...cells: string[]) =>
    `${file.padEnd(width)}${cells.map((cell) => cell.padStart(18)).join('')}`
  const head = row('policy', 'rules decided', 'clauses decided')
  const rows = shown.map(({ file, rules, clauses }) =>
    row(escapeForDisplay(file), shareText(rules), shareText(clauses)),
  )
  const open = lines.flatMap(({ file, uncovered }) => uncovered.map((each) => uncoveredText(file, each)))
  return `${[head, ...rows, ...(open.length > 0 ? ['', 'Not covered:', ...open] : [])].join('\n')}\n`
}

function shareText(share: Share): string {
  return `${share.covered}/${share.total} (${percent(share)} %)`
}

function uncoveredText(file: string, { line, column, rule, clause }: Uncovered): string {
  const what = clause === null ? rule : `${rule}: ${clause}`
  return `  ${escapeForDisplay(file)}:${line}:${column}  ${escapeForDisplay(what)}`
}
