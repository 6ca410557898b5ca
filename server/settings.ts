import type { ToolNames } from '../evaluator/call.ts'
import type { Severity } from '../evaluator/problem.ts'

/** What a user wants of some diagnostic codes, by code. */
export type SeverityByCode = Readonly<Record<string, Severity | 'off'>>

/** What a user can set; every key has a default. */
export interface Settings {
  readonly diagnostics: { readonly severity: SeverityByCode }
  readonly audit: { readonly path: string }
  readonly policies: { readonly include: readonly string[]; readonly exclude: readonly string[] }
  /** File pattern → dialect, where the content shall not decide. */
  readonly dialects: Readonly<Record<string, string>>
  /** By dialect: the names that policies use for an agent's tools, where they differ from the dialect's own. */
  readonly toolNames: Readonly<Record<string, ToolNames>>
  /** How far back recorded calls are replayed. */
  readonly replay: { readonly windowHours: number }
}

export const defaultSettings: Settings = {
  diagnostics: { severity: {} },
  audit: { path: '' },
  policies: { include: ['**/*.{yaml,yml,json}'], exclude: [] },
  dialects: {},
  toolNames: {},
  replay: { windowHours: 168 },
}

/** Settings out of what the client sent, whatever that is: keys of another type fall back to their default. */
export function readSettings(sent: unknown): Settings {
  const path = at(sent, 'audit', 'path')
  const include = at(sent, 'policies', 'include')
  const exclude = at(sent, 'policies', 'exclude')
  return {
    diagnostics: { severity: readSeverities(at(sent, 'diagnostics', 'severity')) },
    audit: { path: typeof path === 'string' ? path : defaultSettings.audit.path },
    policies: {
      include: isStrings(include) && include.length > 0 ? include : defaultSettings.policies.include,
      exclude: isStrings(exclude) ? exclude : defaultSettings.policies.exclude,
    },
    dialects: readWords(at(sent, 'dialects')),
    toolNames: readToolNames(at(sent, 'toolNames')),
    replay: { windowHours: readWindow(at(sent, 'replay', 'window')) },
  }
}

const severities: readonly unknown[] = ['off', 'hint', 'information', 'warning', 'error']

function readSeverities(sent: unknown): SeverityByCode {
  if (typeof sent !== 'object' || sent === null) return {}
  return Object.fromEntries(Object.entries(sent).filter(([, word]) => severities.includes(word)))
}

/** Hours, from `12h` or `7d`. */
function readWindow(sent: unknown): number {
  const [, count, unit] = /^([1-9]\d{0,4})([hd])$/.exec(typeof sent === 'string' ? sent : '') ?? []
  return count === undefined ? defaultSettings.replay.windowHours : Number(count) * (unit === 'd' ? 24 : 1)
}

function readToolNames(sent: unknown): Readonly<Record<string, ToolNames>> {
  if (typeof sent !== 'object' || sent === null) return {}
  return Object.fromEntries(Object.entries(sent).map(([dialect, names]) => [dialect, readWords(names)]))
}

function readWords(sent: unknown): Readonly<Record<string, string>> {
  if (typeof sent !== 'object' || sent === null) return {}
  return Object.fromEntries(Object.entries(sent).filter(([, name]) => typeof name === 'string'))
}

function at(value: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>((inner, key) => {
    return typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)[key] : undefined
  }, value)
}

function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string')
}
