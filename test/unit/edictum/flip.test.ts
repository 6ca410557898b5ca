import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type FlipTarget, isRefusal } from '../../../evaluator/dialect.ts'
import { edictum } from '../../../evaluator/dialects/edictum/index.ts'
import { applyEdits } from '../../../evaluator/text.ts'

function flip(text: string, target: FlipTarget): string {
  const flipped = edictum.flip(edictum.load({ path: 'policy.yaml', text }, []), target)
  return isRefusal(flipped) ? `refused: ${flipped.code}` : applyEdits(text, flipped.edits)
}

const policy: FlipTarget = { kind: 'policy', to: 'enforce' }
const rule = (to: FlipTarget['to']): FlipTarget => ({ kind: 'rule', label: 'a', to })

const head = (mode: string) => `apiVersion: edictum/v1
kind: Ruleset
metadata: {name: v} # ours
defaults:
  ${mode}
rules:
`
const body = (own: string) => `  - id: a # first
    type: pre
${own}    tool: t
    when: {args.p: {exists: true}}
    then: {action: block, message: m}
`
const block = (mode: string, own = '') => head(mode) + body(own)

const table: [what: string, target: FlipTarget, before: string, after: string][] = [
  ['the policy', policy, block('mode:   observe  # on trial'), block('mode:   enforce  # on trial')],
  ['quotes stay', policy, block('mode: "observe"'), block('mode: "enforce"')],
  [
    "a contract's own mode",
    rule('enforce'),
    block('mode: observe', "    mode: 'observe'\n"),
    block('mode: observe', "    mode: 'enforce'\n"),
  ],
  ['a contract gets a mode', rule('enforce'), block('mode: observe'), block('mode: observe', '    mode: enforce\n')],
  [
    'line ends stay',
    rule('enforce'),
    block('mode: observe').replaceAll('\n', '\r\n'),
    block('mode: observe', '    mode: enforce\n').replaceAll('\n', '\r\n'),
  ],
  [
    'a flow map',
    rule('observe'),
    `${head('mode: enforce')}  - {id: a, type: pre, tool: t, when: {args.p: {exists: true}}, then: {action: block, message: m}}\n`,
    `${head('mode: enforce')}  - {id: a, type: pre, mode: observe, tool: t, when: {args.p: {exists: true}}, then: {action: block, message: m}}\n`,
  ],
  ['nothing to do', policy, block('mode: enforce'), 'refused: already'],
  ['a mode inherited already', rule('enforce'), block('mode: enforce'), 'refused: already'],
  ['an anchor', policy, block('mode: &m observe', '    mode: *m\n'), 'refused: by-hand'],
  ['an alias', rule('enforce'), block('mode: &m observe', '    mode: *m\n'), 'refused: by-hand'],
  ['a tag', policy, block('mode: !!str observe'), 'refused: by-hand'],
  ['escapes', policy, block('mode: "obs\\x65rve"'), 'refused: by-hand'],
  [
    'an unknown contract',
    { kind: 'rule', label: 'zz', to: 'enforce' },
    block('mode: observe'),
    'refused: no-such-rule',
  ],
  ['an override', { kind: 'override', label: '0', to: 'enforce' }, block('mode: observe'), 'refused: no-such-override'],
  ['no document', policy, '- a\n', 'refused: not-loaded'],
]

for (const [what, target, before, after] of table) {
  test(`flip: ${what}`, () => assert.equal(flip(before, target), after))
}

test('a contract behind a merge is left alone where its text serves two', () => {
  const text = `${head('mode: observe')}  - &base
    id: a
    type: pre
    mode: observe
    tool: t
    when: {args.p: {exists: true}}
    then: {action: block, message: m}
  - <<: *base
    id: b
`
  assert.equal(flip(text, rule('enforce')), 'refused: by-hand')
  assert.equal(flip(text, { kind: 'rule', label: 'b', to: 'enforce' }), 'refused: by-hand')
})
