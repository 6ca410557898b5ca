import type { Findings } from '../../conditions/findings.ts'
import { effectWords } from '../../conditions/outcome.ts'
import { Patterns } from '../../conditions/patterns.ts'
import { isTruthy, itemsOf } from '../../conditions/places.ts'
import { childOf, type Entry, entryOf, type MapNode, type Node, stringOf, typeName } from '../../yaml/node.ts'
import { sourceOf } from './glob.ts'
import { addConditionHints } from './hints-conditions.ts'
import { inertRuleKeys, policyKeys, principalTypes, rateScopes, ruleKeys, scopeKeys } from './words.ts'

const otherEffect = 'The engine hands on any other word, and nothing acts on it: the call is stopped as an error.'

/** Adds what the engine takes without a word and answers otherwise than its author meant. */
export function addHints(found: Findings, root: Node): void {
  for (const policy of root.kind === 'list' ? root.items : [root]) addPolicyHints(found, policy)
}

function addPolicyHints(found: Findings, policy: Node): void {
  if (policy.kind !== 'map') {
    found.say(
      'shape',
      'error',
      policy.range,
      `A policy must be an object with \`rules\`, not ${typeName(policy)}; the engine dies of it.`,
    )
    return
  }
  found.misspeltKeys(policy, policyKeys)
  const fallback = childOf(policy, 'defaultEffect')
  if (isTruthy(fallback)) found.unknownWord('unknown-effect', fallback, '`defaultEffect`', effectWords, otherEffect)
  const version = childOf(policy, 'version')
  if (version !== undefined && !/^\d+\.\d+\.\d+$/.test(stringOf(version) ?? '')) {
    found.say(
      'version',
      'information',
      version.range,
      'The format asks for a version of three numbers, such as `1.0.0`; the engine does not look.',
    )
  }
  addScopeHints(found, childOf(policy, 'scope'))
  const inert = entryOf(policy, 'sessionRules')
  if (inert && isTruthy(inert.value)) {
    found.say(
      'inert',
      'information',
      inert.key.range,
      'The control plane drops `sessionRules` when it stores a policy; only the engine itself, given a session, reads them.',
    )
  }
  addRulesHints(found, policy)
}

function addRulesHints(found: Findings, policy: MapNode): void {
  const rules = childOf(policy, 'rules')
  if (rules?.kind !== 'list') {
    const at = rules?.range ?? policy.entries[0]?.key.range ?? policy.range
    found.say('shape', 'error', at, 'A policy needs `rules`, a list; the engine dies of anything else.')
    return
  }
  const ids = new Set<string>()
  let unconditional: string | null = null
  for (const rule of rules.items) {
    if (rule.kind !== 'map') {
      const isNull = rule.kind === 'scalar' && rule.value === null
      const then = isNull ? 'the engine dies of null' : 'this one matches every call, without an effect'
      found.say('shape', 'error', rule.range, `A rule must be an object; ${then}.`)
      continue
    }
    const at = entryOf(rule, 'id')?.value.range ?? rule.entries[0]?.key.range ?? rule.range
    if (unconditional !== null) {
      const message = `This rule is never reached: \`${unconditional}\` stands before it and matches every call.`
      found.say('unreachable', 'warning', at, message)
    }
    const id = stringOf(childOf(rule, 'id'))
    if (id !== undefined && ids.has(id)) {
      found.say(
        'duplicate-id',
        'warning',
        at,
        `Another rule has the id \`${id}\` already: decisions and rate limits mix them up.`,
      )
    }
    if (id !== undefined) ids.add(id)
    addRuleHints(found, rule, at)
    if (!isTruthy(childOf(rule, 'condition'))) unconditional ??= id ?? 'a rule'
  }
}

function addRuleHints(found: Findings, rule: MapNode, at: MapNode['range']): void {
  found.misspeltKeys(rule, [...ruleKeys, ...inertRuleKeys])
  const effect = childOf(rule, 'effect')
  if (effect === undefined) found.say('no-effect', 'warning', at, `A rule needs \`effect\`. ${otherEffect}`)
  else found.unknownWord('unknown-effect', effect, '`effect`', effectWords, otherEffect)
  for (const key of inertRuleKeys) {
    const entry = entryOf(rule, key)
    if (entry)
      found.say('inert', 'warning', entry.key.range, `Nothing acts on \`${key}\`: the engine does not read it.`)
  }
  const condition = childOf(rule, 'condition')
  if (!isTruthy(condition) || condition === undefined) {
    found.say('no-condition', 'information', at, 'A rule without `condition` matches every call that reaches it.')
  } else addConditionHints(found, condition)
  const limit = entryOf(rule, 'rateLimit')
  if (limit) addRateHints(found, limit)
}

function addRateHints(found: Findings, { key, value }: Entry): void {
  found.say(
    'inert',
    'information',
    key.range,
    'The control plane counts nothing, so this limit is never reached there; the engine asks a host that counts.',
  )
  const scope = childOf(value, 'scope')
  const then = 'Any other counts by the principal’s id alone.'
  if (isTruthy(scope)) found.unknownWord('unknown-value', scope, '`scope`', rateScopes, then)
}

function addScopeHints(found: Findings, scope: Node | undefined): void {
  if (scope === undefined || !isTruthy(scope)) return
  if (scope.kind !== 'map') {
    found.say('shape', 'warning', scope.range, '`scope` must be an object; anything else restricts nothing.')
    return
  }
  found.misspeltKeys(scope, scopeKeys)
  const patterns = new Patterns()
  const types = childOf(scope, 'actionTypes')
  if (stringOf(types))
    found.say('shape', 'error', (types as Node).range, '`actionTypes` must be a list; the engine dies of a string.')
  for (const type of itemsOf(scope, 'actionTypes')) addGlobHints(found, type, patterns)
  for (const type of itemsOf(scope, 'principalTypes')) {
    found.unknownWord('unknown-value', type, 'A principal type', principalTypes, 'No principal has another.')
  }
}

function addGlobHints(found: Findings, node: Node, patterns: Patterns): void {
  const glob = stringOf(node)
  if (glob === undefined) {
    found.say('shape', 'error', node.range, 'An action type must be a string; the engine dies of anything else.')
    return
  }
  const pattern = patterns.get(sourceOf(glob))
  if (typeof pattern === 'string') {
    found.say('pattern', 'error', node.range, `The engine dies of this action type when it comes to it: ${pattern}.`)
  } else if (isOpenChoice(glob)) {
    const message =
      'The ends are not grouped: this begins with what stands before `|`, or ends with what stands behind it.'
    found.say('pattern', 'warning', node.range, message)
  } else if (/^[\w-]+\.\*$/.test(glob)) {
    const message = `\`${glob}\` is about types of two parts only; \`${glob}*\` is about deeper ones too.`
    found.say('shallow-glob', 'information', node.range, message)
  }
}

/** Whether a choice in a pattern stands outside of all parentheses. */
function isOpenChoice(glob: string): boolean {
  let depth = 0
  for (const character of glob) {
    if (character === '(') depth++
    else if (character === ')') depth--
    else if (character === '|' && depth === 0) return true
  }
  return false
}
