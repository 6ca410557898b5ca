import { compilePattern } from '../../regex/compile.ts'
import { type MapNode, type Node, stringOf } from '../../yaml/node.ts'
import { toJson } from '../../yaml/toJson.ts'
import { parseCidr } from './address.ts'
import { Fields } from './fields.ts'
import type { Findings } from './findings.ts'
import type { Clause } from './model.ts'
import { parsePath } from './path.ts'
import { clauseKeys, operators } from './words.ts'

/** Reads the clauses of `args_match`; what cannot be read is left out, with a finding. */
export function readClauses(found: Findings, section: MapNode): readonly Clause[] {
  const items = new Fields(found, section, '`args_match`', ['clauses']).list('clauses') ?? []
  return items.flatMap((item) => {
    if (item.kind === 'map') return readClause(found, item) ?? []
    found.wrongType(item, 'A clause', 'a map with `path`, `op` and `value`')
    return []
  })
}

function readClause(found: Findings, map: MapNode): Clause | null {
  const fields = new Fields(found, map, 'A clause', clauseKeys)
  const pathText = fields.string('path', 'required')
  const operator = fields.word('op', operators, 'required')
  const value = fields.node('value', 'required')
  const path = pathText && parsePath(pathText.value)
  if (pathText && path === null) {
    const message = `\`${pathText.value}\` is no path here: write \`$\`, \`$.name\`, \`$.name.other\` or \`$.list[0]\`, with names of letters, digits, \`_\` and \`-\`.`
    found.add('path', pathText.range, message)
  }
  if (!pathText || !path || !operator || !value) return null
  const clause = { path, pathText: pathText.value, operator: operator.value, value: toJson(value), range: map.range }
  if (operator.value === 'regex') {
    const pattern = readPattern(found, value, "A `regex` clause's `value`")
    return pattern && { ...clause, pattern, cidr: null }
  }
  if (operator.value === 'cidr_match') {
    const cidr = readCidr(found, value)
    return cidr && { ...clause, pattern: null, cidr }
  }
  hintAtIdleValue(found, operator.value, value)
  return { ...clause, pattern: null, cidr: null }
}

/** A regular expression in RE2's syntax; anything else, a value that is no string too, is reported. */
export function readPattern(found: Findings, node: Node, where: string) {
  const source = stringOf(node)
  if (source === undefined) {
    found.add('regex', node.range, `${where} must be a regular expression, as a string.`)
    return null
  }
  const compiled = compilePattern(source, 're2')
  if (compiled.ok) return compiled.pattern
  const { kind, message } = compiled.error
  if (kind === 'cannot-reproduce') found.cannotRun(node.range, message)
  else found.add('regex', node.range, `${where} is not a regular expression in RE2's syntax: ${message}`)
  return null
}

function readCidr(found: Findings, node: Node) {
  const text = stringOf(node)
  const cidr = text === undefined ? null : parseCidr(text)
  if (cidr === null) {
    const message = 'A `cidr_match` clause needs a network with its prefix length, such as `10.0.0.0/8` or `fd00::/8`.'
    found.add('cidr', node.range, message)
  }
  return cidr
}

/** Values that load, but with which the clause never holds. */
function hintAtIdleValue(found: Findings, operator: string, node: Node): void {
  const isNumber =
    node.kind === 'scalar' && ['number', 'bigint', 'object'].includes(typeof node.value) && node.value !== null
  if (operator === 'in' && node.kind !== 'list') {
    found.hint('clause-never-holds', 'warning', node.range, 'An `in` clause never holds unless its `value` is a list.')
  } else if ((operator === 'gt' || operator === 'lt') && !isNumber) {
    const message = `A \`${operator}\` clause never holds unless its \`value\` is a number.`
    found.hint('clause-never-holds', 'warning', node.range, message)
  }
}
