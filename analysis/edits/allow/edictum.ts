import { type Node, stringOf } from '../../../evaluator/yaml/node.ts'
import { itemAt, rootOf } from '../place.ts'
import type { Propose } from '../proposal.ts'
import { tellingArgument } from '../subject.ts'
import { lineBreak, lineStart, quoted } from '../yamlText.ts'

/** A contract leaves out one call through `not` beside what its `when` asks for already. */
export const narrowInEdictum: Propose = ({ document, call, rule }) => {
  const { text } = document
  const told = tellingArgument(call.args)
  const item = rule && itemAt(rootOf(document), rule.range)?.item
  if (!rule || told === null || item?.kind !== 'map' || !/^[A-Za-z_]\w*$/.test(told.name)) return null
  const when = item.entries.find((entry) => stringOf(entry.key) === 'when')?.value
  if (when?.kind !== 'map' || when.entries.length !== 1) return null
  const except = `args.${told.name}: {equals: ${quoted(told.value)}}`
  const summary = `Leaves this very call out of ${rule.label}.`
  const newText = when.flow
    ? `{all: [${slice(text, when)}, {not: {${except}}}]}`
    : blockAll(text, when, except, lineBreak(text))
  return { summary, edits: [{ range: when.range, newText }] }
}

/** `all:` over what stood there, moved in, and the exception; one more item where `all:` stands already. */
function blockAll(text: string, when: Node & { kind: 'map' }, except: string, eol: string): string {
  const column = when.range.start - lineStart(text, when.range.start)
  const indent = ' '.repeat(column)
  const [only] = when.entries
  const before = slice(text, when)
  const all = only?.value
  if (only !== undefined && stringOf(only.key) === 'all' && all?.kind === 'list' && !all.flow && all.items[0]) {
    const first = all.items[0].range.start
    const dash = text.lastIndexOf('-', first)
    const items = ' '.repeat(dash - lineStart(text, dash))
    return `${before}${eol}${items}- not:${eol}${items}    ${except}`
  }
  const moved = before.replaceAll(/\n(?=[^\n\r])/g, '\n    ')
  return [`all:`, `${indent}  - ${moved}`, `${indent}  - not:`, `${indent}      ${except}`].join(eol)
}

function slice(text: string, { range }: Node): string {
  return text.slice(range.start, range.end)
}
