import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type FlipTarget, isRefusal } from '../../../evaluator/dialect.ts'
import { orca } from '../../../evaluator/dialects/orca/index.ts'
import { applyEdits } from '../../../evaluator/text.ts'

function flip(text: string, target: FlipTarget): string {
  const flipped = orca.flip(orca.load({ path: 'policy.yaml', text }, []), target)
  return isRefusal(flipped) ? flipped.code : applyEdits(text, flipped.edits)
}

const toEnforce: FlipTarget = { kind: 'policy', to: 'enforce' }
const toObserve: FlipTarget = { kind: 'policy', to: 'observe' }

/** Documents that flip back to the same bytes. */
const there: [what: string, target: FlipTarget, before: string, after: string][] = [
  [
    'one word, comments stay',
    toEnforce,
    'orca: 1\npolicies:\n  - name: p # ours\n    shadow_mode:   true  # on trial\n',
    'orca: 1\npolicies:\n  - name: p # ours\n    shadow_mode:   false  # on trial\n',
  ],
  [
    'JSON',
    toObserve,
    '{"orca": 1, "policies": [{"name": "p", "shadow_mode": false}]}',
    '{"orca": 1, "policies": [{"name": "p", "shadow_mode": true}]}',
  ],
]

const two = 'orca: 1\npolicies:\n  - name: p\n    shadow_mode: true\n  - name: q\n    shadow_mode: true\n'

const table: typeof there = [
  ...there,
  [
    'a key is added behind the name',
    toObserve,
    'orca: 1\npolicies:\n  - name: p # ours\n    rules: []\n',
    'orca: 1\npolicies:\n  - name: p # ours\n    shadow_mode: true\n    rules: []\n',
  ],
  [
    'CRLF stays',
    toObserve,
    'orca: 1\r\npolicies:\r\n- name: p\r\n',
    'orca: 1\r\npolicies:\r\n- name: p\r\n  shadow_mode: true\r\n',
  ],
  [
    'a flow map',
    toObserve,
    'orca: 1\npolicies: [{name: p, rules: []}]\n',
    'orca: 1\npolicies: [{name: p, shadow_mode: true, rules: []}]\n',
  ],
  [
    'JSON without the key',
    toObserve,
    '{"orca": 1, "policies": [{"name": "p"}]}',
    '{"orca": 1, "policies": [{"name": "p", "shadow_mode": true}]}',
  ],
  [
    'the default policy stands for the document',
    toEnforce,
    two.replace('name: q', 'name: q\n    is_default: true'),
    two.replace('name: q', 'name: q\n    is_default: true').replace(/true\n$/, 'false\n'),
  ],
  ['a policy by its name', { ...toEnforce, label: 'p' }, two, two.replace('shadow_mode: true', 'shadow_mode: false')],
  ['a policy by its place', { kind: 'override', label: '1', to: 'enforce' }, two, two.replace(/true\n$/, 'false\n')],
  [
    'a word that is none yet',
    toObserve,
    'orca: 1\npolicies: [{name: p, shadow_mode: on}]\n',
    'orca: 1\npolicies: [{name: p, shadow_mode: true}]\n',
  ],
  ['which one cannot be told', toEnforce, two, 'which-policy'],
  ['no such policy', { ...toEnforce, label: 'r' }, two, 'no-such-override'],
  ['nothing to do', toEnforce, 'orca: 1\npolicies: [{name: p}]\n', 'already'],
  ['no policy', toEnforce, 'orca: 1\n', 'not-loaded'],
  [
    'a policy that stands there twice',
    toObserve,
    'orca: 1\npolicies:\n  - &p {name: p, is_default: true}\n  - *p\n',
    'by-hand',
  ],
  ['a document that cannot be read', toEnforce, '- a\n', 'not-loaded'],
  ['a rule has no mode', { kind: 'rule', label: 'a', to: 'enforce' }, two, 'rule-has-no-mode'],
]

for (const [what, target, before, after] of table) {
  test(`flip: ${what}`, () => assert.equal(flip(before, target), after))
}

for (const [what, target, before, after] of there) {
  test(`flip and back gives the same bytes: ${what}`, () => {
    assert.equal(flip(after, target.to === 'enforce' ? toObserve : toEnforce), before)
  })
}
