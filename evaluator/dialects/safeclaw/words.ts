/** The words of the page, and everything it leaves open that is settled here. */
import type { Effect, Mode } from '../../effect.ts'

export const documentKeys = ['mode', 'rules'] as const
export const ruleKeys = ['name', 'action', 'conditions', 'effect'] as const

/** The page's own two words. */
export const pageModes = ['simulate', 'enforce'] as const
export type PageMode = (typeof pageModes)[number]

/** Every spelling that is read, with the page's word for it. */
export const modeSpellings: Readonly<Record<string, PageMode>> = {
  simulate: 'simulate',
  simulation: 'simulate',
  enforce: 'enforce',
  enforcement: 'enforce',
}

/** The page's recommended start, when a document says nothing. */
export const modeWhenSilent: PageMode = 'simulate'

export const modeOf: Readonly<Record<PageMode, Mode>> = { simulate: 'observe', enforce: 'enforce' }

export const verdicts = ['ALLOW', 'DENY', 'REQUIRE_APPROVAL'] as const
export type Verdict = (typeof verdicts)[number]

export const effectOf: Readonly<Record<Verdict, Effect>> = {
  ALLOW: 'allow',
  DENY: 'deny',
  REQUIRE_APPROVAL: 'require_approval',
}

/** The action types that the page's system produces. */
export const knownActions = ['file_read', 'file_write', 'shell_exec', 'network'] as const

export const fields = ['path', 'command', 'url', 'agent', 'type'] as const
export type Field = (typeof fields)[number]

export const operators = ['starts_with', 'equals', 'ends_with', 'contains', 'in', 'matches'] as const
export type Operator = (typeof operators)[number]

/** Load errors in order of weight: with several defects the first of these is the document's category. */
export const categories = ['syntax', 'shape', 'unknown-key', 'unknown-value', 'regex', 'duplicate-name'] as const
export type Category = (typeof categories)[number]

export const reasonWhenNothingMatched = 'No matching rule — default deny'
export const reasonWhenDisabled = 'enforcement is disabled'
export const simulatedSuffix = ' (SIMULATED, not enforced)'

export function reasonOf(rule: string): string {
  return `Matched rule: ${rule}`
}
