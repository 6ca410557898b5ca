import { type Row, trap } from './trap.ts'

const policy = (rule: string, head = '') =>
  `{"id": "p", "name": "p", "version": "1.0.0", "defaultEffect": "deny", ${head}"rules": [{"id": "a", "effect": "deny", ${rule}}]}`
const when = (operator: string, value: string, field = 'action.resource') =>
  `"condition": {"field": "${field}", "operator": "${operator}"${value === '' ? '' : `, "value": ${value}`}}`

const simulator = (code: string, rows: readonly Row[]) => trap('safeclaw-json', code, rows)
const timed = (more: string) => policy(`${when('eq', '"x"')}, ${more}`)

simulator('safeclaw-json-value-type', [
  [policy(when('eq', '«12»')), 'never equals'],
  [policy(when('«eq»', '').replace('"«eq»"', '«"eq"»')), 'empty resource'],
  [policy(when('contains', '«["a", "b"]»')), 'commas'],
  [policy(when('in', '«"a,b,"»')), 'A comma too many'],
  [policy(when('in', '["b", «" a"»]')), 'not trimmed'],
  [policy(when('in', '["b", «5»]')), 'never equals'],
  [policy(when('in', '«[]»')), 'empty list'],
  [policy(when('in', '«{"a": 1}»')), '[object Object]'],
  [policy(when('in', '"a, b"'))],
])
simulator('safeclaw-json-empty-value', [[policy(when('contains', '«[""]»')), 'matches everything']])
simulator('safeclaw-json-always', [[policy('"condition": {"all": «[]»}'), 'every call']])
simulator('never-matches', [[policy('"condition": {"any": «[]»}'), 'no call']])
simulator('safeclaw-json-beyond-cut', [
  [policy(when('contains', `«"${'x'.repeat(201)}"»`)), '201'],
  [policy(when('contains', `"${'x'.repeat(200)}"`))],
])
simulator('safeclaw-json-redacted', [
  [policy(when('contains', '«"task-abcdef"»')), '[REDACTED]'],
  [policy(when('contains', '"task-abc"'))],
])
simulator('safeclaw-json-simulator-only', [
  [timed('«"expiresAt"»: "2026-01-31T00:00:00Z"'), 'drops it'],
  [timed('«"schedule"»: {"hoursUtc": [9, 17]}'), 'all times'],
])
simulator('safeclaw-json-hours', [
  [timed('"schedule": {"hoursUtc": «[9, 9]»}'), 'never active'],
  [timed('"schedule": {"hoursUtc": «[24, 0]»}'), 'never active'],
  [timed('"schedule": {"hoursUtc": «["9", "17"]»}'), 'every hour'],
  [timed('"schedule": {"hoursUtc": «[9.5, 17.5]»}'), 'whole hours'],
  [timed('"schedule": {"hoursUtc": «"79"»}'), 'Each character'],
  [timed('"schedule": {"hoursUtc": [22, 6]}')],
])
simulator('safeclaw-json-days', [
  [timed('"schedule": {"daysOfWeek": [1, «7»]}'), 'never comes'],
  [timed('"schedule": {"daysOfWeek": «"024"»}'), 'whose digit'],
  [timed('"schedule": {"daysOfWeek": [0, 6]}')],
])
simulator('safeclaw-json-date', [
  [timed('"expiresAt": «true»'), '1970'],
  [timed('"expiresAt": «"2026-02-30"»'), '28 days'],
  [timed('"expiresAt": "2026-02-28"')],
])
simulator('safeclaw-json-upload', [
  ['{«"id"»: "p", "version": "v1", "defaultEffect": "deny", "rules": []}', '`name`'],
  [
    '{"id": "p", "name": "p", "version": "v1", "defaultEffect": «"require_approval"», "rules": []}',
    '`allow` and `deny`',
  ],
])
simulator('duplicate-key', [
  ['{"id": "p", "name": "p", "version": "v1", "defaultEffect": "allow", «"defaultEffect"»: "deny", "rules": []}'],
])
simulator('pattern-only-letters', [
  [policy(when('matches', '«"^\\\\p{L}+$"»')), 'the letter p'],
  [policy(when('matches', '"^\\\\w+$"'))],
])
simulator('pattern-newer-node', [
  [policy(when('matches', '«"(?i:rm)"»')), 'Node 20'],
  [policy(when('matches', '"(?:rm)"'))],
])

const engine = (code: string, rows: readonly Row[]) => trap('authensor', code, rows)
const scoped = (scope: string) => policy(when('eq', '"x"'), `"scope": ${scope}, `)

engine('authensor-shape', [
  [policy(when('eq', '"x"'), '"enabled": «"false"», '), 'in force'],
  [policy(when('eq', '"x"'), '"priority": «"high"», '), 'a number'],
  [scoped('{"principalTypes": «"agents"»}'), 'must be a list'],
  [scoped('{"environments": «"production"»}'), 'must be a list'],
  [scoped('{"actionTypes": «{"a": 1}»}'), 'restricts nothing'],
])
engine('authensor-unknown-value', [
  [scoped('{"environments": ["staging", «"prod"»]}'), '`production`'],
  [policy(`${when('eq', '"x"')}, "rateLimit": {"requests": 5, "window": «"hour"»}`), 'digits'],
  [policy(`${when('eq', '"x"')}, "approvalConfig": {"expiresIn": «"soon"»}`), 'digits'],
])
engine('authensor-pattern', [
  [scoped('{"actionTypes": [«"code.{exec,eval}"»]}'), 'Braces'],
  [scoped('{"actionTypes": [«"code.ex?c"»]}'), 'optional'],
  [scoped('{"actionTypes": [«""»]}'), 'empty'],
  [scoped('{"actionTypes": ["code.(exec|eval)"]}')],
])
engine('authensor-always', [
  [policy('"condition": {"all": «[]»}'), 'every call'],
  [policy('"condition": {"not": «[{"field": "a", "operator": "eq", "value": 1}]»}'), 'this never does'],
])
engine('never-matches', [[policy('"condition": {"any": «[]»}')], [policy('"condition": {"not": {"any": []}}')]])
engine('authensor-value-type', [
  [policy(when('exists', '«"false"»', 'action.parameters.a')), 'counts as `true`'],
  [policy('"condition": {"field": "action.parameters.a", "operator": «"exists"»}'), 'not there'],
])
const asks = (operator: string, value: string) =>
  when(operator, value, 'action.parameters.a').replace(`"${operator}"`, `«"${operator}"»`)
engine('authensor-missing-field', [
  [policy(asks('neq', '"x"')), 'has no `action.parameters.a`'],
  [policy(asks('notIn', '["x"]'))],
  [policy(asks('gt', '5')), 'goes past the rule'],
  [policy(when('gt', '5', 'action.parameters.a')).replace('"deny", "condition"', '"allow", "condition"')],
  [policy(when('neq', '"x"'))],
  [
    policy(
      '"condition": {"any": [{"field": "a.b", "operator": "exists", "value": false}, {"field": "a.b", "operator": "gt", "value": 5}]}',
    ),
  ],
])
engine('authensor-rate-limit', [
  [policy(`${when('eq', '"x"')}, "rateLimit": {"requests": «0», "window": "1h"}`), 'at least 1'],
  [policy(`${when('eq', '"x"')}, "rateLimit": {«"window"»: "1h"}`), 'never reached'],
])
const session = (rules: string) => policy(when('eq', '"x"'), `"sessionRules": ${rules}, `)
engine('authensor-session', [
  [session('{"sessionRiskThreshold": {"maxScore": 5, "effect": «"allow"»}}'), 'before any rule'],
  [session('{"sessionRiskThreshold": {«"weights"»: {}}}'), '`maxScore`'],
  [session('{"forbiddenSequences": [{"sequence": «"ab"»}]}'), 'character by character'],
  [session('{"forbiddenSequences": [{"sequence": «["a"]», "effect": "deny"}]}'), 'passed over'],
  [session('{"maxActionsPerSession": «"many"»}'), 'a number'],
  [session('{"maxActionsPerSession": 5}')],
])
engine('authensor-upload', [
  ['{«"id"»: "p", "version": "1.0.0", "priority": 1, "defaultEffect": "deny", "rules": []}', '`name`'],
])
