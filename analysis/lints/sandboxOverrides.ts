import type { Override, SandboxModel } from '../../evaluator/dialects/agent-assembly-sandbox/model.ts'
import type { Fix, Problem } from '../../evaluator/problem.ts'
import { childOf } from '../../evaluator/yaml/node.ts'
import { globCovers, globsMeet } from './globs.ts'
import { type Lint, modelOf, problemOf } from './lint.ts'
import { removeItem } from './removal.ts'

/** How many earlier overrides each is held against. */
const looked = 200

/** Overrides that change nothing: an earlier one takes their agents, or they set what the document sets. */
export const sandboxOverrides: Lint = (document) => {
  const model = modelOf<SandboxModel>(document, 'agent-assembly-sandbox')
  return model === null ? [] : model.overrides.flatMap((override, index) => aboutOverride(model, override, index))
}

function aboutOverride(model: SandboxModel, override: Override, index: number): Problem[] {
  const { agentGlob, mode, range } = override
  const earlier = model.overrides.slice(0, Math.min(index, looked))
  const cover = earlier.find((each) => globCovers(each.agentGlob, agentGlob))
  const fixes = removal(model, override)
  if (cover) {
    const message = `\`${cover.agentGlob}\` stands before this and matches every agent that \`${agentGlob}\` does, so this override never counts.`
    return [problemOf({ code: 'sandbox-override-covered', range, message, fixes })]
  }
  const later = model.overrides.slice(index + 1)
  if (mode !== model.mode || later.length > looked) return []
  if (later.some((each) => each.mode !== mode && globsMeet(each.agentGlob, agentGlob))) return []
  const message = `The document’s own mode is \`${mode}\` already, so this override changes nothing.`
  return [problemOf({ code: 'sandbox-override-same-mode', range, message, fixes })]
}

function removal({ root, document }: SandboxModel, { range }: Override): readonly Fix[] {
  const list = childOf(root, 'agent_overrides')
  return list?.kind === 'list' ? removeItem(document.text, list, range, 'Remove this override', false) : []
}
