import type { FlipEdits, FlipTarget, Refusal } from '../../dialect.ts'
import { compactJson } from '../../json/write.ts'
import { applyEdits, type TextEdit } from '../../text.ts'
import { addEntry, replaceScalar, wordsOf } from '../../yaml/edit.ts'
import { entryOf } from '../../yaml/node.ts'
import { toJson } from '../../yaml/toJson.ts'
import { load } from './load.ts'
import type { InnerPolicy, OrcaModel } from './model.ts'
import { targetPolicy } from './target.ts'

/**
 * The edit that puts a policy into shadow mode or takes it out: the one that `label` names, else the document's default,
 * else its only one. As an override, `label` may also be a policy's place in the document.
 */
export function flip(model: OrcaModel, target: FlipTarget): FlipEdits | Refusal {
  if (target.kind === 'rule') {
    const message = 'A rule of this dialect has no mode of its own; flip its policy.'
    return { code: 'rule-has-no-mode', message }
  }
  if (model.root === null)
    return { code: 'not-loaded', message: 'This document cannot be read; mend its errors first.' }
  const policy = policyFor(model, target)
  if (!policy) return noPolicy(model, target)
  const shadow = target.to === 'observe'
  const written = policy.shadowEntry?.value
  const isReadable = written === undefined || (written.kind === 'scalar' && typeof written.value === 'boolean')
  if (policy.shadow === shadow && isReadable) {
    return { code: 'already', message: `\`${policy.name}\` is ${shadow ? 'in shadow mode' : 'enforced'} already.` }
  }
  const word = String(shadow)
  const { text } = model.document
  if (written !== undefined) {
    if (written.kind !== 'scalar') return byHand
    const edit: TextEdit = { ...replaceScalar(text, written, word), newText: word }
    return checked(model, policy, edit, shadow, wordsOf(written))
  }
  const after = entryOf(policy.node, 'name')
  if (!after) return byHand
  return checked(model, policy, addEntry(text, policy.node, after, 'shadow_mode', word, 'bare'), shadow, null)
}

function policyFor({ policies }: OrcaModel, { label, kind }: FlipTarget): InnerPolicy | null {
  if (label === undefined) return targetPolicy(policies)
  const byPlace = kind === 'override' ? policies[Number(label)] : undefined
  return policies.find(({ name }) => name === label) ?? byPlace ?? null
}

function noPolicy({ policies }: OrcaModel, { label }: FlipTarget): Refusal {
  if (label !== undefined)
    return { code: 'no-such-override', message: `There is no policy \`${label}\` in this document.` }
  if (policies.length === 0) return { code: 'not-loaded', message: 'There is no policy in this document to flip.' }
  const message = 'No policy of this document is the default; name the one to flip.'
  return { code: 'which-policy', message }
}

const byHand: Refusal = {
  code: 'by-hand',
  message: 'Shadow mode cannot be changed here without changing more than it; change `shadow_mode` by hand.',
}

/** The edit, if it changes that policy's mode and nothing else. */
function checked(
  model: OrcaModel,
  policy: InnerPolicy,
  edit: TextEdit,
  shadow: boolean,
  before: string | null,
): FlipEdits | Refusal {
  const after = load({ ...model.document, text: applyEdits(model.document.text, [edit]) }, model.further)
  const changed = after.policies.filter((one, index) => one.shadow !== model.policies[index]?.shadow)
  const lands = after.policies[model.policies.indexOf(policy)]?.shadow === shadow && changed.length <= 1
  const same = after.policies.length === model.policies.length && besides(after) === besides(model)
  return lands && same ? { edits: [edit], before, after: String(shadow) } : byHand
}

/** All of a document but its policies' modes, as text. */
function besides({ root }: OrcaModel): string {
  const value = root && toJson(root)
  return JSON.stringify(value, (key, inner) => {
    if (key === 'shadow_mode') return undefined
    return typeof inner === 'bigint' ? compactJson(inner) : inner
  })
}
