import type { Refusal } from '../../../evaluator/dialect.ts'
import type { DialectName, RuleInfo } from '../../../evaluator/policy.ts'
import { applyEdits } from '../../../evaluator/text.ts'
import { readPolicyAs } from '../../policyDocument.ts'
import { type Proposal, type Propose, refusal, type Target } from '../proposal.ts'
import { allowAction } from './actionRules.ts'
import { narrowInAgentAssembly } from './agentAssembly.ts'
import { allowInCapfence, narrowInCapfence } from './capfence.ts'
import { narrowInEdictum } from './edictum.ts'
import { allowInOrca } from './orca.ts'
import { allowInSafeclaw } from './safeclaw.ts'

/** `allow`: a rule of its own lets the call through. `narrow`: the rule that stops it no longer matches it. */
export type Way = 'allow' | 'narrow'

/** Where a dialect decides by the first match an allow rule helps; where the strictest wins only a narrower rule does. */
const ways: Record<DialectName, Partial<Record<Way, Propose>>> = {
  'agent-assembly-sandbox': {},
  'agent-assembly': { narrow: narrowInAgentAssembly },
  edictum: { narrow: narrowInEdictum },
  capfence: { allow: allowInCapfence, narrow: narrowInCapfence },
  safeclaw: { allow: allowInSafeclaw },
  'safeclaw-json': { allow: allowAction },
  authensor: { allow: allowAction },
  orca: { allow: allowInOrca },
}

/**
 * The edit after which the policy lets this very call through, and a refusal that says why where there is none. What
 * comes back was tried: the edited text loads, and allows the call.
 */
export function letThrough(target: Target, way: Way): Proposal | Refusal {
  const { document } = target
  const { refused } = document.model
  if (refused !== null) return refusal('refused', `The engine refuses this policy: ${refused.message}`)
  const before = document.policy.evaluate(target.call, target.given, null)
  if (before.effect === 'allow') return refusal('allowed-already', 'The policy as it stands allows this call.')
  if (target.rule && target.rule.document !== 0) return refusal('in-another-file', elsewhere(target, target.rule))
  const propose = ways[document.dialect.name]
  const proposal = propose[way]?.(target) ?? propose[way === 'allow' ? 'narrow' : 'allow']?.(target) ?? null
  if (proposal === null) return refusal('by-hand', byHand(target))
  const why = tried(target, proposal)
  return why === null ? proposal : refusal('by-hand', `${why} ${byHand(target)}`)
}

/** Why the edit does not do what it is for; null when it does. */
function tried({ document, call, given, rule }: Target, { edits }: Proposal): string | null {
  const text = applyEdits(document.text, edits)
  const after = readPolicyAs(document.dialect, document.path, text, { further: document.model.further })
  if (after.model.refused !== null || !after.wellFormed) return 'An edit of this text by itself would break it.'
  const { effect, rule: decider } = after.policy.evaluate(call, given, null)
  if (effect === 'allow') return null
  if (decider !== null && decider !== rule?.label) return `The rule ${decider} stops this call as well.`
  return 'An edit of this text by itself does not let the call through.'
}

/** An edit of this text cannot reach a rule of a document that belongs to the policy as well. */
function elsewhere({ document: { model } }: Target, { document, label }: RuleInfo): string {
  return `The rule ${label} stands in ${model.further[document - 1]?.path ?? 'another file'}; narrow it there by hand.`
}

function byHand({ document, rule }: Target): string {
  const what = rule === null ? "the policy's default" : rule.label
  return document.dialect.name === 'agent-assembly-sandbox'
    ? `In this dialect the strictest rule wins and a pattern has no exceptions: narrow the pattern of ${what} by hand; the test case added beside it says when it is enough.`
    : `Narrow ${what} by hand; the test case added beside it says when it is enough.`
}
