import type { Given } from '../../call.ts'
import type { Decision } from '../../decision.ts'
import type { Json, Truth } from '../../json/values.ts'
import { isObject } from '../../json/values.ts'
import type { ClauseTrace, RuleTrace, Trace } from '../../trace.ts'
import { parseAddress } from './address.ts'
import { clauseTraces } from './explain-clauses.ts'
import type { InputError, Judgement } from './judge.ts'
import { restHolds, ruleHolds } from './matchers.ts'
import type { InnerPolicy, OrcaModel, OrcaRule } from './model.ts'
import { redact } from './redact.ts'
import type { Resolved } from './resolve.ts'
import type { Subject } from './subject.ts'

export interface Explained {
  readonly model: OrcaModel
  readonly judged: Judgement | InputError
  readonly resolved: Resolved | 'no such policy'
  /** The rules of the policy that judged, in the order they are looked at. */
  readonly inOrder: readonly OrcaRule[]
  readonly subject: () => Subject
  readonly given: Given
}

/** How a decision came about: the policy's rules in run order up to the one that decided, then everything not looked at. */
export function explain(from: Explained): Trace {
  const { model, judged } = from
  const { decision } = judged
  const judgedBy = 'error' in judged ? null : judged.policy
  if (decision.effect === 'error' || decision.mode === 'disabled' || judgedBy === null) {
    const why =
      decision.mode === 'disabled' ? 'Not looked at: enforcement is disabled.' : `Not looked at: ${decision.reason}.`
    return {
      decision,
      rules: model.policies.flatMap(({ rules }) => rules.map((rule) => skipped(rule, decision, why))),
      notes: notesOf(from, null),
    }
  }
  const subject = from.subject()
  let decided = false
  const looked = from.inOrder.map((rule): RuleTrace => {
    const truth = ruleHolds(rule, restHolds(rule), subject)
    if (decided) return skipped(rule, decision, behind(decision, truth))
    decided = truth === true
    return traceOf(rule, truth, decision, clauseTraces(rule, subject))
  })
  const others = model.policies.filter((policy) => policy !== judgedBy)
  const away = others.flatMap((policy) =>
    policy.rules.map((rule) =>
      skipped(rule, decision, `Not looked at: \`${judgedBy.name}\` judges this call, not \`${policy.name}\`.`),
    ),
  )
  return { decision, rules: [...looked, ...away], notes: notesOf(from, subject) }
}

function behind({ rule }: Decision, would: Truth): string {
  return `Not looked at: \`${rule}\` comes before it and decided.${would === true ? ' It would have matched too.' : ''}`
}

function skipped(rule: OrcaRule, { mode }: Decision, why: string): RuleTrace {
  const { name: label, range } = rule
  return { label, range, document: 0, matched: 'skipped', decided: false, mode, why, clauses: [] }
}

function traceOf(rule: OrcaRule, matched: Truth, { mode }: Decision, clauses: readonly ClauseTrace[]): RuleTrace {
  const { name: label, range } = rule
  return {
    label,
    range,
    document: 0,
    matched,
    decided: matched === true,
    mode,
    why: whyOf(rule, matched, clauses),
    clauses,
  }
}

function whyOf({ verdict, needsHistory }: OrcaRule, matched: Truth, clauses: readonly ClauseTrace[]): string {
  if (needsHistory) return 'Passed over: a rule on a sequence needs the calls before this one.'
  if (matched === true) return `Decided: the first rule that matches does, and its verdict is \`${verdict}\`.`
  if (matched === 'unknown') return 'Cannot be told: it reads a value that was not stored.'
  const failed = clauses.find((clause) => clause.matched === false)
  return failed ? `Did not match: \`${failed.text}\` does not hold.` : 'Did not match.'
}

function notesOf({ judged, resolved, given, model }: Explained, subject: Subject | null): string[] {
  const policy = 'error' in judged ? null : judged.policy
  const notes = [resolution(resolved, model)]
  if (policy) notes.push(modeNote(policy, given))
  if (policy && judged.decision.rule === null && judged.decision.effect !== 'error') {
    notes.push(`No rule matched: \`${policy.name}\` says \`${policy.defaultVerdict}\` then.`)
  }
  if (subject === null || 'error' in judged) return notes
  const { host, args, surface } = subject
  if (surface === 'egress' && typeof host === 'string' && parseAddress(host) === null) {
    notes.push(`The name \`${host}\` is not resolved here: entries by address do not see it.`)
  }
  if (judged.rule?.sanitize && judged.rule.verdict === 'sanitize' && isObject(args as Json)) {
    notes.push(`Cleaning replaces ${redact(args as Json, judged.rule.sanitize).hits} place(s) in the arguments.`)
  }
  return notes
}

function resolution(resolved: Resolved | 'no such policy', { observeMode }: OrcaModel): string {
  if (resolved === 'no such policy') return 'The call asks for a policy that this document does not have.'
  switch (resolved.route) {
    case 'policy_id':
      return `Policy \`${resolved.policy?.name}\`: the call asks for it.`
    case 'key':
      return `Policy \`${resolved.policy?.name}\`: the call's key names it.`
    case 'default':
      return `Policy \`${resolved.policy?.name}\`: the workspace's default.`
    default:
      return `No policy judges this call; observe mode is ${observeMode ? 'on' : 'off'}.`
  }
}

function modeNote({ shadow, name }: InnerPolicy, { modeOverride }: Given): string {
  if (modeOverride !== undefined) return `Mode ${modeOverride}: it was set for this call.`
  return shadow ? `\`${name}\` is in shadow mode: nothing is stopped.` : `\`${name}\` is enforced.`
}
