import type { Problem } from '../../problem.ts'
import type { Range } from '../../text.ts'
import { closestWord } from '../../words.ts'
import { childOf, type Node } from '../../yaml/node.ts'
import { trap } from './findings.ts'
import type { Contract, Expression, Leaf } from './model.ts'

const whole = ['environment', 'tool.name', 'output.text']
/** Those that a call has before it ran. */
const beforeCalls = whole.filter((selector) => selector !== 'output.text')
const fields = ['user_id', 'service_id', 'org_id', 'role', 'ticket_ref', 'claims']
const prefixes = ['args', 'principal', 'env', 'metadata']

/** Selectors that the engine does not know, in conditions and messages: it calls what they name missing. */
export function selectorTraps(contract: Contract): Problem[] {
  const inCondition = contract.type === 'pre' || contract.type === 'post' ? leavesOf(contract.when) : []
  const found = inCondition.flatMap((leaf) => leafTraps(leaf, contract.type))
  return contract.type === 'session' ? found : [...found, ...messageTraps(contract)]
}

function leavesOf(expression: Expression): Leaf[] {
  if (expression.kind === 'leaf') return [expression]
  return expression.kind === 'not' ? leavesOf(expression.item) : expression.items.flatMap(leavesOf)
}

function leafTraps({ selector, selectorRange }: Leaf, type: Contract['type']): Problem[] {
  if (typeof selector !== 'string') {
    const message =
      'YAML reads this key as something else than a string: the engine then fires on every call. Put it in quotes.'
    return [trap('selector-no-string', 'warning', selectorRange, message)]
  }
  const fault = faultOf(selector, type)
  if (fault === null) return []
  const message = `The engine knows no selector \`${selector}\`: its value is always missing.${fault}`
  return [trap('unknown-selector', 'warning', selectorRange, message)]
}

/** What is wrong with a selector, as the end of a message; null when the engine knows it. */
function faultOf(selector: string, type: Contract['type']): string | null {
  if (whole.includes(selector)) return null
  const [first = '', ...rest] = selector.split('.')
  const isPath = prefixes.includes(first) && rest.join('.') !== ''
  if (isPath && first !== 'principal') return null
  if (isPath && (rest[0] === 'claims' ? rest.length > 1 : rest.length === 1 && fields.includes(rest[0] ?? '')))
    return null
  if (first === 'principal') {
    const field = closestWord(rest[0] ?? '', fields)
    const meant = ['principal', field, ...(field === 'claims' ? rest.slice(1) : [])].join('.')
    const helps = field !== undefined && meant !== selector && meant !== 'principal.claims'
    return helps ? ` Did you mean \`${meant}\`?` : ''
  }
  const whence = closestWord(selector, type === 'post' ? whole : beforeCalls)
  if (whence !== undefined) return ` Did you mean \`${whence}\`?`
  const prefix = closestWord(first, prefixes)
  return prefix === undefined || prefix === first || rest.length === 0
    ? ''
    : ` Did you mean \`${[prefix, ...rest].join('.')}\`?`
}

/** Placeholders that are never filled in: they stay in the text as they are. */
function messageTraps({ node, message, type }: Contract): Problem[] {
  const said = childOf(childOf(node, 'then'), 'message') ?? childOf(node, 'message')
  if (said === undefined) return []
  return [...message.matchAll(/\{([^}]+)\}/g)].flatMap((match) => {
    const fault = faultOf(match[1] ?? '', type)
    if (fault === null) return []
    const text = `\`${match[0]}\` stays as it is: the engine knows no such selector.${fault}`
    return [trap('unknown-placeholder', 'information', placeOf(said, match.index, match[0]), text)]
  })
}

/** The placeholder's own place where the scalar stands as it is written, else the whole scalar. */
function placeOf(node: Node, at: number, placeholder: string): Range {
  if (node.kind !== 'scalar' || node.style === 'block') return node.range
  const quotes = node.style === 'plain' ? 0 : 1
  if (node.range.end - node.range.start !== node.text.length + 2 * quotes) return node.range
  const start = node.range.start + quotes + at
  return { start, end: start + placeholder.length }
}
