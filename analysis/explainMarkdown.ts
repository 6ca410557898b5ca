import type { Json } from '../evaluator/json/values.ts'
import { compactJson } from '../evaluator/json/write.ts'
import type { ClauseTrace, RuleTrace, Trace } from '../evaluator/trace.ts'
import { summaryOf } from './tests/runCase.ts'

const shownRules = 30
const longestValue = 120

/** A trace as markdown: the verdict, then every rule that was looked at with the values its clauses saw. */
export function explainMarkdown(trace: Trace): string {
  const { decision, rules, notes } = trace
  const head = [`**${escapeMarkdown(summaryOf(decision))}**`, decision.reason ? escapeMarkdown(decision.reason) : '']
  const shown = new Set([...rules].sort((a, b) => weight(b) - weight(a)).slice(0, shownRules))
  const inOrder = rules.filter((rule) => shown.has(rule)).map(ruleLines)
  const more = rules.length > shown.size ? [`… and ${rules.length - shown.size} more rules that did not match.`] : []
  return [...head.filter(Boolean), ...notes.map(escapeMarkdown), inOrder.flat().join('\n'), ...more].join('\n\n')
}

/** A trace for a terminal, the same content without markup. */
export function explainText(trace: Trace): string {
  const lines = trace.rules.flatMap((rule) => [
    `${mark(rule.matched)} ${rule.label}: ${rule.why}`,
    ...clauseTexts(rule.clauses, 1).map(({ depth, text }) => `${'  '.repeat(depth)}${text}`),
  ])
  return [...trace.notes, ...lines].join('\n')
}

function weight(rule: RuleTrace): number {
  if (rule.decided) return 3
  return rule.matched === true ? 2 : rule.matched === 'skipped' ? 0 : 1
}

function ruleLines(rule: RuleTrace): string[] {
  const title = `- ${mark(rule.matched)} ${rule.decided ? '**' : ''}${escapeMarkdown(rule.label)}${rule.decided ? '**' : ''}: ${escapeMarkdown(rule.why)}`
  const clauses = clauseTexts(rule.clauses, 1).map(
    ({ depth, text }) => `${'  '.repeat(depth)}- ${escapeMarkdown(text)}`,
  )
  return [title, ...clauses]
}

function clauseTexts(clauses: readonly ClauseTrace[], depth: number): { depth: number; text: string }[] {
  return clauses.flatMap((clause) => {
    const saw = clause.clauses?.length ? '' : `, saw ${shownValue(clause.saw)}`
    const own = { depth, text: `${mark(clause.matched)} ${clause.text}${clause.matched === 'skipped' ? '' : saw}` }
    return [own, ...clauseTexts(clause.clauses ?? [], depth + 1)]
  })
}

function mark(matched: RuleTrace['matched']): string {
  switch (matched) {
    case true:
      return '✓'
    case false:
      return '✗'
    case 'unknown':
      return '?'
    default:
      return '·'
  }
}

function shownValue(value: Json | undefined): string {
  if (value === undefined) return 'nothing'
  const text = compactJson(value)
  return text.length > longestValue ? `${text.slice(0, longestValue)}…` : text
}

/** Keeps a text from being read as markup, whatever stands in it. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>~&]/g, '\\$&').replaceAll('\n', ' ')
}
