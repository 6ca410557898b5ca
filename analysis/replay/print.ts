import { basename } from 'node:path'
import { escapeForDisplay } from '../../audit/display.ts'
import type { Effect } from '../../evaluator/effect.ts'
import type { Outcome, ReplayReport, RuleReplay } from './report.ts'

/** A report with the file that it is about. */
export interface NamedReport {
  readonly policy: string
  readonly report: ReplayReport
}

/** What an effect would do, for a sentence about calls that were only replayed. */
export const wouldWords: Readonly<Record<Effect, string>> = {
  allow: 'would allow',
  warn: 'would warn about',
  redact: 'would redact',
  require_approval: 'would hold',
  deny: 'would deny',
  error: 'could not decide',
}

const strongestFirst: readonly Effect[] = ['error', 'deny', 'require_approval', 'redact', 'warn', 'allow']

/** `would deny 29, would allow 1,175`, strongest first; empty where nothing is counted. */
export function effectsInWords(byEffect: Readonly<Record<Effect, number>>): string {
  return strongestFirst
    .filter((effect) => byEffect[effect] > 0)
    .map((effect) => `${wouldWords[effect]} ${grouped(byEffect[effect])}`)
    .join(', ')
}

/** Lines for a terminal. */
export function replayText({ policy, report }: NamedReport): string {
  const { calls, distinct, byEffect, rules, aside, changes } = report
  const different = distinct === calls ? '' : ` (${grouped(distinct)} different)`
  const lines = [
    `${escapeForDisplay(basename(policy))}: ${counted(calls)}${different} ${windowInWords(report)}`,
    ...(calls === 0 ? [] : [`  ${effectsInWords(byEffect)}`]),
    ...rules.filter(told).map((rule) => `  ${escapeForDisplay(rule.label)}: ${ruleInWords(rule)}`),
    ...aside.map(({ sentence }) => `  not counted: ${escapeForDisplay(sentence)}`),
    ...changes.map(
      ({ from, to, count }) => `  changed: ${counted(count)} ${outcomeInWords(from)} → ${outcomeInWords(to)}`,
    ),
  ]
  return `${lines.join('\n')}\n`
}

/** One rule in words: what it would decide, and what the log says of it. */
export function ruleInWords({ decided, hits, byEffect, recordedHits, onOutputs }: RuleReplay): string {
  if (onOutputs) return `${grouped(recordedHits)} recorded hits; outputs are not stored`
  const more = hits > decided ? `; matches ${grouped(hits)}` : ''
  return `${decided === 0 ? 'decides nothing' : effectsInWords(byEffect)}${more}`
}

function told({ decided, hits, recordedHits }: RuleReplay): boolean {
  return decided > 0 || hits > 0 || recordedHits > 0
}

/** `deny (block-rm)`. */
export function outcomeInWords({ effect, rule }: Outcome): string {
  return rule === null ? effect : `${effect} (${escapeForDisplay(rule)})`
}

/** `since 2026-01-01T00:00:00.000Z until …`. */
export function windowInWords({ window: { since, until } }: Pick<ReplayReport, 'window'>): string {
  const from = since === null ? 'from the beginning' : `since ${since}`
  return until === null ? from : `${from} until ${until}`
}

/** `1,204 calls`. */
export function counted(calls: number): string {
  return `${grouped(calls)} ${calls === 1 ? 'call' : 'calls'}`
}

/** `1,204`. */
export function grouped(count: number): string {
  return count.toLocaleString('en-US')
}
