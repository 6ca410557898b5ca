import assert from 'node:assert/strict'
import { test } from 'node:test'
import { otherShape } from '../../../analysis/otherShapes.ts'
import { coreYaml } from '../../../evaluator/yaml/core.ts'
import { readYaml } from '../../../evaluator/yaml/read.ts'

for (const [text, words] of [
  ['defaultAction: deny\nrules: [{id: a, action: file_write, target: "src/**", decision: allow}]\n', '`decision`'],
  ['policy: {name: x, default: DENY}\nrules: [{action: file_write, path: "src/**", decision: ALLOW}]\n', '`decision`'],
  ['{"rules": [{"id": "a", "conditions": [{"field": "path"}], "effect": "DENY"}]}', '`conditions` as a list'],
  ['{"name": "x", "rules": [{"action": "a", "effect": "deny", "pathPattern": "x"}]}', '`pathPattern`'],
  ['mode: simulation\npolicy: p.json\ncontrolPlane: {url: x}\n', 'deployment'],
  ['tests: [{name: a, action: b, expect: {effect: DENY, matchedRule: c}}]\n', 'a test'],
  ['apiVersion: agent-assembly.dev/v1alpha1\nspec: {rules: [{id: a, effect: block}]}\n', 'dashboard'],
  ['version: 1\nname: x\nrules: [{action_pattern: "*", decision: Deny}]\n', '`action_pattern`'],
  ['rules: [{id: a, effect: deny, priority: 1, match: {action: x, resource: y}}]\n', 'end-to-end'],
  ['services: {web: {image: x}}\n', null],
  ['rules: [{alert: a, expr: b}]\n', null],
  ['- a\n', null],
] as const) {
  test(`${words ?? 'nothing'} is said of ${text.trim().slice(0, 60)}`, () => {
    const said = otherShape(readYaml(text, coreYaml).root)
    if (words === null) assert.equal(said, null)
    else assert.ok(said?.includes(words), String(said))
  })
}
