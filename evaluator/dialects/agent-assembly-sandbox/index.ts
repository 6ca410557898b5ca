import { type Confidence, type Dialect, notMine } from '../../dialect.ts'
import { childOf, type Node } from '../../yaml/node.ts'
import { compile } from './compile.ts'
import { flip } from './flip.ts'
import { load } from './load.ts'
import type { SandboxModel } from './model.ts'
import { slices } from './slices.ts'
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
  slices,
  compile,
  flip,
  overridesOf: ({ overrides }) => overrides.map(({ agentGlob: name, mode, range }) => ({ name, mode, range })),
  fromAgent,
}

const matchers = ['tool_name', 'command_pattern', 'output_contains_pattern']

/** Certain by the keys that only this page has; a list of `rules` beside `enforcement_mode` alone may be another's. */
function detect(root: Node | null): Confidence {
  const rules = childOf(root, 'rules')
  if (rules === undefined) return notMine
  if (childOf(root, 'agent_overrides')) return { level: 'certain', reason: 'it has `rules` and `agent_overrides`' }
  const first = rules.kind === 'list' ? rules.items[0] : undefined
  const known = matchers.find((key) => childOf(childOf(first, 'match'), key))
  if (known !== undefined && childOf(first, 'action')) {
    return { level: 'certain', reason: `its first rule has \`action\` and matches by \`${known}\`` }
  }
  if (childOf(root, 'enforcement_mode') === undefined) return notMine
  const level = first === undefined || childOf(first, 'match') ? 'certain' : 'possible'
  return { level, reason: 'it has `rules` and `enforcement_mode`' }
}
