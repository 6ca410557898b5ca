import type { AuthensorModel } from '../../evaluator/dialects/authensor/model.ts'
import type { Problem, Severity } from '../../evaluator/problem.ts'
import type { Range } from '../../evaluator/text.ts'
import { childOf, entryOf, type MapNode, type Node, stringOf } from '../../evaluator/yaml/node.ts'
import type { Code } from '../codes.ts'
import { type Lint, modelOf, problemOf } from './lint.ts'

/** The words that the control plane takes. */
const environments = ['development', 'staging', 'production']

/** Values beside the conditions that the engine takes, and reads otherwise than they look. */
export const authensorValues: Lint = (document) => {
  const policies = modelOf<AuthensorModel>(document, 'authensor')?.policies ?? []
  return policies.flatMap(({ node, rules }) => [
    ...(node?.kind === 'map' ? aboutPolicy(node) : []),
    ...rules.flatMap((rule) => [...aboutLimit(childOf(rule.node, 'rateLimit')), ...aboutApproval(rule.node)]),
  ])
}

function aboutPolicy(policy: MapNode): Problem[] {
  const [enabled, priority] = [childOf(policy, 'enabled'), childOf(policy, 'priority')]
  const session = childOf(policy, 'sessionRules')
  return [
    ...(enabled && !isBoolean(enabled)
      ? [say('authensor-shape', enabled.range, 'Only `false` itself turns a policy off: with this it is in force.')]
      : []),
    ...(priority && stringOf(priority) !== undefined
      ? [
          say(
            'authensor-shape',
            priority.range,
            'A priority is a number: other text has no order, and the engine leaves the policies in theirs.',
          ),
        ]
      : []),
    ...aboutScope(childOf(policy, 'scope')),
    ...aboutUpload(policy),
    ...(session ? aboutSession(session) : []),
  ]
}

function aboutScope(scope: Node | undefined): Problem[] {
  const words = ['principalTypes', 'environments'].flatMap((key) => {
    const list = childOf(scope, key)
    if (list === undefined || !stringOf(list)) return []
    return [
      say(
        'authensor-shape',
        list.range,
        `\`${key}\` must be a list: a text takes every word that stands anywhere in it.`,
      ),
    ]
  })
  const types = childOf(scope, 'actionTypes')
  const map =
    types?.kind === 'map'
      ? [say('authensor-shape', types.range, '`actionTypes` must be a list; a map restricts nothing.')]
      : []
  const places = itemsOf(childOf(scope, 'environments')).flatMap((item) => {
    const word = stringOf(item)
    if (word !== undefined && environments.includes(word)) return []
    const message = `Environments are \`${environments.join('`, `')}\`: the control plane refuses another, and the engine compares it as it stands.`
    return [say('authensor-unknown-value', item.range, message, 'information')]
  })
  return [...words, ...map, ...places, ...itemsOf(types).flatMap(aboutGlob)]
}

/** All but `*` and the dot is a regular expression to the engine. */
function aboutGlob(node: Node): Problem[] {
  const glob = stringOf(node)
  if (glob === undefined) return []
  if (glob === '')
    return [
      say('authensor-pattern', node.range, 'The empty pattern is for calls without an action type alone.', 'warning'),
    ]
  if (/\{[^}]*,[^}]*[^0-9,}][^}]*\}/.test(glob)) {
    return [
      say(
        'authensor-pattern',
        node.range,
        'Braces list nothing here: this matches that very text alone. `(a|b)` lists.',
        'warning',
      ),
    ]
  }
  if (!glob.includes('?') || glob.includes('(?')) return []
  return [
    say(
      'authensor-pattern',
      node.range,
      '`?` makes the character before it optional here, it stands for none itself.',
      'warning',
    ),
  ]
}

function aboutUpload(policy: MapNode): Problem[] {
  const fallback = childOf(policy, 'defaultEffect')
  const missing = ['id', 'name'].filter((key) => entryOf(policy, key) === undefined)
  const first = policy.entries[0]
  return [
    ...(missing.length > 0 && first
      ? [
          say(
            'authensor-upload',
            first.key.range,
            `The control plane refuses a policy without \`${missing.join('` and `')}\`.`,
          ),
        ]
      : []),
    ...(fallback && stringOf(fallback) === 'require_approval'
      ? [
          say(
            'authensor-upload',
            fallback.range,
            'The control plane refuses this default: it takes `allow` and `deny`.',
          ),
        ]
      : []),
  ]
}

function aboutLimit(limit: Node | undefined): Problem[] {
  if (limit?.kind !== 'map') return []
  const first = limit.entries[0]?.key.range ?? limit.range
  const requests = childOf(limit, 'requests')
  const number = requests?.kind === 'scalar' && typeof requests.value === 'number' ? requests.value : null
  const found: Problem[] = []
  if (requests === undefined) {
    found.push(say('authensor-rate-limit', first, 'Without `requests` the limit is never reached.'))
  } else if (number === null || number < 1) {
    found.push(
      say(
        'authensor-rate-limit',
        requests.range,
        '`requests` must be a number of at least 1: with this every call is limited, or none.',
      ),
    )
  }
  return [...found, ...aboutTime(childOf(limit, 'window'), 'A window')]
}

function aboutApproval(rule: Node | null): Problem[] {
  return aboutTime(childOf(childOf(rule, 'approvalConfig'), 'expiresIn'), 'A time')
}

function aboutTime(node: Node | undefined, what: string): Problem[] {
  if (node === undefined || /^[0-9]+[smhd]$/.test(stringOf(node) ?? '')) return []
  const message = `${what} is digits and one of \`s\`, \`m\`, \`h\`, \`d\`, such as \`15m\`; the engine does not look, other tools do.`
  return [say('authensor-unknown-value', node.range, message, 'information')]
}

/** Session rules stand before every rule, and nothing checks them. */
function aboutSession(session: Node): Problem[] {
  const [maximum, risk] = [childOf(session, 'maxActionsPerSession'), childOf(session, 'sessionRiskThreshold')]
  const sequences = itemsOf(childOf(session, 'forbiddenSequences'))
  const score = risk && childOf(risk, 'maxScore')
  return [
    ...[risk, ...sequences].flatMap((each) => aboutEffect(childOf(each, 'effect'))),
    ...sequences.flatMap((each) => aboutSequence(childOf(each, 'sequence'))),
    ...(maximum && !isNumber(maximum)
      ? [
          say(
            'authensor-session',
            maximum.range,
            '`maxActionsPerSession` is a number: anything else hardly ever limits.',
          ),
        ]
      : []),
    ...(risk?.kind === 'map' && score === undefined
      ? [
          say(
            'authensor-session',
            risk.entries[0]?.key.range ?? risk.range,
            'Without `maxScore` the threshold is never reached.',
          ),
        ]
      : []),
  ]
}

function aboutEffect(effect: Node | undefined): Problem[] {
  const word = stringOf(effect)
  if (effect === undefined || word === 'deny' || word === 'require_approval') return []
  const message =
    word === 'allow'
      ? 'With `allow` a session rule that is met lets the call through before any rule is read.'
      : 'The engine hands on any other word than `deny` and `require_approval`, and nothing acts on it.'
  return [say('authensor-session', effect.range, message)]
}

function aboutSequence(sequence: Node | undefined): Problem[] {
  if (sequence === undefined) return []
  if (sequence.kind !== 'list')
    return [
      say(
        'authensor-session',
        sequence.range,
        'A sequence is a list of action types; a text is taken character by character.',
      ),
    ]
  return sequence.items.length < 2
    ? [say('authensor-session', sequence.range, 'A sequence of less than two actions is passed over.')]
    : []
}

function itemsOf(node: Node | undefined): readonly Node[] {
  return node?.kind === 'list' ? node.items : []
}

function isBoolean(node: Node): boolean {
  return node.kind === 'scalar' && typeof node.value === 'boolean'
}

function isNumber(node: Node): boolean {
  return node.kind === 'scalar' && typeof node.value === 'number'
}

function say(code: Code, range: Range, message: string, severity?: Severity): Problem {
  const given = severity ?? (code === 'authensor-shape' ? 'warning' : undefined)
  return problemOf({ code, range, message, ...(given && { severity: given }) })
}
