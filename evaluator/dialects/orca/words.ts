/** The words of the firewall's documents, and of this dialect's own file around them. */
import type { Effect } from '../../effect.ts'

export const documentKeys = ['orca', 'workspace', 'policies', 'keys', 'tool_names'] as const
export const workspaceKeys = ['observe_mode', 'autonomy'] as const
export const keyKeys = ['name', 'firewall_policy'] as const
export const clauseKeys = ['path', 'op', 'value'] as const
export const egressKeys = ['deny', 'allow'] as const
export const sanitizeKeys = ['presets', 'patterns'] as const
export const sequenceKeys = ['steps', 'window_seconds'] as const
export const stepKeys = ['tool_name_glob', 'min_count', 'egress'] as const
export const policyKeys = [
  'name',
  'id',
  'enabled',
  'is_default',
  'default_verdict',
  'shadow_mode',
  'version',
  'rules',
] as const
export const ruleKeys = [
  'priority',
  'id',
  'label',
  'stage',
  'tool_name_glob',
  'skill_name_glob',
  'verdict',
  'args_match',
  'args_match_json',
  'egress',
  'egress_json',
  'sanitize',
  'sanitize_json',
  'sequence',
  'sequence_json',
  'cap_cost_cents',
  'notes',
] as const

export const formatNumber = 1

export const levelNames = ['tight', 'balanced', 'permissive'] as const
export type Level = (typeof levelNames)[number]

export const surfaces = ['inbound', 'response', 'mcp', 'egress'] as const
export type Surface = (typeof surfaces)[number]

/** A rule's `stage`; the empty one stands for every surface. */
export const stages = [...surfaces, ''] as const
export type Stage = (typeof stages)[number]

export const defaultVerdicts = ['allow', 'audit', 'deny'] as const
export type DefaultVerdict = (typeof defaultVerdicts)[number]

export const verdicts = ['allow', 'audit', 'deny', 'sanitize', 'pending_approval', 'cap_cost'] as const
export type Verdict = (typeof verdicts)[number]

/** What an evaluation can end in; `cap_cost` never shows, and `observe` stands for "no policy, observed". */
export type Outcome = Exclude<Verdict, 'cap_cost'> | 'observe'

export const effectOf: Readonly<Record<Outcome, Effect>> = {
  allow: 'allow',
  audit: 'allow',
  observe: 'allow',
  deny: 'deny',
  sanitize: 'redact',
  pending_approval: 'require_approval',
}

export const operators = ['eq', 'contains', 'regex', 'in', 'cidr_match', 'gt', 'lt'] as const
export type Operator = (typeof operators)[number]

export const presets = [
  'aws_access_key',
  'aws_secret_key',
  'openai_key',
  'anthropic_key',
  'bearer_token',
  'email',
  'ssn_us',
  'credit_card',
] as const
export type Preset = (typeof presets)[number]

/** Load errors in order of weight: with several defects the first of these is the document's category. */
export const categories = [
  'syntax',
  'shape',
  'unknown-key',
  'unknown-value',
  'both-forms',
  'json',
  'path',
  'regex',
  'cidr',
  'cap',
  'sanitize',
  'two-defaults',
  'duplicate-name',
  'reference',
  'secret',
] as const
export type Category = (typeof categories)[number]

/** Where an egress destination is looked for: the first that reduces to a host counts. */
export const destinationKeys = ['url', 'uri', 'endpoint', 'host', 'hostname', 'ip', 'destination'] as const

export const reasonWithoutPolicy = 'no policy resolved'
export const reasonOfDefault = 'default verdict'
export const reasonWhenDisabled = 'enforcement is disabled'
export const inboundSuffix = ' (sanitize escalates to deny on inbound)'

export function shadowReason(verdict: Outcome, reason: string): string {
  return `[shadow] would ${verdict} — ${reason}`
}
