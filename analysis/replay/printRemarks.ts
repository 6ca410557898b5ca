import { compareEffects, type Effect } from '../../evaluator/effect.ts'
import type { Severity } from '../../evaluator/problem.ts'
import { code, commentLimit, page, table, words } from '../formats/markdown.ts'
import { type Kind, type Remark, sourcePath } from '../formats/report.ts'
import { Lines } from '../lines.ts'
import {
  counted,
  effectsInWords,
  grouped,
  type NamedReport,
  outcomeInWords,
  ruleInWords,
  windowInWords,
} from './print.ts'
import type { ReplayedText } from './replay.ts'
import type { ReplayChange, ReplayReport, RuleReplay } from './report.ts'

/** A report with the text it is about. */
export interface PlacedReport extends NamedReport {
  readonly text: ReplayedText
}

/** What the remarks of a replay are, for formats that describe each kind. */
export const replayKinds: readonly Kind[] = [
  {
    code: 'replay-decides',
    title: 'Recorded calls that this rule would decide',
    severity: 'information',
    page: 'A rule that, over the recorded calls, would do more than allow. docs/replay.md tells what is counted.\n',
  },
  {
    code: 'replay-changes',
    title: 'Recorded calls that this version decides otherwise',
    severity: 'warning',
    page: 'Calls that the version compared with decides in another way. docs/replay.md tells what is counted.\n',
  },
]

/** Remarks at the rules that would do something, and at the first line for what changed. */
export function replayRemarks(reports: readonly PlacedReport[], root: string): Remark[] {
  return reports.flatMap(({ text, report }) => {
    const lines = new Lines(text.text)
    const file = sourcePath(text.file, root)
    const remark = (severity: Severity, kind: string, message: string, start: number, end: number): Remark => {
      const region = lines.region({ start, end })
      return { file, severity, code: kind, message, region, lineText: lines.line(region.line) }
    }
    const decided = report.rules.filter(isTold).flatMap((rule) => {
      const place = text.policy.rules.find(({ label, document }) => label === rule.label && document === 0)
      const message = `${rule.label}: ${ruleInWords(rule)} of ${counted(report.calls)}.`
      const { start, end } = place?.nameRange ?? { start: 0, end: 0 }
      return [remark('information', 'replay-decides', message, start, end)]
    })
    const changes = report.changes.map((change) => {
      const severity = isStricter(change) ? 'warning' : 'information'
      return remark(severity, 'replay-changes', `${changeInWords(change)}.`, 0, 0)
    })
    return [...decided, ...changes]
  })
}

function isTold({ byEffect, decided }: RuleReplay): boolean {
  return decided > byEffect.allow
}

/** Whether calls get a stronger effect than before. */
export function isStricter({ from, to }: ReplayChange): boolean {
  if (to.effect === 'unknown' || from.effect === 'unknown') return false
  return compareEffects(to.effect, from.effect) > 0
}

function changeInWords({ from, to, count }: ReplayChange): string {
  return `${counted(count)}: ${outcomeInWords(from)} → ${outcomeInWords(to)}`
}

/** The reports as a comment on a pull request. */
export function replayMarkdown(reports: readonly PlacedReport[], root: string): string {
  const blocks = reports.flatMap(({ text, report }) => [
    `### Replay of ${code(sourcePath(text.file, root))}\n`,
    `${summary(report)}\n`,
    ...changeTable(report),
    ...ruleTable(report),
    ...report.aside.map(({ sentence }) => `Not counted: ${words(sentence)}\n`),
  ])
  return page(blocks, commentLimit, (left) => `… and ${left} more parts; \`rehearsal replay\` shows all.`)
}

function summary(report: ReplayReport): string {
  if (report.calls === 0) return `No recorded calls ${windowInWords(report)}.`
  const { calls, distinct, byEffect } = report
  return `${counted(calls)} (${grouped(distinct)} different) ${windowInWords(report)}: ${effectsInWords(byEffect)}.`
}

function changeTable({ changes }: ReplayReport): string[] {
  if (changes.length === 0) return []
  const columns = [{ head: 'Calls', align: 'right' } as const, { head: 'Before' }, { head: 'Now' }]
  const cell = ({ effect, rule }: ReplayChange['from']) => (rule === null ? effect : `${effect} by ${code(rule)}`)
  return [
    table(
      columns,
      changes.map(({ count, from, to }) => [grouped(count), cell(from), cell(to)]),
    ),
  ]
}

function ruleTable({ rules }: ReplayReport): string[] {
  const told = rules.filter(isTold)
  if (told.length === 0) return []
  const columns = [{ head: 'Rule' }, { head: 'Would' }, { head: 'Recorded hits', align: 'right' } as const]
  return [
    table(
      columns,
      told.map((rule) => [code(rule.label), ruleInWords(rule), grouped(rule.recordedHits)]),
    ),
  ]
}

/** How many calls get this effect or a stronger one. */
export function callsWith({ byEffect }: ReplayReport, effect: Effect): number {
  const found = Object.entries(byEffect) as [Effect, number][]
  return found.reduce((sum, [one, calls]) => (compareEffects(one, effect) >= 0 ? sum + calls : sum), 0)
}
