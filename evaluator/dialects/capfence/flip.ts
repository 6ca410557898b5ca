import type { FlipEdits, FlipTarget, Refusal } from '../../dialect.ts'
import type { TextEdit } from '../../text.ts'
import { replaceScalar } from '../../yaml/edit.ts'
import { childOf, type Node } from '../../yaml/node.ts'
import type { CapfenceModel, CapfenceRule, RiskLevel } from './model.ts'
import { moveItems } from './move.ts'

type Enforced = 'deny' | 'require_approval'

/**
 * Moves what warns to `deny` or `require_approval`, as the target says, or an older rule or risk level back to `warn`. A document has no mode as a whole: a policy is flipped by flipping all that warns in it.
 */
export function flip(model: CapfenceModel, target: FlipTarget): FlipEdits | Refusal {
  if (target.kind === 'override') return refusal('no-overrides', 'CapFence has no overrides.')
  if (model.problems.some(({ category }) => category === 'invalid-yaml')) {
    return refusal('not-loaded', 'This document cannot be read as YAML; mend that first.')
  }
  if (target.kind === 'rule') {
    return target.to === 'enforce'
      ? enforceWarning(model, target.label ?? '', target.as ?? 'deny')
      : observe(model, target.label ?? '')
  }
  if (target.to === 'enforce') return enforceAll(model, target.as ?? 'deny')
  const message =
    'A CapFence document has no mode: `enforcement_mode` in it is never read. Start the gate with `--enforcement-mode observe`, or flip single rules to `warn`.'
  return refusal('no-document-mode', message)
}

/** Makes one rule or risk level that warns deny, or ask for approval. */
function enforceWarning(model: CapfenceModel, label: string, to: Enforced): FlipEdits | Refusal {
  const found = find(model, label)
  if ('message' in found) return found
  if (found.action !== 'warn') return refusal('already', `\`${label}\` says \`${found.action}\` already.`)
  return edited(editFor(model, found, to), 'warn', to)
}

/** Makes all that warns in the document's own text deny, or ask for approval. */
function enforceAll(model: CapfenceModel, to: Enforced): FlipEdits | Refusal {
  const own = [...model.rules, ...model.riskLevels].filter(
    ({ action, document }) => action === 'warn' && document === 0,
  )
  if (own.length === 0) return refusal('nothing-warns', 'Nothing in this policy warns, so there is nothing to flip.')
  const listed = own.filter((one): one is CapfenceRule => 'section' in one && one.section === 'warn')
  const edits: TextEdit[] = []
  if (listed.length > 0) {
    const moved = moveItems(model, listed, 'warn', to)
    if (!Array.isArray(moved)) return moved as Refusal
    edits.push(...moved)
  }
  for (const one of own) {
    if (listed.includes(one as CapfenceRule)) continue
    const edit = editFor(model, one, to)
    if (!Array.isArray(edit)) return edit as Refusal
    edits.push(...edit)
  }
  return edited(edits, 'warn', to)
}

function observe(model: CapfenceModel, label: string): FlipEdits | Refusal {
  const found = find(model, label)
  if ('message' in found) return found
  if (found.action === 'warn') return refusal('already', `\`${label}\` warns already.`)
  if (found.action === 'allow') return refusal('not-enforcing', `\`${label}\` allows; there is nothing to observe.`)
  if ('section' in found && found.section !== 'rules') {
    if (childOf(model.root, 'warn')?.kind === 'list') {
      return edited(moveItems(model, [found], found.section, 'warn'), found.action, 'warn')
    }
    const message = `No release of CapFence reads a \`warn\` list. Write \`${label}\` as an entry of \`rules\` with \`action: warn\`.`
    return refusal('no-warn-form', message)
  }
  return edited(editFor(model, found, 'warn'), found.action, 'warn')
}

function find(model: CapfenceModel, label: string): CapfenceRule | RiskLevel | Refusal {
  const found = [...model.rules, ...model.riskLevels].find((one) => one.label === label)
  if (found === undefined) return refusal('no-such-rule', `There is no rule \`${label}\`.`)
  if (found.document === 0) return found
  return refusal('in-another-file', `\`${label}\` stands in a policy that this one extends; flip it there.`)
}

function editFor(model: CapfenceModel, one: CapfenceRule | RiskLevel, to: Enforced | 'warn'): TextEdit[] | Refusal {
  if ('section' in one && one.section !== 'rules') {
    return moveItems(model, [one], one.section, to)
  }
  const node: Node | undefined = 'section' in one ? childOf(one.node, 'action') : one.actionNode
  if (node?.kind !== 'scalar') return refusal('not-a-word', 'The action is no plain word here; change it by hand.')
  return [replaceScalar(model.document.text, node, to)]
}

function edited(edits: readonly TextEdit[] | Refusal, before: string, after: string): FlipEdits | Refusal {
  return 'message' in edits ? edits : { edits, before, after }
}

export function refusal(code: string, message: string): Refusal {
  return { code, message }
}
