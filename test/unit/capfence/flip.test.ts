import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FlipTarget } from '../../../evaluator/dialect.ts'
import { isRefusal } from '../../../evaluator/dialect.ts'
import { flip } from '../../../evaluator/dialects/capfence/flip.ts'
import { applyEdits } from '../../../evaluator/text.ts'
import { load } from './support.ts'

const enforce = (label: string): FlipTarget => ({ kind: 'rule', label, to: 'enforce' })
const observe = (label: string): FlipTarget => ({ kind: 'rule', label, to: 'observe' })
const all: FlipTarget = { kind: 'policy', to: 'enforce' }

const flips: readonly (readonly [string, FlipTarget, string, string])[] = [
  [
    'an older rule',
    enforce('rules[0]'),
    'rules:\n  - id: r1 # first\n    action: "warn" # soon\n    capability: a.b\n',
    'rules:\n  - id: r1 # first\n    action: "deny" # soon\n    capability: a.b\n',
  ],
  ['an older rule back', observe('rules[0]'), 'rules: [{action: block}]', 'rules: [{action: warn}]'],
  [
    'a risk level',
    enforce('risk_levels.low'),
    'risk_levels:\n  low: {action: warn} # x\n',
    'risk_levels:\n  low: {action: deny} # x\n',
  ],
  [
    'a whole warn list beside an empty deny list',
    all,
    '# top\ndeny: []\nwarn:\n  # shells\n  - capability: shell.execute # why\n    contains: rm\nallow:\n  - filesystem.read\n',
    '# top\ndeny:\n  # shells\n  - capability: shell.execute # why\n    contains: rm\nallow:\n  - filesystem.read\n',
  ],
  ['a warn list without a deny list', enforce('warn[0]'), 'warn: [a.b]\nallow: [c.d]\n', 'deny: [a.b]\nallow: [c.d]\n'],
  ['a flow document', all, '{"deny": [], "warn": ["a.b"]}', '{"deny": ["a.b"]}'],
  [
    'one of two, with its comments',
    enforce('warn[1]'),
    'deny:\n- x.y # keep\nwarn:\n    - a.b\n    # about c.d\n    - capability: c.d\n      contains: |\n        text\n      # test: c.d {} => warn\nallow: []\n',
    'deny:\n- x.y # keep\n# about c.d\n- capability: c.d\n  contains: |\n    text\n  # test: c.d {} => warn\nwarn:\n    - a.b\nallow: []\n',
  ],
  [
    'one of two into an empty list',
    enforce('warn[0]'),
    'warn:\n  - a.b\n  - c.d\ndeny: [] # none\n',
    'warn:\n  - c.d\ndeny:\n  - a.b # none\n',
  ],
  ['one of two without a list', enforce('warn[0]'), 'warn:\n- a.b\n- c.d\n', 'deny:\n- a.b\nwarn:\n- c.d\n'],
  [
    'the last of a list into another',
    enforce('warn[0]'),
    'deny:\n  - x.y\nwarn:\n  - a.b\nallow: [c.d]',
    'deny:\n  - x.y\n  - a.b\nallow: [c.d]',
  ],
  [
    'everything that warns',
    all,
    'rules:\n  - {capability: a.b, action: warn}\nrisk_levels: {low: {action: warn}}\nwarn:\n  - c.d\n',
    'rules:\n  - {capability: a.b, action: deny}\nrisk_levels: {low: {action: deny}}\ndeny:\n  - c.d\n',
  ],
]

for (const [name, target, before, after] of flips) {
  test(`flips ${name}`, () => {
    const flipped = flip(load(before), target)
    assert.ok(!isRefusal(flipped), JSON.stringify(flipped))
    assert.equal(applyEdits(before, flipped.edits), after)
    assert.equal(load(after).refused?.category ?? null, after.includes('warn:') ? 'unknown-top-level-key' : null)
  })
}

test('a warning can go to approval instead', () => {
  const text = 'warn:\n  - a.b\n'
  const rule = { kind: 'rule', label: 'warn[0]', to: 'enforce', as: 'require_approval' } as const
  for (const target of [rule, { kind: 'policy', to: 'enforce', as: 'require_approval' } as const]) {
    const flipped = flip(load(text), target)
    assert.ok(!isRefusal(flipped))
    assert.equal(applyEdits(text, flipped.edits), 'require_approval:\n  - a.b\n')
  }
})

const refusals: readonly (readonly [string, FlipTarget, string])[] = [
  ['deny: [a.b]', { kind: 'policy', to: 'observe' }, 'no-document-mode'],
  ['deny: [a.b]', all, 'nothing-warns'],
  ['deny: [a.b]', observe('deny[0]'), 'no-warn-form'],
  ['allow: [a.b]', observe('allow[0]'), 'not-enforcing'],
  ['deny: [a.b]', enforce('deny[0]'), 'already'],
  ['deny: [a.b]', enforce('deny[7]'), 'no-such-rule'],
  ['deny: [a.b]', { kind: 'override', label: '0', to: 'enforce' }, 'no-overrides'],
  ['{warn: [a.b, c.d]}', enforce('warn[0]'), 'move-by-hand'],
]
for (const [text, target, code] of refusals) {
  test(`refuses to flip ${text}: ${code}`, () => {
    const answer = flip(load(text), target)
    assert.equal(isRefusal(answer) && answer.code, code)
  })
}
