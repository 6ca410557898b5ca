import assert from 'node:assert/strict'
import { test } from 'node:test'
import { provideCodeActions } from '../../../server/codeActions.ts'
import { opened, policies } from '../../support/opened.ts'

/** The flips that are offered where the cursor stands. */
function flipsAt(fixture: string): (string | undefined)[] {
  const { document, position } = opened('/w/p.yaml', fixture)
  const actions = provideCodeActions(document, { range: { start: position, end: position } }, []) ?? []
  return actions.filter(({ command }) => command?.command === 'rehearsal.flip').map(({ title }) => title)
}

const sandbox = `${policies.sandbox}agent_overrides:
  - agent_glob: night-*
    enforcement_mode: enforce
`

const table: [what: string, fixture: string, offered: string[]][] = [
  ['the policy at its mode', sandbox.replace('observe', 'obse‸rve'), ['Flip to enforce']],
  ['no rule of a dialect whose rules have no mode', sandbox.replace('no-rm', 'no-‸rm'), []],
  ['an override at its place', sandbox.replace('night', 'ni‸ght'), ['Back to observe: night-*']],
  ['a contract at its place', policies.edictum.replace('id: a', 'id: ‸a'), ['Flip to enforce: a']],
  ['a rule that warns', 'rules:\n  - {capability: a.b, acti‸on: warn}\n', ['Flip to enforce: rules[0]']],
  ['nothing where the engine refuses the text', sandbox.replace('action: deny', 'action: dn‸ey'), []],
]

for (const [what, fixture, offered] of table) {
  test(`flips: ${what}`, () => assert.deepEqual(flipsAt(fixture), offered))
}
