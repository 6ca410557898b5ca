import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type FlipTarget, isRefusal } from '../../../evaluator/dialect.ts'
import { agentAssemblySandbox } from '../../../evaluator/dialects/agent-assembly-sandbox/index.ts'
import { applyEdits } from '../../../evaluator/text.ts'

function flip(text: string, target: FlipTarget): string {
  const model = agentAssemblySandbox.load({ path: 'policy.yaml', text }, [])
  const flipped = agentAssemblySandbox.flip(model, target)
  return isRefusal(flipped) ? flipped.message : applyEdits(text, flipped.edits)
}

const toEnforce: FlipTarget = { kind: 'policy', to: 'enforce' }
const toObserve: FlipTarget = { kind: 'policy', to: 'observe' }

const table: [what: string, target: FlipTarget, before: string, after: string][] = [
  [
    'one word, comments stay',
    toEnforce,
    'name: x\nenforcement_mode:   observe  # on trial\nrules: []\n',
    'name: x\nenforcement_mode:   enforce  # on trial\nrules: []\n',
  ],
  [
    'quotes stay',
    toEnforce,
    "name: x\nenforcement_mode: 'observe'\nrules: []\n",
    "name: x\nenforcement_mode: 'enforce'\nrules: []\n",
  ],
  [
    'a key is added behind the name',
    toObserve,
    'name: x # the team\nrules: []\n',
    'name: x # the team\nenforcement_mode: observe\nrules: []\n',
  ],
  ['CRLF stays', toObserve, 'name: x\r\nrules: []\r\n', 'name: x\r\nenforcement_mode: observe\r\nrules: []\r\n'],
  ['a flow map', toObserve, '{name: x, rules: []}', '{name: x, enforcement_mode: observe, rules: []}'],
  ['JSON', toObserve, '{"name": "x", "rules": []}', '{"name": "x", "enforcement_mode": "observe", "rules": []}'],
  ['no line end at the end', toObserve, 'rules: []\nname: x', 'rules: []\nname: x\nenforcement_mode: observe'],
  [
    'an override alone',
    { kind: 'override', label: '0', to: 'enforce' },
    'name: x\nenforcement_mode: observe\nrules: []\nagent_overrides:\n  - {agent_glob: "n-*", enforcement_mode: observe}\n',
    'name: x\nenforcement_mode: observe\nrules: []\nagent_overrides:\n  - {agent_glob: "n-*", enforcement_mode: enforce}\n',
  ],
  ['nothing to do', toEnforce, 'name: x\nrules: []\n', 'The mode is `enforce` already.'],
  [
    'a rule has no mode',
    { kind: 'rule', label: 'a', to: 'enforce' },
    'name: x\nrules: []\n',
    'A rule of this dialect has no mode of its own; flip the policy or an entry of `agent_overrides`.',
  ],
]

for (const [what, target, before, after] of table) {
  test(`flip: ${what}`, () => assert.equal(flip(before, target), after))
}

for (const [what, target, before, after] of table.slice(0, 2)) {
  test(`flip and back gives the same bytes: ${what}`, () => {
    assert.equal(flip(after, target.to === 'enforce' ? toObserve : toEnforce), before)
  })
}
