import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type FlipTarget, isRefusal } from '../../../evaluator/dialect.ts'
import { safeclaw } from '../../../evaluator/dialects/safeclaw/index.ts'
import { applyEdits } from '../../../evaluator/text.ts'

function flip(text: string, target: FlipTarget): string {
  const flipped = safeclaw.flip(safeclaw.load({ path: 'policy.yaml', text }, []), target)
  return isRefusal(flipped) ? flipped.code : applyEdits(text, flipped.edits)
}

const toEnforce: FlipTarget = { kind: 'policy', to: 'enforce' }
const toObserve: FlipTarget = { kind: 'policy', to: 'observe' }

/** Documents that flip back to the same bytes. */
const there: [what: string, target: FlipTarget, before: string, after: string][] = [
  [
    'one word, comments stay',
    toEnforce,
    '# the team\nmode:   simulate  # on trial\nrules: []\n',
    '# the team\nmode:   enforce  # on trial\nrules: []\n',
  ],
  ['and back', toObserve, 'rules: []\nmode: enforce', 'rules: []\nmode: simulate'],
  ['quotes stay', toEnforce, "mode: 'simulate'\nrules: []\n", "mode: 'enforce'\nrules: []\n"],
  ['JSON', toEnforce, '{"mode": "simulate", "rules": []}', '{"mode": "enforce", "rules": []}'],
]

const table: typeof there = [
  ...there,
  ['another spelling', toEnforce, 'mode: simulation\nrules: []\n', 'mode: enforce\nrules: []\n'],
  ['a key is added at the top', toEnforce, '# ours\nrules: []\n', '# ours\nmode: enforce\nrules: []\n'],
  ['an indented document', toEnforce, '---\n  rules: []\n', '---\n  mode: enforce\n  rules: []\n'],
  ['CRLF stays', toEnforce, 'rules: []\r\n', 'mode: enforce\r\nrules: []\r\n'],
  ['a byte order mark stays first', toEnforce, '\ufeffrules: []\n', '\ufeffmode: enforce\nrules: []\n'],
  ['a flow map', toEnforce, '{rules: []}', '{mode: enforce, rules: []}'],
  ['JSON without a mode', toEnforce, '{"rules": []}', '{"mode": "enforce", "rules": []}'],
  ['a mode that is no word yet', toObserve, 'mode: nope\nrules: []\n', 'mode: simulate\nrules: []\n'],
  ['a document that says nothing simulates', toObserve, 'rules: []\n', 'already'],
  ['nothing to do', toEnforce, 'mode: enforcement\nrules: []\n', 'already'],
  [
    'a mode that is something else too',
    toEnforce,
    'mode: &m simulate\nrules: [{name: *m, action: a, effect: DENY}]\n',
    'by-hand',
  ],
  [
    'an alias',
    toEnforce,
    'rules: [{name: &m simulate, action: a, effect: DENY}]\nmode: *m\n',
    'rules: [{name: &m simulate, action: a, effect: DENY}]\nmode: enforce\n',
  ],
  ['a mode that is a map', toEnforce, 'mode: {}\nrules: []\n', 'by-hand'],
  ['a document that cannot be read', toEnforce, '- a\n', 'not-loaded'],
  ['a rule has no mode', { kind: 'rule', label: 'a', to: 'enforce' }, 'rules: []\n', 'rule-has-no-mode'],
]

for (const [what, target, before, after] of table) {
  test(`flip: ${what}`, () => assert.equal(flip(before, target), after))
}

for (const [what, target, before, after] of there) {
  test(`flip and back gives the same bytes: ${what}`, () => {
    assert.equal(flip(after, target.to === 'enforce' ? toObserve : toEnforce), before)
  })
}
