import { isObject, type Json } from '../../evaluator/json/values.ts'
import { type ForeignEvent, given, type Members, membersOf, textOf, timeOf, withoutAbsent } from './foreign-event.ts'

const effects = { ALLOW: 'allow', DENY: 'deny', REQUIRE_APPROVAL: 'require_approval' } as const

/** True for an entry as safeclaw's Simulation page shows it, which no release of it writes. */
export function isSafeclawPage(entry: Members): boolean {
  const { action, verdict, hash } = entry
  return (
    isObject(action) &&
    textOf(action.type) !== undefined &&
    Object.hasOwn(effects, String(verdict)) &&
    'previousHash' in entry &&
    textOf(hash) !== undefined
  )
}

/** The event of one entry; under simulation anything above `ALLOW` is a shadow event. */
export function safeclawPageEvent(entry: Members, seq: number): ForeignEvent {
  const { type, agent, ...rest } = membersOf(entry.action)
  const verdict = textOf(entry.verdict) ?? ''
  const effect = effects[verdict as keyof typeof effects] ?? 'error'
  const simulates = /^simulat/.test(textOf(entry.mode) ?? '')
  const shadow = simulates && effect !== 'allow'
  const applied = { allow: 'proceed', deny: 'block', require_approval: 'hold', error: 'block' } as const
  return withoutAbsent({
    id: `safeclaw-page:${seq}`,
    seq,
    source: 'safeclaw-page',
    kind: 'decision',
    time: timeOf(entry.timestamp),
    agent: textOf(agent),
    phase: 'before',
    tool: textOf(type),
    args: Object.keys(rest).length === 0 ? undefined : (rest as Json),
    args_state: Object.keys(rest).length === 0 ? 'none' : 'whole',
    dialect: 'safeclaw',
    mode: simulates ? 'observe' : 'enforce',
    verdict,
    effect,
    applied: simulates ? 'proceed' : applied[effect],
    rule: textOf(entry.rule) ?? null,
    reason: textOf(entry.reason) ?? null,
    dry_run: shadow,
    shadow_decision: shadow ? verdict : null,
    shadow_reason: shadow ? (textOf(entry.reason) ?? null) : null,
    context: given({ index: entry.index }),
    native: entry as Json,
  })
}
