import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nothingGiven } from '../../../evaluator/call.ts'
import type { Mode } from '../../../evaluator/effect.ts'
import { detectDialect } from '../../../evaluator/registry.ts'
import { coreYaml } from '../../../evaluator/yaml/core.ts'
import { readYaml } from '../../../evaluator/yaml/read.ts'
import { judge } from '../../../gate/judge.ts'
import type { GatePolicy } from '../../../gate/policies.ts'

function ready(text: string): GatePolicy {
  const dialect = detectDialect(readYaml(text, coreYaml).root)?.dialect
  assert.ok(dialect !== undefined, text)
  const document = { path: '/p.yaml', text }
  const model = dialect.load(document, [])
  assert.equal(model.refused, null)
  const policy = dialect.compile(model)
  return { kind: 'ready', files: ['/p.yaml'], name: 'p', dialect, policy, documents: [document], before: null }
}

const sandbox = (mode: string, more = '') =>
  `name: p\n${mode}rules:\n  - action: deny\n    match: {tool_name: bash}\n${more}`
const override = 'agent_overrides:\n  - {agent_glob: "bot-*", enforcement_mode: observe}\n'
const safeclaw = 'rules:\n  - {name: a, action: shell_exec, effect: DENY}\n'
const orca = (shadow: string) =>
  `orca: 1\npolicies:\n  - {name: p, is_default: true, default_verdict: deny, ${shadow}rules: []}\n`

const cases: readonly [
  says: string,
  text: string,
  agent: string,
  flag: Mode | undefined,
  mode: Mode,
  source: string,
][] = [
  ['its document', sandbox('enforcement_mode: observe\n'), 'x', undefined, 'observe', 'document'],
  ['nobody', sandbox(''), 'x', undefined, 'enforce', 'default'],
  ['an override', sandbox('', override), 'bot-1', undefined, 'observe', 'override'],
  ['the command line', sandbox(''), 'x', 'observe', 'observe', 'flag'],
  ['nobody (safeclaw)', safeclaw, 'x', undefined, 'observe', 'default'],
  ['its document (safeclaw)', `mode: enforce\n${safeclaw}`, 'x', undefined, 'enforce', 'document'],
  ['nobody (capfence)', 'deny:\n  - capability: shell.execute\n', 'x', undefined, 'enforce', 'default'],
  [
    'a rule that only warns (capfence)',
    'rules:\n  - {capability: shell.execute, action: warn}\n',
    'x',
    undefined,
    'observe',
    'document',
  ],
  ['nobody (orca)', orca(''), 'x', undefined, 'enforce', 'default'],
  ['its document (orca)', orca('shadow_mode: true, '), 'x', undefined, 'observe', 'document'],
]
for (const [says, text, agent, flag, mode, source] of cases) {
  test(`the row names who set the mode: ${says}`, () => {
    const call = { agent: 'claude-code', agentLabel: agent, tool: 'Bash', args: { command: 'ls' } } as const
    const given = flag === undefined ? nothingGiven : { ...nothingGiven, modeOverride: flag }
    const [judgement] = judge({ call, phase: 'before', given, policies: [ready(text)], clock: () => 0 }).judgements
    assert.deepEqual([judgement?.decision.mode, judgement?.modeSource], [mode, source])
  })
}
