import type { CapfenceModel } from '../../evaluator/dialects/capfence/model.ts'
import { directConditions } from '../../evaluator/dialects/capfence/words.ts'
import type { EdictumModel } from '../../evaluator/dialects/edictum/model.ts'
import type { Problem } from '../../evaluator/problem.ts'
import { PythonDate } from '../../evaluator/python/date.ts'
import { childOf, type Node, type ScalarNode } from '../../evaluator/yaml/node.ts'
import type { PolicyDocument } from '../policyDocument.ts'
import { type Lint, problemOf } from './lint.ts'

/** Under these a value is held against the call’s own, kind and all. */
const compared = ['equals', 'not_equals', 'in', 'not_in', ...directConditions.map(({ word }) => word)]

/** Under these a number is wanted. */
const numbered = /^(?:[gl]te?|(?:amount|caller_depth)_[gl]te?)$/

/** Plain words in conditions that PyYAML, which reads YAML 1.1, takes for something else than a text. */
export const oldYaml: Lint = (document) =>
  conditionsOf(document).flatMap((node) => scalarsIn(node).flatMap(aboutScalar))

function conditionsOf({ dialect, model }: PolicyDocument): readonly Node[] {
  if (dialect.name === 'edictum') {
    const own = (model as EdictumModel).contracts.filter(({ document, enabled }) => document === 0 && enabled)
    return own.flatMap(({ node }) => childOf(node, 'when') ?? [])
  }
  if (dialect.name !== 'capfence') return []
  return (model as CapfenceModel).rules.filter(({ document }) => document === 0).map(({ node }) => node)
}

interface Said {
  readonly node: ScalarNode
  /** The key that it stands under, itself or in a list. */
  readonly key: string
}

/** The values in a condition; those that are meant to be true or false left out. */
function scalarsIn(root: Node): Said[] {
  const found: Said[] = []
  const seen = new Set<Node>()
  const waiting: { readonly node: Node; readonly key: string }[] = [{ node: root, key: '' }]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, key } = next
    if (seen.has(node)) continue
    seen.add(node)
    if (node.kind === 'scalar') found.push({ node, key })
    else if (node.kind === 'list') waiting.push(...node.items.map((item) => ({ node: item, key })))
    else {
      for (const { key: name, value } of node.entries) {
        const word = name.kind === 'scalar' ? name.text : ''
        if (word !== 'exists') waiting.push({ node: value, key: word })
      }
    }
  }
  return found.reverse()
}

function aboutScalar({ node, key }: Said): Problem[] {
  const { style, tag, text, value, range } = node
  if (style !== 'plain' || tag !== null) return []
  if (isText(text, value) && compared.includes(key)) {
    const message = `To PyYAML \`${text}\` is a text and no number: a number of its own kind has a dot and a sign, as in \`1.0e+3\`.`
    return [problemOf({ code: 'yaml-old-spelling', range, message })]
  }
  const isDate = value instanceof PythonDate && compared.includes(key)
  if (!isDate && !isOld(text, value)) return []
  if (numbered.test(key) && typeof value !== 'boolean') return [writtenOut(node)]
  const message = isDate
    ? `PyYAML reads \`${text}\` as a date, and no value of a call equals one. Put it in quotes if the text is meant.`
    : `PyYAML reads \`${text}\` as ${String(value)}. Put it in quotes if the text is meant.`
  const edits = [{ range, newText: `"${text}"` }]
  const fixes = [{ title: 'Put it in quotes', edits, changesDecisions: true }]
  return [problemOf({ code: 'yaml-old-spelling', range, message, fixes })]
}

/** Where a number is wanted: what counts now, written plainly. */
function writtenOut({ text, value, range }: ScalarNode): Problem {
  const message = `PyYAML reads \`${text}\` as ${String(value)}. Write the number that is meant.`
  const title = `Write \`${String(value)}\`, which is what counts now`
  const fixes = [{ title, edits: [{ range, newText: String(value) }], changesDecisions: true }]
  return problemOf({ code: 'yaml-old-spelling', range, message, fixes })
}

/** A number to YAML 1.2, and not to PyYAML. */
function isText(text: string, value: ScalarNode['value']): boolean {
  return typeof value === 'string' && /^(?:[-+]?[0-9]+(?:\.[0-9]*)?[eE][0-9]+|0o[0-7]+)$/.test(text)
}

function isOld(text: string, value: ScalarNode['value']): boolean {
  if (typeof value === 'boolean') return !/^(?:true|false)$/i.test(text)
  if (typeof value !== 'number' && typeof value !== 'bigint') return false
  return /^[-+]?0[0-7_]+$|:|_/.test(text)
}
