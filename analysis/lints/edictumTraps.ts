import type { Contract, EdictumModel, Leaf } from '../../evaluator/dialects/edictum/model.ts'
import type { Problem } from '../../evaluator/problem.ts'
import { compilePattern } from '../../evaluator/regex/compile.ts'
import { childOf } from '../../evaluator/yaml/node.ts'
import { leavesOf } from './edictum.ts'
import { type Lint, modelOf, problemOf } from './lint.ts'

/** What the engine takes as it stands, and few authors mean: missing values, names that are no patterns, one engine's own syntax. */
export const edictumTraps: Lint = (document) => {
  const model = modelOf<EdictumModel>(document, 'edictum')
  const own = model?.contracts.filter((each) => each.document === 0 && each.enabled) ?? []
  const about = own.flatMap((contract) => [
    ...aboutTool(contract),
    ...aboutLimits(contract),
    ...aboutCondition(contract),
  ])
  return [...aboutUnseen(own), ...about]
}

/** Rules that the engine's own commands never ask: told once, since it is no fault of the rule. */
function aboutUnseen(contracts: readonly Contract[]): Problem[] {
  const [first, ...others] = contracts.filter((each) => {
    return each.type === 'pre' && each.tool !== '*' && /[*?]|\[[^\]]*\]/.test(each.tool)
  })
  if (first?.type !== 'pre') return []
  const range = childOf(first.node, 'tool')?.range ?? first.nameRange
  const more = others.length === 0 ? '' : ` The same goes for ${others.length} more.`
  const message = `The engine asks this rule for every tool that \`${first.tool}\` matches; its commands \`check\`, \`replay\` and \`test --cases\` take that for a name and never do.${more}`
  return [problemOf({ code: 'edictum-glob-unseen', range, message })]
}

function aboutTool(contract: Contract): Problem[] {
  if ((contract.type !== 'pre' && contract.type !== 'post') || !/\[[^\]]*$/.test(contract.tool)) return []
  const range = childOf(contract.node, 'tool')?.range ?? contract.nameRange
  const message = `The bracket in \`${contract.tool}\` never closes, so it is a letter like any other: no tool is named so.`
  return [problemOf({ code: 'edictum-glob-bracket', range, message })]
}

function aboutLimits(contract: Contract): Problem[] {
  if (contract.type !== 'session') return []
  const limits = childOf(childOf(contract.node, 'limits'), 'max_calls_per_tool')
  if (limits?.kind !== 'map') return []
  return limits.entries.flatMap(({ key }) => {
    if (key.kind !== 'scalar' || !/[*?[]/.test(key.text)) return []
    const message = `Limits name one tool each: \`${key.text}\` is no pattern here, and no tool is called that.`
    return [problemOf({ code: 'edictum-limit-glob', range: key.range, message })]
  })
}

function aboutCondition(contract: Contract): Problem[] {
  if (contract.type !== 'pre' && contract.type !== 'post') return []
  const leaves = leavesOf(contract.when)
  return leaves.flatMap((leaf) => [...aboutMissing(leaf, leaves), ...aboutPatterns(leaf)])
}

/** `not_equals` and `not_in` do not fire where the value is missing, unless another clause asks whether it is there. */
function aboutMissing({ selector, operator, operatorRange }: Leaf, leaves: readonly Leaf[]): Problem[] {
  if (operator !== 'not_equals' && operator !== 'not_in') return []
  if (typeof selector !== 'string' || !/^(?:args|principal|env|metadata)\./.test(selector)) return []
  if (leaves.some((other) => other.selector === selector && other.operator === 'exists')) return []
  const message = `Where a call has no \`${selector}\`, this does not hold; \`not: {${selector}: …}\` would.`
  return [problemOf({ code: 'edictum-missing-value', range: operatorRange, message })]
}

/** Patterns that Python takes and JavaScript refuses: the engine exists in both. */
function aboutPatterns({ patterns, operandRange }: Leaf): Problem[] {
  return patterns.flatMap(({ source }) => {
    const compiled = compilePattern(source, 'javascript')
    const letter = /^(?:[^\\]|\\[^AZ])*\\([AZ])/.exec(source)?.[1]
    if (compiled.ok && letter !== undefined) {
      const message = `The engine’s TypeScript edition takes \`\\${letter}\` in /${source}/ for the letter ${letter}.`
      return [problemOf({ code: 'edictum-python-pattern', range: operandRange, message })]
    }
    if (compiled.ok || compiled.error.kind !== 'invalid') return []
    const message = `The engine’s TypeScript edition refuses a policy with /${source}/: ${compiled.error.message}.`
    return [problemOf({ code: 'edictum-python-pattern', range: operandRange, message })]
  })
}
