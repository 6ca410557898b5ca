import type { Json } from '../../evaluator/json/values.ts'
import { type ForeignEvent, given, type Members, textOf, timeOf, withoutAbsent } from './foreign-event.ts'

/** True for an entry of safeclaw's `audit.jsonl`. */
export function isSafeclaw(entry: Members): boolean {
  return (
    textOf(entry.actionType) !== undefined && textOf(entry.outcome) !== undefined && Object.hasOwn(entry, 'toolName')
  )
}

/** The event of one line. The format has no shadow events, rules, reasons or modes; `resource` is all it says of a call. */
export function safeclawEvent(entry: Members, seq: number): ForeignEvent {
  const verdict = textOf(entry.outcome) ?? ''
  const effect = verdict === 'allow' || verdict === 'deny' ? verdict : 'error'
  const resource = textOf(entry.resource)
  return withoutAbsent({
    id: `safeclaw:${seq}`,
    seq,
    source: 'safeclaw',
    kind: 'decision',
    time: timeOf(entry.timestamp),
    session: textOf(entry.taskId),
    call_id: textOf(entry.receiptId),
    phase: 'before',
    tool: textOf(entry.actionType),
    tool_raw: textOf(entry.toolName),
    args: resource === undefined ? undefined : { resource },
    args_state: resource === undefined ? 'none' : 'redacted',
    redacted_paths: resource === undefined ? undefined : [''],
    context: given({ profile: entry.profile, risk_signals: entry.riskSignals, decided_by: entry.source }),
    dialect: 'safeclaw',
    mode: 'enforce',
    verdict,
    effect,
    applied: verdict === 'deny' ? 'block' : 'proceed',
    rule: null,
    reason: null,
    dry_run: false,
    shadow_decision: null,
    shadow_reason: null,
    native: entry as Json,
  })
}
