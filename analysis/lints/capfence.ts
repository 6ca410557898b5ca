import { parseCapability } from '../../evaluator/dialects/capfence/capability.ts'
import type { CapfenceModel, CapfenceRule } from '../../evaluator/dialects/capfence/model.ts'
import type { Problem } from '../../evaluator/problem.ts'
import { type Lint, modelOf, problemOf } from './lint.ts'

/** Capabilities that ask for more, or for less, than their author is likely to know. */
export const capfenceCapabilities: Lint = (document) => {
  const model = modelOf<CapfenceModel>(document, 'capfence')
  return model === null ? [] : model.rules.filter(({ document: at }) => at === 0).flatMap(aboutCapability)
}

function aboutCapability({ capability, action, conditions, nameRange }: CapfenceRule): Problem[] {
  const parsed = typeof capability === 'string' ? parseCapability(capability) : null
  if (parsed === null) return []
  const { resource, action: verb, scope } = parsed
  if (resource === '*' && verb === '*' && scope === '*') {
    if (action !== 'allow' || conditions.length > 0) return []
    const message = 'This allows every call that no rule before it stops: whatever is new is allowed as well.'
    return [problemOf({ code: 'capfence-allows-everything', range: nameRange, message })]
  }
  if (scope.includes('*') || resource === 'mcp' || resource === '*') return []
  const message = `The engine’s adapters ask for \`${resource}.${verb}\`, without a scope: this rule only matches events of your own code that name \`${scope}\`.`
  return [problemOf({ code: 'capfence-scope-never-asked', range: nameRange, message })]
}
