import type { FlipEdits, FlipTarget, Refusal } from '../../dialect.ts'
import type { Range } from '../../text.ts'
import { addEntry, replaceScalar, wordsOf } from '../../yaml/edit.ts'
import { childOf, entryOf, type MapNode, type Node } from '../../yaml/node.ts'
import type { EdictumModel } from './model.ts'

/** The least edit that moves the policy's `defaults.mode`, or one contract's own mode. */
export function flip(model: EdictumModel, target: FlipTarget): FlipEdits | Refusal {
  switch (target.kind) {
    case 'policy':
      return flipPolicy(model, target.to)
    case 'rule':
      return flipContract(model, target)
    default:
      return refusal('no-such-override', 'This dialect has no overrides; flip the policy or a contract.')
  }
}

function flipPolicy(model: EdictumModel, to: FlipTarget['to']): FlipEdits | Refusal {
  const layer = model.layers[0]
  const root = layer?.root
  if (!root) return refusal('not-loaded', 'This document cannot be read; mend its errors first.')
  const defaults = entryOf(root, 'defaults')?.value
  const mode = childOf(defaults, 'mode')
  if (layer.mode === to) return already(to)
  if (mode) return replaceMode(model, root, mode, to)
  return refusal('not-loaded', 'This document has no `defaults.mode`; add it first.')
}

function flipContract(model: EdictumModel, { label, to }: FlipTarget): FlipEdits | Refusal {
  const contract = model.layers[0]?.contracts.find((one) => one.label === label || one.id === label)
  if (contract === undefined) return refusal('no-such-rule', `This document has no ${model.words.one} \`${label}\`.`)
  const text = model.document.text
  const entry = entryOf(contract.node, 'mode')
  if (contract.ownMode === to) return already(to)
  const root = model.layers[0]?.root as MapNode
  if (entry && isInside(entry.range, contract.node.range)) return replaceMode(model, root, entry.value, to)
  if (!entry && (model.layers[0]?.mode ?? 'enforce') === to) return already(to)
  const after = ['type', 'id']
    .map((key) => entryOf(contract.node, key))
    .find((one) => one && isInside(one.range, contract.node.range))
  if (entry || !after || shared(root, contract.node) || !isPlace(text, contract.node)) return byHand()
  return { edits: [addEntry(text, contract.node, after, 'mode', to)], before: null, after: to }
}

/** Replaces one mode word, where it stands for nothing else in the document. */
function replaceMode(model: EdictumModel, root: MapNode, node: Node, to: string): FlipEdits | Refusal {
  const { text } = model.document
  const source = text.slice(node.range.start, node.range.end)
  if (node.kind !== 'scalar' || node.tag !== null || shared(root, node)) return byHand()
  if (source !== node.text && source !== `"${node.text}"` && source !== `'${node.text}'`) return byHand()
  if (/&\S+\s+$/.test(text.slice(0, node.range.start))) return byHand()
  return { edits: [replaceScalar(text, node, to)], before: wordsOf(node), after: to }
}

/** Whether the text at a node's place is read in more than one place: behind an alias or a merge. */
function shared(root: MapNode, node: Node): boolean {
  let seen = 0
  const waiting: Node[] = [root]
  for (let next = waiting.pop(); next !== undefined && seen < 2; next = waiting.pop()) {
    if (next.range.start === node.range.start && next.range.end === node.range.end && next.kind === node.kind) seen++
    if (next.kind === 'list') for (const item of next.items) waiting.push(item)
    if (next.kind === 'map') for (const { key, value } of next.entries) waiting.push(key, value)
  }
  return seen !== 1
}

/** Whether a map's own text stands at its range: an alias gives its entries another place. */
function isPlace(text: string, map: MapNode): boolean {
  const first = map.entries[0]
  return text[map.range.start] !== '*' && first !== undefined && isInside(first.range, map.range)
}

function isInside(inner: Range, outer: Range): boolean {
  return inner.start >= outer.start && inner.end <= outer.end
}

function byHand(): Refusal {
  const message =
    'This mode is written in a way that one edit cannot change safely (an anchor, alias, merge or tag); change it by hand.'
  return refusal('by-hand', message)
}

function already(mode: string): Refusal {
  return refusal('already', `The mode is \`${mode}\` already.`)
}

function refusal(code: string, message: string): Refusal {
  return { code, message }
}
