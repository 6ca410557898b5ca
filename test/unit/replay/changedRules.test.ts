import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changedRules } from '../../../analysis/replay/changedRules.ts'
import { textOf } from './support.ts'

const rule = (name: string, action = 'deny') =>
  `  - name: ${name}\n    action: ${action}\n    match: {tool_name: ${name}}\n`
const text = (...rules: string[]) => textOf(`name: team\nenforcement_mode: observe\nrules:\n${rules.join('')}`)
const three = text(rule('a'), rule('b'), rule('c'))

const cases: [what: string, after: ReturnType<typeof text>, before: number[], now: number[]][] = [
  ['nothing', three, [], []],
  ['an edited rule', text(rule('a'), rule('b', 'redact'), rule('c')), [1], [1]],
  ['a new rule', text(rule('a'), rule('x'), rule('b'), rule('c')), [], [1]],
  ['a rule that went', text(rule('a'), rule('c')), [1], []],
  ['rules that changed places', text(rule('a'), rule('c'), rule('b')), [1, 2], [1, 2]],
]

for (const [what, after, before, now] of cases) {
  test(`${what} is told apart`, () => {
    const changed = changedRules(three, after)
    assert.deepEqual([changed?.before, changed?.after], [before, now])
  })
}

test('a change around the rules concerns all of them', () => {
  const after = textOf(three.text.replace('observe', 'enforce'))
  assert.equal(changedRules(three, after), null)
})
