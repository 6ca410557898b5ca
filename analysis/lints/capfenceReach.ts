import { type Capability, parseCapability } from '../../evaluator/dialects/capfence/capability.ts'
import type { CapfenceModel, CapfenceRule, Condition, Named } from '../../evaluator/dialects/capfence/model.ts'
import type { Problem } from '../../evaluator/problem.ts'
import type { PolicyText } from '../../evaluator/text.ts'
import { childOf, entryOf } from '../../evaluator/yaml/node.ts'
import { type Lint, modelOf, problemOf } from './lint.ts'

/** What an agent can say of itself, or leave out, and so pass a rule by. */
export const capfenceReach: Lint = (document) => {
  const model = modelOf<CapfenceModel>(document, 'capfence')
  if (model === null) return []
  const own = model.rules.filter(({ document: at }) => at === 0)
  return [
    ...own.flatMap((rule) => [...aboutAllowing(rule, own), ...idleThreshold(rule)]),
    ...wrapped(own),
    ...model.parents.flatMap((parent) => [...fromWhere(parent, model.further), ...alone(parent, model.further)]),
  ]
}

function aboutAllowing(rule: CapfenceRule, all: readonly CapfenceRule[]): Problem[] {
  if (rule.action !== 'allow' && rule.action !== 'warn') return []
  return [...rule.conditions.flatMap(saidByAgent), ...byPrefix(rule, all), ...broad(rule)]
}

/** Conditions on the surroundings, which the payload answers as well. */
function saidByAgent({ key, range }: Condition): Problem[] {
  if (['environment', 'risk_level', 'tool_name', 'user_role', 'tenant'].includes(key)) {
    const only = key === 'user_role' || key === 'tenant' ? ', and the runtime sees it nowhere else' : ''
    const message = `The call’s own arguments can say \`${key}\` as well${only}: an agent that names the value is let through.`
    return [problemOf({ code: 'capfence-payload-answers', range, message })]
  }
  if (key !== 'path_prefix') return []
  const message =
    'Paths are compared as texts: one that begins so and goes on with `..`, or is another name with this beginning, is let through, too.'
  return [problemOf({ code: 'capfence-prefix-as-text', range, message })]
}

/** `x.*` beside a denial that only holds for names of the alphabet: another character in the call switches to comparing beginnings. */
function byPrefix({ capability, conditions, nameRange }: CapfenceRule, all: readonly CapfenceRule[]): Problem[] {
  const wide = typeof capability === 'string' && capability.endsWith('.*') ? parseCapability(capability) : null
  if (wide === null || typeof capability !== 'string' || conditions.length > 0 || /\*./.test(capability)) return []
  const start = capability.slice(0, -2)
  const lost = all.find(({ action, capability: other }) => {
    if (action === 'allow' || action === 'warn' || typeof other !== 'string' || other === '*') return false
    if (other.endsWith('.*') && start.startsWith(other.slice(0, -2))) return false
    const narrow = parseCapability(other)
    return narrow !== null && meet(wide, narrow)
  })
  if (lost === undefined) return []
  const message = `A call whose capability has a character outside of the alphabet, such as a blank behind \`${lost.capability}\`, is not held against \`${lost.label}\`, and let through here for its beginning \`${start}\`.`
  return [problemOf({ code: 'capfence-odd-character', range: nameRange, message })]
}

/** Whether some capability of the alphabet is taken by both. */
function meet(a: Capability, b: Capability): boolean {
  return (['resource', 'action', 'scope'] as const).every(
    (key) => a[key] === b[key] || a[key] === '*' || b[key] === '*',
  )
}

function broad({ capability, nameRange }: CapfenceRule): Problem[] {
  const parsed = typeof capability === 'string' ? parseCapability(capability) : null
  if (parsed === null || parsed.action !== '*' || !['system', 'root'].includes(parsed.resource)) return []
  const message = `The engine itself warns of \`${capability}\` in its log when it loads the policy: it allows whatever it calls ${parsed.resource}.`
  return [problemOf({ code: 'capfence-broad-capability', range: nameRange, message })]
}

function idleThreshold({ section, node }: CapfenceRule): Problem[] {
  const entry = section === 'rules' && node.kind === 'map' ? entryOf(node, 'threshold') : undefined
  if (entry === undefined || childOf(node, 'threshold') === undefined) return []
  const message = 'The engine accepts `threshold` in a rule of the older form, and never reads it.'
  return [problemOf({ code: 'capfence-key-without-effect', range: entry.key.range, message })]
}

/** Told once: a fact about the engine's adapters, no fault of the rule. */
function wrapped(rules: readonly CapfenceRule[]): Problem[] {
  const asking = rules
    .filter(({ action }) => action !== 'allow' && action !== 'warn')
    .flatMap(({ conditions }) => conditions.filter(({ key }) => /^(?:amount_|path_prefix$)/.test(key)))
  const [first, ...others] = asking
  if (first === undefined) return []
  const more = others.length === 0 ? '' : ` The same goes for ${others.length} more.`
  const message = `The adapters for AutoGen, LlamaIndex, PydanticAI and \`capfence_guard\` put arguments under \`args\` and \`kwargs\`, where \`${first.key}\` does not look.${more}`
  return [problemOf({ code: 'capfence-wrapped-arguments', range: first.range, message })]
}

function fromWhere({ name, range }: Named, further: readonly PolicyText[]): Problem[] {
  if (/^(?:[/\\]|[A-Za-z]:)/.test(name)) return []
  const read = further.find(({ named }) => named === name)
  const here = read === undefined ? 'the file of that name that was given with this one' : `\`${read.path}\``
  const message = `The engine looks for \`${name}\` from the folder in which it is started, whichever that is; here it is taken to be ${here}.`
  return [problemOf({ code: 'capfence-extends-folder', range, message })]
}

/** Where the gate finds policies by itself it takes every file for one, whoever extends it. */
function alone({ name, range }: Named, further: readonly PolicyText[]): Problem[] {
  const path = further.find(({ named }) => named === name)?.path ?? ''
  if (!/(?:^|[\\/])(?:policies|\.rehearsal)[\\/][^\\/]+$|\.policy\.ya?ml$/i.test(path)) return []
  const message = `A gate without \`--policy\` finds \`${name}\` as well and judges by it alone, too: what that file does not allow itself is then denied. Name the policy in the hook, or keep its parents in another folder.`
  return [problemOf({ code: 'capfence-parent-judges-alone', range, message })]
}
