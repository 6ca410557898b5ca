import type { Counters, Given } from '../../call.ts'
import type { Decision } from '../../decision.ts'
import type { Json, Truth } from '../../json/values.ts'
import type { ClauseTrace, RuleTrace, Trace } from '../../trace.ts'
import { payloadText } from './action.ts'
import { compileClause, valueSeen } from './expression/compile.ts'
import type { Approval, SectionDocument } from './model.ts'
import type { Plan, PlannedRule, Question } from './plan.ts'
import { run } from './run.ts'
import { capabilityOf } from './tests.ts'

interface Explained {
  readonly plan: Plan
  readonly question: Question
  readonly cascade: boolean
  readonly counters: Counters
  readonly decision: Decision
  readonly given: Given
}

/** The decision again, with every rule, whether the engine looked at it, and what it saw. */
export function explainRun({ plan, question, cascade, counters, decision, given }: Explained): Trace {
  const seen = new Map<number, Truth>()
  run(plan, question, cascade, counters, (rule) => {
    const truth = plan.rules[rule]?.test(question) ?? false
    seen.set(rule, truth)
    return truth
  })
  const rules = plan.rules.map((rule, index): RuleTrace => {
    const { info } = rule
    const matched = matchedOf(rule, seen.get(index), decision)
    const decided = decision.rule === info.label
    const base = {
      label: info.label,
      range: info.range,
      document: info.document,
      matched,
      decided,
      mode: decision.mode,
    }
    return {
      ...base,
      why: whyOf(rule, matched, decided),
      clauses: clausesOf(rule, plan, question, matched),
    }
  })
  return { decision, rules, notes: notesOf(plan, cascade, given) }
}

/** A limit or a budget matches only where it is used up, which the decision knows. */
function matchedOf({ kind, info }: PlannedRule, truth: Truth | undefined, decision: Decision): Truth | 'skipped' {
  if (truth === undefined) return 'skipped'
  if ((kind !== 'limit' && kind !== 'budget') || truth !== true) return truth
  return decision.matched.includes(info.label)
}

const saying: Readonly<Record<PlannedRule['kind'], readonly [matched: string, not: string]>> = {
  schedule: ['The call comes outside the active hours.', 'The call comes within the active hours.'],
  network: ['The host is not on the list.', 'This is no request to a host that the list lacks.'],
  'capabilities.deny': [
    'The capability that the call asks for is denied.',
    'The capability that the call asks for is not denied.',
  ],
  'capabilities.allow': [
    'The list lacks the capability that the call asks for.',
    'The list has what the call asks for.',
  ],
  tool: ['The entry governs this tool and does not allow it.', 'The entry does not govern this call.'],
  limit: [
    'The calls of this hour are used up.',
    'Calls are left in this hour, or the entry does not govern this call.',
  ],
  approval: [
    'The condition holds: somebody must approve.',
    'The condition does not hold, or does not concern this call.',
  ],
  builtin: ['The built-in scan found sensitive data.', 'The built-in scan found nothing.'],
  pattern: ['The pattern occurs in what is scanned.', 'The pattern does not occur in what is scanned.'],
  pack: ['The pack found something, or the engine does not have it.', 'The pack found nothing.'],
  budget: ['The money is spent.', 'Money is left.'],
}

function whyOf({ kind }: PlannedRule, matched: Truth | 'skipped', decided: boolean): string {
  if (matched === 'skipped')
    return 'The engine did not look: the call was decided before, or the rule does not concern it.'
  if (matched === 'unknown') return 'This cannot be told: a value that it needs was not stored.'
  const [yes, no] = saying[kind]
  return matched ? `${yes}${decided ? ' This decided.' : ''}` : no
}

function clausesOf(rule: PlannedRule, plan: Plan, question: Question, matched: Truth | 'skipped'): ClauseTrace[] {
  const { kind, info } = rule
  const section = plan.documents[info.document]?.section
  if (section === undefined) return []
  if (kind === 'approval') return approvalClauses(section, rule, question, matched)
  const clause = plainClause(rule, section, question)
  return clause === null ? [] : [{ ...clause, range: info.range, matched }]
}

function plainClause(
  { kind, info }: PlannedRule,
  section: SectionDocument,
  { action, now }: Question,
): { text: string; saw: Json | undefined } | null {
  switch (kind) {
    case 'schedule': {
      const hours = section.schedule
      return hours && { text: `not from ${hours.start} to ${hours.end} in ${hours.timezone}`, saw: timeText(now) }
    }
    case 'network':
      return { text: 'host not on the list', saw: action.kind === 'NetworkRequest' ? action.payload : undefined }
    case 'capabilities.deny':
      return { text: 'capability denied', saw: capabilityOf(action) ?? undefined }
    case 'capabilities.allow':
      return { text: 'capability not listed', saw: capabilityOf(action) ?? undefined }
    case 'tool':
    case 'limit':
      return { text: `tool is governed by ${info.label}`, saw: action.kind === 'ToolCall' ? action.tool : undefined }
    case 'budget':
      return null
    default:
      return { text: info.label, saw: payloadText(action.payload) ?? undefined }
  }
}

function timeText(now: number): string | undefined {
  return Math.abs(now) <= 8.64e15 ? new Date(now).toISOString() : undefined
}

function approvalClauses(
  section: SectionDocument,
  { info }: PlannedRule,
  question: Question,
  matched: Truth | 'skipped',
): ClauseTrace[] {
  const entry = [...section.tools.values()].find(({ approval }) => approval?.range === info.range)
  const approval = entry?.approval
  if (!approval) return []
  if (approval.expression === null) {
    const text = `${approval.source} (cannot be parsed, so it always holds)`
    return [{ text, range: approval.range, saw: undefined, matched }]
  }
  return approval.expression.flatMap((group) =>
    group.map(
      (clause): ClauseTrace => ({
        text: clause.text,
        range: clauseRange(section, approval, clause.start, clause.end),
        saw: valueSeen(clause.field, question),
        matched: matched === 'skipped' ? 'skipped' : compileClause(clause)(question),
      }),
    ),
  )
}

function clauseRange(
  section: SectionDocument,
  { source, range }: Approval,
  start: number,
  end: number,
): Approval['range'] {
  const at = section.text.slice(range.start, range.end).indexOf(source)
  return at === -1 ? range : { start: range.start + at + start, end: range.start + at + end }
}

function notesOf(plan: Plan, cascade: boolean, given: Given): string[] {
  const notes = [
    `Sensitive data: ${plan.credentialAction}${plan.documents.some(({ section }) => section.data) ? '' : ' (by default)'}.`,
  ]
  if (cascade) notes.push(`A cascade of ${plan.documents.length} documents, broad to narrow.`)
  if (given.modeOverride === 'disabled') notes.push('The gateway enforces under `disabled` too.')
  if (given.modeOverride === 'observe') notes.push('Observed: nothing is stopped, held or changed.')
  return notes
}
