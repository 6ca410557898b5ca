import type { CapfenceModel } from '../../evaluator/dialects/capfence/model.ts'
import type { EdictumModel } from '../../evaluator/dialects/edictum/model.ts'
import type { Problem } from '../../evaluator/problem.ts'
import { childOf, type Node, type ScalarNode } from '../../evaluator/yaml/node.ts'
import type { PolicyDocument } from '../policyDocument.ts'
import { type Lint, problemOf } from './lint.ts'

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

/** The values in a condition; those that are meant to be true or false left out. */
function scalarsIn(root: Node): ScalarNode[] {
  const found: ScalarNode[] = []
  const seen = new Set<Node>()
  const waiting: Node[] = [root]
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (seen.has(node)) continue
    seen.add(node)
    if (node.kind === 'scalar') found.push(node)
    else if (node.kind === 'list') waiting.push(...node.items)
    else {
      for (const { key, value } of node.entries)
        if (!(key.kind === 'scalar' && key.text === 'exists')) waiting.push(value)
    }
  }
  return found.reverse()
}

function aboutScalar({ style, tag, text, value, range }: ScalarNode): Problem[] {
  if (style !== 'plain' || tag !== null || !isOld(text, value)) return []
  const message = `PyYAML reads \`${text}\` as ${String(value)}. Put it in quotes if the text is meant.`
  const edits = [{ range, newText: `"${text}"` }]
  const fixes = [{ title: 'Put it in quotes', edits, changesDecisions: true }]
  return [problemOf({ code: 'yaml-old-spelling', range, message, fixes })]
}

function isOld(text: string, value: ScalarNode['value']): boolean {
  if (typeof value === 'boolean') return !/^(?:true|false)$/i.test(text)
  if (typeof value !== 'number' && typeof value !== 'bigint') return false
  return /^[-+]?0[0-7_]+$|:|_/.test(text)
}
