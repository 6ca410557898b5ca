import { and, or } from '../../json/truth.ts'
import { Float, isObject, type Json, type Truth, Unknown } from '../../json/values.ts'
import { addressIn, cidrHolds, listHolds } from './address.ts'
import { globMatches } from './glob.ts'
import type { Clause, Egress, OrcaRule } from './model.ts'
import { valueAt } from './path.ts'
import type { Subject } from './subject.ts'

export type Matcher = (subject: Subject) => Truth

/** Everything about a rule but the tool's name, which an index may have asked already. */
export function restHolds(rule: OrcaRule): Matcher {
  const { stage, skill, clauses, egress, needsHistory, verdict } = rule
  if (needsHistory) return () => false
  const tests = clauses.map(clauseMatcher)
  const scope = egress && listsCount(rule) ? egressMatcher(egress, verdict === 'allow') : null
  return (subject) => {
    if (stage !== '' && stage !== subject.surface) return false
    if (!globMatches(skill, subject.skill)) return false
    if (tests.length > 0 && subject.surface === 'inbound') return false
    let truth: Truth = true
    for (const test of tests) {
      truth = and(truth, test(subject))
      if (truth === false) return false
    }
    return scope === null || subject.surface !== 'egress' ? truth : and(truth, scope(subject))
  }
}

/** Whether the rule matches the call. */
export function ruleHolds(rule: OrcaRule, rest: Matcher, subject: Subject): Truth {
  return globMatches(rule.tool, subject.tool) && rest(subject)
}

/** Whether the rule's egress lists scope it: on egress, and only lists that name something. */
export function listsCount({ egress, stage }: OrcaRule): boolean {
  return egress !== null && (stage === '' || stage === 'egress') && egress.deny.length + egress.allow.length > 0
}

/** One clause as a test; false when it cannot be decided, unknown when what it needs was not stored. */
export function clauseMatcher(clause: Clause): Matcher {
  const { path, operator } = clause
  const test = valueTest(clause)
  const readsText = path.length === 0 && (operator === 'contains' || operator === 'regex')
  return (subject) => {
    const { args } = subject
    if (args === null) return false
    if (args instanceof Unknown) return 'unknown'
    const value = readsText ? subject.text : valueAt(args as Json, path)
    if (value instanceof Unknown) return 'unknown'
    return value !== undefined && test(value)
  }
}

function valueTest({ operator, value, pattern, cidr }: Clause): (seen: Json) => Truth {
  switch (operator) {
    case 'eq':
      return (seen) => equal(seen, value)
    case 'contains':
      return (seen) => {
        if (typeof seen === 'string') return typeof value === 'string' && seen.includes(value)
        return Array.isArray(seen) && anyEqual(seen, value)
      }
    case 'in':
      return (seen) => Array.isArray(value) && anyEqual(value, seen)
    case 'regex':
      return (seen) => typeof seen === 'string' && pattern !== null && pattern.test(seen)
    case 'cidr_match':
      return (seen) => {
        const address = typeof seen === 'string' ? addressIn(seen) : null
        return address !== null && cidr !== null && cidrHolds(cidr, address)
      }
    case 'gt':
    case 'lt': {
      const bound = numberOf(value)
      return (seen) => {
        const number = numberOf(seen)
        if (number === null || bound === null) return false
        return operator === 'gt' ? number > bound : number < bound
      }
    }
  }
}

function numberOf(value: Json): number | bigint | null {
  if (value instanceof Float) return value.value
  return typeof value === 'number' || typeof value === 'bigint' ? value : null
}

function anyEqual(list: readonly Json[], value: Json): Truth {
  return list.reduce<Truth>((truth, item) => or(truth, equal(item, value)), false)
}

/** Same type and value; numbers by value, so that 1 equals 1.0. */
function equal(a: Json, b: Json): Truth {
  if (a instanceof Unknown || b instanceof Unknown) return 'unknown'
  const [left, right] = [numberOf(a), numberOf(b)]
  // biome-ignore lint/suspicious/noDoubleEquals: a bigint equals a number of the same value only this way
  if (left !== null || right !== null) return left !== null && right !== null && left == right
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false
    return a.reduce<Truth>((truth, item, index) => and(truth, equal(item, b[index] as Json)), true)
  }
  if (!isObject(a) || !isObject(b)) return a === b
  const keys = Object.keys(a)
  if (keys.length !== Object.keys(b).length || !keys.every((key) => Object.hasOwn(b, key))) return false
  return keys.reduce<Truth>((truth, key) => and(truth, equal(a[key] as Json, b[key] as Json)), true)
}

/** Whether the destination is in a rule's scope. */
export function egressMatcher({ deny, allow }: Egress, isAllow: boolean): Matcher {
  return ({ host }) => {
    if (host instanceof Unknown) return 'unknown'
    if (host === null) return false
    if (isAllow) return listHolds(allow, host) && !listHolds(deny, host)
    return (deny.length === 0 || listHolds(deny, host)) && !listHolds(allow, host)
  }
}
