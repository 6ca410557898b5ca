import type { Call } from '../../../evaluator/call.ts'
import { isObject } from '../../../evaluator/json/values.ts'
import { childOf, stringOf } from '../../../evaluator/yaml/node.ts'
import { itemAt, rootOf } from '../place.ts'
import type { Propose } from '../proposal.ts'
import { insertItem, lineBreak, ownLineIndent, quoted } from '../yamlText.ts'

/** What is not named is denied: the call gets an `allow` of its own. Where a rule denies, no `allow` helps. */
export const allowInCapfence: Propose = ({ document, call, rule }) => {
  const text = payloadText(call)
  const list = childOf(rootOf(document), 'allow')
  if (rule !== null || text === null || list?.kind !== 'list' || list.items.length === 0) return null
  const pattern = `\\A${literal(text)}\\Z`
  const item = {
    lines: [`capability: ${call.tool}`, `match_regex: ${quoted(pattern)}`],
    json: { capability: call.tool, match_regex: pattern },
  }
  const edit = insertItem(document.text, list, list.items.length, item)
  return { summary: `Adds ${call.tool} with this very payload to \`allow\`.`, edits: [edit] }
}

/** A rule leaves out one payload through a look-ahead in its `match_regex`, which searches the payload's values. */
export const narrowInCapfence: Propose = ({ document, call, rule }) => {
  const text = payloadText(call)
  const item = rule && itemAt(rootOf(document), rule.range)?.item
  if (!rule || text === null || item?.kind !== 'map') return null
  const except = `\\A(?!${literal(text)}\\Z)`
  const summary = `Leaves this very payload out of ${rule.label}.`
  const before = item.entries.find((entry) => stringOf(entry.key) === 'match_regex')
  if (before !== undefined) {
    const pattern = stringOf(before.value)
    // What looks at the start of the text or sets flags means something else behind another pattern.
    if (pattern === undefined || /\^|\\A|\(\?|\\[1-9]/.test(pattern)) return null
    const newText = quoted(`${except}[\\s\\S]*?(?:${pattern})`)
    return { summary, edits: [{ range: before.value.range, newText }] }
  }
  const last = item.entries.at(-1)
  if (last === undefined) return null
  const key = `match_regex: ${quoted(except)}`
  const indent = item.flow ? null : keyIndent(document.text, item.entries[0]?.range.start ?? 0)
  const newText = indent === null ? `, ${key}` : `${lineBreak(document.text)}${indent}${key}`
  return { summary, edits: [{ range: { start: last.range.end, end: last.range.end }, newText }] }
}

/** The text that `match_regex` searches: the values of the payload, joined; null where one is no plain string. */
function payloadText({ args }: Call): string | null {
  if (!isObject(args)) return null
  const values = Object.values(args)
  return values.length > 0 && values.every((value) => typeof value === 'string') ? values.join(' ') : null
}

/** A pattern of Python's `re` for `text` itself. */
function literal(text: string): string {
  return text
    .replace(/[\\^$.|?*+()[\]{}#&~-]/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
}

/** The blanks that bring a further key under the first one, dash included. */
function keyIndent(text: string, first: number): string {
  const own = ownLineIndent(text, first)
  return own ?? ' '.repeat(first - (text.lastIndexOf('\n', first - 1) + 1))
}
