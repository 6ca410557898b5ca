import { type Confidence, type Dialect, notMine } from '../../dialect.ts'
import { childOf, type Node, stringOf } from '../../yaml/node.ts'
import { compile } from './compile.ts'
import { flip } from './flip.ts'
import { load } from './load.ts'
import type { SandboxModel } from './model.ts'
import { fromAgent, toolNames } from './tools.ts'
import { vocabulary } from './vocabulary.ts'

/** The policy document of Agent Assembly's Sandbox / Dry-Run page. */
export const agentAssemblySandbox: Dialect<SandboxModel> = {
  name: 'agent-assembly-sandbox',
  follows: "Agent Assembly's Sandbox / Dry-Run page, text of 2026-06-11",
  toolNames,
  vocabulary,
  composes: false,
  detect,
  load,
  compile,
  flip,
  fromAgent,
}

/** Certain by `enforcement_mode` beside `rules`, or by a rule with `action` and a `match` of this dialect's matchers. */
function detect(root: Node | null): Confidence {
  if (childOf(root, 'agent_overrides') && childOf(root, 'rules')) {
    return { level: 'certain', reason: 'it has `rules` and `agent_overrides`' }
  }
  if (childOf(root, 'enforcement_mode') && childOf(root, 'rules')) {
    return { level: 'certain', reason: 'it has `rules` and `enforcement_mode`' }
  }
  const rules = childOf(root, 'rules')
  const first = rules?.kind === 'list' ? rules.items[0] : undefined
  const match = childOf(first, 'match')
  const known = ['tool_name', 'command_pattern', 'output_contains_pattern'].find((key) => childOf(match, key))
  if (known !== undefined && stringOf(childOf(first, 'action')) !== undefined) {
    return { level: 'certain', reason: `its first rule has \`action\` and matches by \`${known}\`` }
  }
  return notMine
}
