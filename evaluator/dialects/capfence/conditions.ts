import { type Json, Unknown } from '../../json/values.ts'
import type { Need } from '../../literals/sieve.ts'
import { documentEquals } from '../../python/document-equal.ts'
import { documentStr } from '../../python/document-text.ts'
import type { PythonValue } from '../../python/document-value.ts'
import { compileFnmatch } from '../../python/fnmatch.ts'
import { numeric } from '../../python/values.ts'
import type { CompiledPattern, Pattern } from '../../regex/pattern.ts'
import { type Facts, own } from './facts.ts'
import { Failure, type Outcome } from './failure.ts'
import type { Condition } from './model.ts'

/** One clause of a rule, ready to be asked. */
export interface Clause {
  readonly condition: Condition
  readonly test: (facts: Facts) => Outcome
  /** Whether the engine can die on it. */
  readonly fallible: boolean
  /** What it looks at, for the trace; undefined when there is nothing. */
  readonly saw: (facts: Facts) => Json | undefined
  readonly patterns: readonly Pattern[]
  /** What the call must hold for it to be true; null when that cannot be told. */
  readonly need: Need | null
}

/** Compiles one condition to a closure. */
export function compileCondition(condition: Condition): Clause {
  const { key, value } = condition
  const [prefix, comparison] = splitComparison(key)
  if (prefix === 'amount') return numberClause(condition, comparison, (facts) => facts.amount)
  if (prefix === 'caller_depth') return numberClause(condition, comparison, (facts) => facts.depth)
  switch (key) {
    case 'contains':
      return textClause(condition, [value])
    case 'match_keywords':
      return textClause(condition, Array.isArray(value) ? value : [value])
    case 'match_regex':
      return regexClause(condition, Array.isArray(value) ? value : [value])
    case 'path_prefix':
      return pathClause(condition)
    default:
      return directClause(condition)
  }
}

type Comparison = 'gt' | 'gte' | 'lt' | 'lte'

function splitComparison(key: string): [string, Comparison] {
  const at = key.lastIndexOf('_')
  const comparison = key.slice(at + 1)
  const known = comparison === 'gt' || comparison === 'gte' || comparison === 'lt' || comparison === 'lte'
  return known ? [key.slice(0, at), comparison] : ['', 'gt']
}

/** The engine rejects by the opposite comparison, so that NaN passes every one of them. */
function rejects(comparison: Comparison, amount: number, threshold: number | bigint): boolean {
  switch (comparison) {
    case 'gt':
      return amount <= threshold
    case 'gte':
      return amount < threshold
    case 'lt':
      return amount >= threshold
    default:
      return amount > threshold
  }
}

function numberClause(
  condition: Condition,
  comparison: Comparison,
  read: (facts: Facts) => number | Failure | Unknown | null,
): Clause {
  const threshold = numeric(condition.value as Json)
  const badThreshold = new Failure('TypeError', `\`${condition.key}\` is compared with something that is no number`)
  const test = (facts: Facts): Outcome => {
    const number = read(facts)
    if (number === null) return false
    if (typeof number !== 'number') return number instanceof Failure ? number : 'unknown'
    return threshold === null ? badThreshold : !rejects(comparison, number, threshold)
  }
  const saw = (facts: Facts) => {
    const number = read(facts)
    return number === null || number instanceof Failure ? undefined : number
  }
  return { condition, test, fallible: true, saw, patterns: [], need: null }
}

const maxDigits = 4300

/** `str(value)`; a failure where Python refuses to write so many digits. */
function textOf(value: PythonValue): string | Failure {
  const text = documentStr(value)
  const digits = typeof value === 'bigint' ? text.length - (text.startsWith('-') ? 1 : 0) : 0
  return digits > maxDigits ? new Failure('ValueError', 'Python writes no integer of more than 4,300 digits') : text
}

function textClause(condition: Condition, values: readonly PythonValue[]): Clause {
  const needles = values.map(textOf).map((text) => (typeof text === 'string' ? text.toLowerCase() : text))
  const test = (facts: Facts): Outcome => {
    for (const needle of needles) {
      if (typeof needle !== 'string') return needle
      if (facts.text.includes(needle)) return true
    }
    return needles.length > 0 && facts.hasUnknown ? 'unknown' : false
  }
  const fallible = needles.some((needle) => typeof needle !== 'string')
  const need = fallible ? null : { key: 'text', literals: needles as readonly string[] }
  return { condition, test, fallible, saw: (facts) => facts.text, patterns: [], need }
}

function regexClause(condition: Condition, values: readonly PythonValue[]): Clause {
  const patterns = values.map((value, at) => patternOf(value, condition.patterns[at]))
  const test = (facts: Facts): Outcome => {
    for (const pattern of patterns) {
      if (pattern instanceof Failure) return pattern
      if (facts.hasUnknown) return 'unknown'
      if (pattern.test(facts.valuesText)) return true
    }
    return false
  }
  const usable = patterns.filter((pattern): pattern is Pattern => !(pattern instanceof Failure))
  const fallible = usable.length < patterns.length
  const each = usable.map(({ literals }) => literals)
  const need = fallible || each.includes(null) ? null : { key: 'values', literals: each.flatMap((one) => one ?? []) }
  return { condition, test, fallible, saw: (facts) => facts.valuesText, patterns: usable, need }
}

function patternOf(value: PythonValue, compiled: CompiledPattern | undefined): Pattern | Failure {
  const source = textOf(value)
  if (source instanceof Failure) return source
  if (compiled === undefined) return new Failure('error', `${JSON.stringify(source)} was not compiled`, true)
  if (compiled.ok) return compiled.pattern
  const { kind, message, raises } = compiled.error
  return new Failure(
    raises ?? 'error',
    `the regular expression ${JSON.stringify(source)}: ${message}`,
    kind === 'cannot-reproduce',
  )
}

function pathClause(condition: Condition): Clause {
  const prefix = textOf(condition.value)
  const test = (facts: Facts): Outcome => {
    const { path } = facts
    if (path === null) return false
    if (path instanceof Unknown) return 'unknown'
    return prefix instanceof Failure ? prefix : path.startsWith(prefix)
  }
  const need = prefix instanceof Failure ? null : { key: 'path', literals: [prefix] }
  const saw = (facts: Facts) => facts.path ?? undefined
  return { condition, test, fallible: need === null, saw, patterns: [], need }
}

function directClause(condition: Condition): Clause {
  const { key, value } = condition
  const glob = typeof value === 'string' ? compileFnmatch(value) : null
  const fits = (actual: Json | undefined): Outcome => {
    if (actual instanceof Unknown) return 'unknown'
    if (typeof actual === 'string') return actual === value || glob?.(actual) === true
    return documentEquals(actual ?? null, value)
  }
  const test = (facts: Facts): Outcome => {
    const inContext = fits(facts.context(key))
    if (inContext === true) return true
    const inPayload = fits(own(facts.payload, key))
    return inPayload === true ? true : inContext === 'unknown' ? inContext : inPayload
  }
  const saw = (facts: Facts) => facts.context(key) ?? own(facts.payload, key)
  return { condition, test, fallible: false, saw, patterns: [], need: null }
}
