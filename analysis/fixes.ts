import type { Fix, Problem } from '../evaluator/problem.ts'
import type { Range } from '../evaluator/text.ts'
import type { Entry, MapNode, Node } from '../evaluator/yaml/node.ts'
import { documentRoot } from './documentRoot.ts'
import { removeEntry } from './lints/removal.ts'
import type { PolicyDocument } from './policyDocument.ts'

/** The ways to mend a problem: its own, or those that only the document's tree shows; worked out when they are asked for. */
export function fixesOf(document: PolicyDocument, problem: Problem): readonly Fix[] {
  if (problem.fixes) return problem.fixes
  const { text } = document
  switch (problem.code) {
    case 'edictum-session-mode':
    case 'edictum-idle-timeout':
    case 'capfence-key-without-effect':
      return removal(document, problem.range, false)
    case 'sandbox-name-and-id':
      return removal(document, problem.range, true)
    case 'edictum-selector-no-string':
      return [replacement('Put the key in quotes', problem.range, `"${textAt(text, problem.range)}"`)]
    case 'capfence-threshold-not-a-number':
      return writtenOut(text, problem.range)
    default:
      return meant(text, problem)
  }
}

/** The word that the message proposes, where the finding stands on a word alone. */
function meant(text: string, { message, range }: Problem): readonly Fix[] {
  const word = /Did you mean `([\w.*-]+)`\?$/.exec(message)?.[1]
  const inner = /^(["']?)[\w.*-]+\1$/.exec(textAt(text, range))
  if (word === undefined || inner === null) return []
  return [replacement(`Change to \`${word}\``, range, `${inner[1]}${word}${inner[1]}`)]
}

/** `amount_gt: 1e3`, which PyYAML reads as text, with its digits written out. */
function writtenOut(text: string, range: Range): readonly Fix[] {
  const match = /^([\s\S]*:\s*)([-+]?[0-9.]+e[0-9]{1,2})$/i.exec(textAt(text, range))
  const number = match ? Number(match[2]) : Number.NaN
  if (match === null || !Number.isSafeInteger(number)) return []
  const start = range.start + (match[1] as string).length
  return [replacement(`Write \`${number}\``, { start, end: range.end }, String(number))]
}

function replacement(title: string, range: Range, newText: string): Fix {
  return { title, edits: [{ range, newText }], changesDecisions: true }
}

function removal(document: PolicyDocument, range: Range, changesDecisions: boolean): readonly Fix[] {
  const { text } = document
  const root = documentRoot(document)
  const found = root ? entryAt(root, range) : null
  if (found === null) return []
  const key = textAt(text, found.entry.key.range)
  return removeEntry(text, found.map, found.entry, `Remove \`${key}\``, changesDecisions)
}

/** The entry that stands at `range`, or whose key does, with its map. */
function entryAt(root: Node, range: Range): { readonly map: MapNode; readonly entry: Entry } | null {
  const waiting: Node[] = [root]
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node.kind === 'scalar' || range.start < node.range.start || range.end > node.range.end) continue
    if (node.kind === 'list') {
      for (const item of node.items) waiting.push(item)
      continue
    }
    const entry = node.entries.find((one) => same(one.range, range) || same(one.key.range, range))
    if (entry) return { map: node, entry }
    for (const { value } of node.entries) waiting.push(value)
  }
  return null
}

function same(a: Range, b: Range): boolean {
  return a.start === b.start && a.end === b.end
}

function textAt(text: string, { start, end }: Range): string {
  return text.slice(start, end)
}
