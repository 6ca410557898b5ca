import type { FlipEdits, FlipTarget, Refusal } from '../../dialect.ts'
import { addEntry, replaceScalar, wordsOf } from '../../yaml/edit.ts'
import { entryOf } from '../../yaml/node.ts'
import type { SandboxModel } from './model.ts'

/** The least edit that moves the policy or one override; a rule has no mode of its own in this dialect. */
export function flip(model: SandboxModel, target: FlipTarget): FlipEdits | Refusal {
  switch (target.kind) {
    case 'policy':
      return flipPolicy(model, target.to)
    case 'override':
      return flipOverride(model, target)
    default:
      return {
        code: 'rule-has-no-mode',
        message: 'A rule of this dialect has no mode of its own; flip the policy or an entry of `agent_overrides`.',
      }
  }
}

function flipPolicy(model: SandboxModel, to: FlipTarget['to']): FlipEdits | Refusal {
  const { root, mode, document } = model
  if (root === null) return { code: 'not-loaded', message: 'This document cannot be read; mend its errors first.' }
  const entry = entryOf(root, 'enforcement_mode')
  if (mode === to && (entry === undefined || model.refused === null)) return already(to)
  if (entry?.value.kind === 'scalar') {
    const edits = [replaceScalar(document.text, entry.value, to)]
    return { edits, before: wordsOf(entry.value), after: to }
  }
  const after = entryOf(root, 'name') ?? root.entries[0]
  if (entry !== undefined || after === undefined) {
    return { code: 'not-loaded', message: '`enforcement_mode` is not a word here; mend it by hand first.' }
  }
  return { edits: [addEntry(document.text, root, after, 'enforcement_mode', to)], before: null, after: to }
}

function flipOverride(model: SandboxModel, target: FlipTarget): FlipEdits | Refusal {
  const override = model.overrides[Number(target.label)]
  if (override === undefined) return { code: 'no-such-override', message: `There is no override ${target.label}.` }
  if (override.mode === target.to) return already(target.to)
  const { value } = override.modeEntry
  return { edits: [replaceScalar(model.document.text, value, target.to)], before: override.mode, after: target.to }
}

function already(mode: string): Refusal {
  return { code: 'already', message: `The mode is \`${mode}\` already.` }
}
