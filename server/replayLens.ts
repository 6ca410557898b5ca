import type { CodeLens } from 'vscode-languageserver'
import type { ReportWithBases } from '../analysis/replay/messages.ts'
import { counted, effectsInWords, grouped, outcomeInWords, wouldWords } from '../analysis/replay/print.ts'
import type { ReplayChange, RuleReplay } from '../analysis/replay/report.ts'
import type { Effect } from '../evaluator/effect.ts'
import type { OpenDocument } from './documents.ts'
import { toLspRange } from './positions.ts'

/** What is known of a document when its lenses are drawn. */
export interface ReplayFacts {
  /** Null until the first figures are there. */
  readonly found: ReportWithBases | null
  /** The text in the editor is another one than the figures are of, or does not load. */
  readonly stale: boolean
  readonly windowHours: number
  /** A sentence where replaying does not work now; else empty. */
  readonly message: string
  /** Of a long document: the rules that have had a lens, which keep it. */
  readonly shown: ShownRules
}

/** Labels of rules. */
export type ShownRules = Set<string>

/** In a document of more rules, only those have a lens that fired or would decide something. */
const longDocument = 300

/** Opens the calls behind a number; the client's own command. */
export const showCallsCommand = 'rehearsal.showReplayCalls'

/** The sum and the differences above the document, and above each rule its hits and what it would decide. */
export function replayLenses({ uri, policy, text }: OpenDocument, facts: ReplayFacts): CodeLens[] {
  if (policy === null || policy.model.refused) return []
  const lens = (start: number, title: string, of?: object): CodeLens => {
    const command = { title, command: of === undefined ? '' : showCallsCommand, ...(of && { arguments: [uri, of] }) }
    return { range: toLspRange(text, { start, end: start }), command }
  }
  const figures = new Map(facts.found?.report.rules.map((rule) => [rule.label, rule]))
  const own = policy.policy.rules.filter(({ document }) => document === 0)
  const wanted = own.length > longDocument ? own.filter(({ label }) => isShown(figures.get(label), label, facts)) : own
  return [
    ...documentTitles(facts).map(({ title, of }) => lens(0, title, of)),
    ...wanted.map(({ label, nameRange, range }) => {
      return lens(Math.min(range.start, nameRange.start), ruleTitle(figures.get(label), facts), { rule: label })
    }),
  ]
}

function isShown(rule: RuleReplay | undefined, label: string, { shown }: ReplayFacts): boolean {
  if (rule !== undefined && (rule.recordedHits > 0 || rule.decided > 0)) shown.add(label)
  return shown.has(label)
}

function documentTitles({ found, stale, windowHours, message }: ReplayFacts): { title: string; of?: object }[] {
  if (message !== '') return [{ title: `$(warning) ${message}` }]
  const window = `${windowInWords(windowHours)}${stale ? ', last good' : ''}`
  if (found === null) return [{ title: `replaying recorded calls (${window}) …` }]
  const { calls, byEffect, aside } = found.report
  const left = aside.filter(({ reason }) => reason !== 'recorded-otherwise').reduce((sum, { count }) => sum + count, 0)
  const beside = left === 0 ? '' : ` · ${grouped(left)} not counted`
  const sum = calls === 0 ? 'no recorded calls' : `${effectsInWords(byEffect)} of ${counted(calls)}`
  return [
    { title: `${sum}${beside} (${window})`, of: {} },
    ...changeTitle('saved', 'the saved file', found.changes.saved),
    ...changeTitle('head', 'HEAD', found.changes.head),
  ]
}

function changeTitle(base: 'saved' | 'head', words: string, changes: readonly ReplayChange[] | null) {
  if (changes === null || changes.length === 0) return []
  const count = changes.reduce((sum, each) => sum + each.count, 0)
  const [first] = changes
  const most = first === undefined ? '' : `: ${outcomeInWords(first.from)} → ${outcomeInWords(first.to)}`
  const only = changes.length === 1 ? most : `${most} …`
  return [{ title: `${counted(count)} unlike ${words}${only}`, of: { change: base } }]
}

function ruleTitle(rule: RuleReplay | undefined, { found, stale, windowHours }: ReplayFacts): string {
  const window = `${windowInWords(windowHours)}${stale ? ', last good' : ''}`
  if (found === null) return `… hits (${window})`
  const { recordedHits, byEffect, decided, onOutputs } = rule ?? nothing
  const hits = `${grouped(recordedHits)} ${recordedHits === 1 ? 'hit' : 'hits'}`
  if (onOutputs) return `${hits} on outputs, which are not stored (${window})`
  const would = decided === 0 ? 'would decide no call' : decisionsInWords(byEffect)
  return `${hits} · ${would} of ${counted(found.report.calls)} (${window})`
}

function decisionsInWords(byEffect: Readonly<Record<Effect, number>>): string {
  const some = (Object.entries(byEffect) as [Effect, number][]).filter(([, count]) => count > 0)
  return some.map(([effect, count]) => `${wouldWords[effect]} ${grouped(count)}`).join(', ')
}

const nothing = { recordedHits: 0, decided: 0, onOutputs: false, byEffect: {} as Readonly<Record<Effect, number>> }

/** `7 d`, `12 h`. */
export function windowInWords(hours: number): string {
  return hours % 24 === 0 ? `${hours / 24} d` : `${hours} h`
}
