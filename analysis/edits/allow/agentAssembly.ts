import type { Range } from '../../../evaluator/text.ts'
import type { Node } from '../../../evaluator/yaml/node.ts'
import { rootOf } from '../place.ts'
import type { Propose } from '../proposal.ts'
import { tellingArgument } from '../subject.ts'
import { quoted } from '../yamlText.ts'

/** `requires_approval_if` has no NOT and no parentheses: every branch of an OR asks that the argument is another one. */
export const narrowInAgentAssembly: Propose = ({ document, call, rule }) => {
  const told = tellingArgument(call.args)
  if (rule === null || !rule.label.endsWith('.requires_approval_if') || told === null) return null
  const scalar = scalarAt(rootOf(document), rule.range)
  if (scalar?.kind !== 'scalar' || scalar.style === 'block' || !/^[A-Za-z_]\w*$/.test(told.name)) return null
  // The grammar keeps every escape but those two as it stands, so a string with others cannot be written.
  const literal = `"${told.value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
  const narrowed = branchesOf(scalar.text).map((branch) => `${branch} AND args.${told.name} != ${literal}`)
  const edit = { range: scalar.range, newText: quoted(narrowed.join(' OR ')) }
  return { summary: `Leaves this very call out of ${rule.label}.`, edits: [edit] }
}

/** The parts between OR words that stand outside of strings. */
function branchesOf(expression: string): string[] {
  const parts: string[] = ['']
  for (const [token] of expression.matchAll(/"(?:[^"\\]|\\.)*"|\bOR\b|[^"]|"/gs)) {
    if (token === 'OR') parts.push('')
    else parts.push(`${parts.pop() ?? ''}${token}`)
  }
  return parts.map((part) => part.trim())
}

function scalarAt(node: Node | null, range: Range): Node | null {
  if (node === null || node.range.start > range.start || node.range.end < range.end) return null
  if (node.kind === 'scalar') return node
  const children = node.kind === 'map' ? node.entries.map(({ value }) => value) : node.items
  for (const child of children) {
    const found = scalarAt(child, range)
    if (found !== null) return found
  }
  return null
}
