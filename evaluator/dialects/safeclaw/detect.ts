import { type Confidence, notMine } from '../../dialect.ts'
import { childOf, entryOf, type MapNode, type Node, stringOf } from '../../yaml/node.ts'
import { knownActions, modeSpellings, verdicts } from './words.ts'

/** Keys that documents of other kinds have at the top; a policy of this dialect has none of them. */
const foreign = ['apiVersion', 'kind', 'services', 'jobs', 'on', 'steps', 'spec', 'tools', 'contracts', 'statements']

/** How many rules are looked at: enough to see past one that is being typed. */
const looked = 8

/** Whether a document is a policy of this dialect: rules with `action` and an upper-case `effect`, or `mode` beside rules. */
export function detect(root: Node | null): Confidence {
  if (root?.kind !== 'map' || foreign.some((key) => entryOf(root, key))) return notMine
  const list = childOf(root, 'rules')
  if (list?.kind !== 'list') return notMine
  const rules = list.items.slice(0, looked).filter((item) => item.kind === 'map')
  const written = rules.find((rule) => stringOf(childOf(rule, 'action')) !== undefined && hasVerdict(rule))
  if (written) {
    const effect = stringOf(childOf(written, 'effect'))
    return { level: 'certain', reason: `a rule has \`action\` and the effect \`${effect}\`` }
  }
  const mode = stringOf(childOf(root, 'mode'))
  if (mode === undefined || !Object.hasOwn(modeSpellings, mode)) return notMine
  if (list.items.length > 0 && !rules.some(isAboutAnAction)) return notMine
  const level = modeSpellings[mode] === 'simulate' || rules.length > 0 ? 'certain' : 'possible'
  return { level, reason: `it has \`rules\` and the mode \`${mode}\`` }
}

function hasVerdict(rule: MapNode): boolean {
  const effect = stringOf(childOf(rule, 'effect'))
  return verdicts.some((verdict) => verdict === effect)
}

/** A rule that is being typed: its action is one of the page's, or it has the page's two keys. */
function isAboutAnAction(rule: MapNode): boolean {
  const action = stringOf(childOf(rule, 'action'))
  if (action === undefined) return false
  return knownActions.some((known) => known === action) || entryOf(rule, 'effect') !== undefined
}
