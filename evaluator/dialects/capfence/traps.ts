import type { Json } from '../../json/values.ts'
import { documentStr } from '../../python/document-text.ts'
import type { PythonValue } from '../../python/document-value.ts'
import { numeric } from '../../python/values.ts'
import type { CompiledPattern } from '../../regex/pattern.ts'
import { didYouMean } from '../../words.ts'
import type { Findings } from './findings.ts'
import type { LoadedFile } from './load-file.ts'
import type { CapfenceRule, Condition, RiskLevel } from './model.ts'
import { directConditions, riskLevels } from './words.ts'

const direct = directConditions.map(({ word }) => word)

/** Notes what the engine takes and does not do what its author will think. */
export function reportTraps(found: Findings, { rules, riskLevels: levels, root, entries }: LoadedFile): void {
  for (const rule of rules) {
    reportCapability(found, rule)
    for (const condition of rule.conditions) reportCondition(found, condition)
  }
  for (const level of levels) reportLevel(found, level)
  const seen = new Set<unknown>()
  for (const { key } of root?.entries ?? []) {
    if (key.kind !== 'scalar') continue
    if (seen.has(key.value)) {
      const message = `\`${key.text}\` stands here a second time: the engine forgets what stands under it before.`
      found.note('warning', 'section-twice', key.range, message)
    }
    seen.add(key.value)
  }
  for (const [key] of entries) reportIdle(found, key)
}

function reportIdle(found: Findings, key: LoadedFile['entries'][number][0]): void {
  if (key.kind !== 'scalar') return
  if (key.value === 'enforcement_mode') {
    const message = 'The engine never reads `enforcement_mode`: the mode is given to its runtime, and here to the gate.'
    found.note('warning', 'key-without-effect', key.range, message)
  }
  if (key.value === 'approval_timeout_seconds') {
    const message = 'The engine never reads `approval_timeout_seconds`: requests expire after 3,600 seconds.'
    found.note('warning', 'key-without-effect', key.range, message)
  }
}

function reportCapability(found: Findings, { capability, nameRange }: CapfenceRule): void {
  if (typeof capability !== 'string' || !capability.includes('*')) return
  const [resource = '', action = '', ...scope] = capability.split('.')
  const odd = [resource, action, scope.join('.')].find((segment) => segment.includes('*') && segment !== '*')
  if (odd === undefined) return
  const message = `\`*\` stands for a whole segment only; \`${odd}\` is taken letter for letter. A capability has three segments: resource, action, and all that follows.`
  found.note('warning', 'star-inside-segment', nameRange, message)
}

function reportCondition(found: Findings, condition: Condition): void {
  const { key, value, range } = condition
  if (/^(?:amount|caller_depth)_/.test(key)) reportThreshold(found, condition)
  else if (key === 'match_regex') {
    for (const [at, one] of listOf(value).entries()) reportPattern(found, one, condition.patterns[at], range)
  } else if (key === 'contains') reportNeedle(found, key, value, range)
  else if (key === 'match_keywords') for (const one of listOf(value)) reportNeedle(found, key, one, range)
  if ((key === 'match_regex' || key === 'match_keywords') && Array.isArray(value) && value.length === 0) {
    found.note('warning', 'empty-list', range, `An empty \`${key}\` never matches.`)
  }
  if (direct.includes(key) && Array.isArray(value)) {
    const message = `\`${key}\` is compared with the list as a whole, not with its members. Write one rule for each.`
    found.note('warning', 'list-is-one-value', range, message)
  }
}

function reportThreshold(found: Findings, { key, value, range }: Condition): void {
  if (numeric(value as Json) !== null) return
  const text = documentStr(value)
  const hint = /^[-+]?[0-9.]+e[0-9]+$/i.test(text) ? ` To PyYAML \`${text}\` is text; write the number out.` : ''
  const message = `\`${key}\` needs a number: the engine dies when it compares anything else.${hint}`
  found.note('error', 'threshold-not-a-number', range, message)
}

function reportPattern(
  found: Findings,
  value: PythonValue,
  compiled: CompiledPattern | undefined,
  range: Condition['range'],
): void {
  if (compiled === undefined || compiled.ok) return
  const source = documentStr(value)
  const { kind, message } = compiled.error
  if (kind === 'invalid') {
    const said = `Python cannot compile /${source}/, and the engine dies when it comes to it: ${message}`
    found.note('error', 'pattern-does-not-compile', range, said)
  } else {
    const said = `What /${source}/ matches cannot be reproduced here: ${message}`
    found.note('warning', 'pattern-cannot-reproduce', range, said)
  }
}

function reportNeedle(found: Findings, key: string, value: PythonValue, range: Condition['range']): void {
  const strange = /[\\\n\r\t]/.exec(documentStr(value))
  if (strange === null || typeof value !== 'string') return
  if (strange[0] === '\\' && /^(?:[^\\]|\\\\)*$/.test(value)) return
  const what = strange[0] === '\\' ? 'backslash' : 'line break or tab'
  const message = `\`${key}\` searches the payload as Python writes it, where a ${what} stands escaped: this text is hardly ever found.`
  found.note('warning', 'needle-never-found', range, message)
}

function reportLevel(found: Findings, { level, action, nameRange }: RiskLevel): void {
  if (!riskLevels.some((known) => known === level)) {
    const message = `No event has the risk \`${level}\`.${didYouMean(level, riskLevels)}`
    found.note('warning', 'unknown-risk-level', nameRange, message)
  } else if (action === 'allow') {
    const message = 'The engine passes over a risk level that says `allow`; remove it, or allow capabilities.'
    found.note('warning', 'risk-allow-without-effect', nameRange, message)
  } else if (action === 'warn') {
    const message = `This lets every call of ${level} risk through that no deny or approval stops, also those that no rule names.`
    found.note('warning', 'risk-warn-allows', nameRange, message)
  }
}

function listOf(value: PythonValue): readonly PythonValue[] {
  return Array.isArray(value) ? value : [value]
}
