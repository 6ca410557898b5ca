import type { Effect } from '../../evaluator/effect.ts'
import { parseJson } from '../../evaluator/json/parse.ts'
import type { Json } from '../../evaluator/json/values.ts'
import { type ForeignEvent, given, type Members, textOf, timeOf, withoutAbsent } from './foreign-event.ts'

const effects: Readonly<Record<string, Effect>> = {
  allow: 'allow',
  audit: 'allow',
  observe: 'allow',
  sanitize: 'redact',
  pending_approval: 'require_approval',
  deny: 'deny',
}

/** True for a row of the firewall's event feed. */
export function isOrca(entry: Members): boolean {
  const named = ['policy_name', 'rule_label', 'args_summary'].some((key) => Object.hasOwn(entry, key))
  return textOf(entry.verdict) !== undefined && textOf(entry.surface) !== undefined && named
}

/**
 * The event of one row. A shadow event is an `audit` row whose reason itself begins `[shadow] would`. The feed's name
 * for the time is not published: the usual ones are tried.
 */
export function orcaEvent(entry: Members, seq: number): ForeignEvent {
  const own = textOf(entry.verdict) ?? ''
  const reason = textOf(entry.reason) ?? null
  const [marker = '', would] =
    (own === 'audit' && reason !== null && /^\[shadow\] would (\w+)(?: — )?/.exec(reason)) || []
  const verdict = would ?? own
  const effect = effects[verdict] ?? 'error'
  const shadow = would !== undefined
  return withoutAbsent({
    id: `orca:${seq}`,
    seq,
    source: 'orca',
    kind: 'decision',
    time: timeOf(entry.created_at ?? entry.timestamp ?? entry.time),
    session: textOf(entry.conversation_id),
    call_id: textOf(entry.step_id),
    phase: 'before',
    surface: textOf(entry.surface),
    tool: textOf(entry.tool_name),
    tool_raw: textOf(entry.tool_name),
    ...argumentsOf(textOf(entry.args_summary)),
    context: given({ request_id: entry.request_id, agent_run_id: entry.agent_run_id }),
    policy: textOf(entry.policy_name),
    dialect: 'orca',
    mode: shadow || own === 'observe' ? 'observe' : 'enforce',
    verdict,
    effect,
    applied: shadow
      ? 'proceed'
      : ({ deny: 'block', require_approval: 'hold', redact: 'sanitize' }[effect as string] ?? 'proceed'),
    rule: textOf(entry.rule_label) ?? null,
    matched: textOf(entry.rule_label) === undefined ? [] : [entry.rule_label],
    reason,
    dry_run: shadow,
    shadow_decision: shadow ? verdict : null,
    shadow_reason: shadow ? (reason?.slice(marker.length) ?? null) : null,
    native: entry as Json,
  })
}

/** The summary is cut at a length that is not published, so it is never taken for what was judged. */
function argumentsOf(summary: string | undefined): Pick<ForeignEvent, 'args' | 'args_state' | 'redacted_paths'> {
  if (summary === undefined) return {}
  return { args: parsedOr(summary), args_state: 'cut', redacted_paths: [''] }
}

function parsedOr(text: string): Json {
  try {
    return parseJson(text)
  } catch {
    return text
  }
}
