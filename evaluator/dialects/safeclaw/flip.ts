import type { FlipEdits, FlipTarget, Refusal } from '../../dialect.ts'
import { compactJson } from '../../json/write.ts'
import { applyEdits, type TextEdit } from '../../text.ts'
import { addFirstEntry, replaceScalar, wordsOf } from '../../yaml/edit.ts'
import { entryOf, type Node } from '../../yaml/node.ts'
import { toJson } from '../../yaml/toJson.ts'
import { load } from './load.ts'
import type { SafeclawModel } from './model.ts'
import { modeOf, type PageMode } from './words.ts'

/** The edit that moves the policy between `simulate` and `enforce`; rules have no mode of their own in this dialect. */
export function flip(model: SafeclawModel, target: FlipTarget): FlipEdits | Refusal {
  if (target.kind !== 'policy') {
    const message = 'A rule of this dialect has no mode of its own; flip the policy.'
    return { code: target.kind === 'rule' ? 'rule-has-no-mode' : 'no-such-override', message }
  }
  const { root, document } = model
  const first = root?.entries[0]
  if (!root || !first) return { code: 'not-loaded', message: 'This document cannot be read; mend its errors first.' }
  const to: PageMode = target.to === 'enforce' ? 'enforce' : 'simulate'
  const mode = entryOf(root, 'mode')?.value
  if (modeOf[model.mode] === target.to && (mode === undefined || model.modeStands)) {
    return { code: 'already', message: `The mode is \`${model.mode}\` already.` }
  }
  if (mode === undefined) {
    const edit = addFirstEntry(document.text, root, first, 'mode', to)
    return checked(model, edit, to, { edits: [edit], before: null, after: to })
  }
  if (mode.kind !== 'scalar') return byHand
  const edit = replaceScalar(document.text, mode, to)
  return checked(model, edit, to, { edits: [edit], before: wordsOf(mode), after: to })
}

const byHand: Refusal = {
  code: 'by-hand',
  message: 'The mode cannot be changed here without changing more than it; change `mode` by hand.',
}

/** The edit, if it changes the mode and nothing else. */
function checked(model: SafeclawModel, edit: TextEdit, to: PageMode, flipped: FlipEdits): FlipEdits | Refusal {
  const after = load({ ...model.document, text: applyEdits(model.document.text, [edit]) }, model.further)
  const same = after.modeStands && after.mode === to && besides(after.root) === besides(model.root)
  return same ? flipped : byHand
}

/** All of a document but its mode, as text. */
function besides(root: Node | null): string {
  if (root?.kind !== 'map') return ''
  const entries = root.entries.filter(({ key }) => !(key.kind === 'scalar' && key.value === 'mode'))
  return entries.map(({ key, value }) => `${compactJson(toJson(key))}:${compactJson(toJson(value))}`).join()
}
