import type { Json } from '../../json/values.ts'
import type { Problem } from '../../problem.ts'
import { pythonType } from '../../python/values.ts'
import type { Pattern } from '../../regex/pattern.ts'
import type { Range } from '../../text.ts'
import { closestWord, oneOf } from '../../words.ts'
import { replaceScalar } from '../../yaml/edit.ts'
import type { Entry, MapNode, Node } from '../../yaml/node.ts'
import type { Findings } from './findings.ts'
import type { Expression, Leaf } from './model.ts'
import type { PatternReader } from './patterns.ts'
import { dictEntries, readItems, readMap, toOperand } from './read.ts'
import { operators } from './words.ts'

/** What reading a `when` needs beside the node. */
export interface ExpressionReader {
  readonly found: Findings
  readonly patterns: PatternReader
  /** Operators that do not exist: the engine looks for them only after composition. */
  readonly compileProblems: Problem[]
  /** Whether `output.text` may be asked; null in contracts whose type is not known. */
  readonly hasOutput: boolean
  readonly contract: string
}

/** Frames of Python's stack that the engine's schema check takes for each level, and how many it has for one condition. */
const framesOfNot = 6
const framesOfList = 8
const maxFrames = 970

/** Reads a condition; null where it is broken (and reported). */
export function readExpression(reader: ExpressionReader, node: Node, where: string, frames = 0): Expression | null {
  const map = readMap(reader.found, node, where)
  if (map === undefined) return null
  const entries = dictEntries(map)
  const [first, second] = preferred(entries)
  if (first === undefined) {
    reader.found.add(
      'empty',
      'schema',
      map.range,
      `${where} is empty; it needs a selector, \`all\`, \`any\` or \`not\`.`,
    )
    return null
  }
  if (second !== undefined) {
    const message = `${where} holds one condition only; put several under \`all\` or \`any\`.`
    reader.found.add('several-conditions', 'schema', second.key.range, message)
    return null
  }
  const word = first.key.kind === 'scalar' ? first.key.value : null
  if (frames > maxFrames) {
    const message = `${where} is nested so deeply that the engine runs out of stack; put less inside one another.`
    reader.found.add('too-deep', 'crash:RecursionError', map.range, message)
    return null
  }
  if (word === 'all' || word === 'any') return readCombination(reader, word, first, map, frames + framesOfList)
  if (word !== 'not') return readLeaf(reader, first, map)
  const item = readExpression(reader, first.value, '`not`', frames + framesOfNot)
  return item && { kind: 'not', item, range: map.range }
}

/** `all`, `any` and `not` first: what stands beside one of them is what is too much. */
function preferred(entries: readonly Entry[]): readonly Entry[] {
  const isWord = ({ key }: Entry) => key.kind === 'scalar' && ['all', 'any', 'not'].includes(key.value as string)
  return [...entries.filter(isWord), ...entries.filter((entry) => !isWord(entry))]
}

function readCombination(
  reader: ExpressionReader,
  kind: 'all' | 'any',
  entry: Entry,
  map: MapNode,
  frames: number,
): Expression | null {
  const nodes = readItems(reader.found, entry.value, `\`${kind}\``, 1)
  if (nodes === undefined) return null
  const items = nodes.map((node, i) => readExpression(reader, node, `\`${kind}[${i}]\``, frames))
  return items.includes(null) ? null : { kind, items: items as Expression[], range: map.range }
}

function readLeaf(reader: ExpressionReader, { key, value }: Entry, map: MapNode): Leaf | null {
  const selector = selectorOf(key)
  const shown = typeof selector === 'string' ? selector : key.kind === 'scalar' ? key.text : 'this'
  checkOutput(reader, selector, key.range)
  const block = readMap(reader.found, value, `The condition on \`${shown}\``)
  if (block === undefined) return null
  const [first, second] = dictEntries(block)
  if (first === undefined) {
    const message = `The condition on \`${shown}\` is empty; it needs an operator such as \`equals\`.`
    reader.found.add('empty', 'schema', block.range, message)
    return null
  }
  if (second !== undefined) {
    const message = `A condition has one operator; put several conditions on \`${shown}\` under \`all\` or \`any\`.`
    reader.found.add('several-operators', 'schema', second.key.range, message)
    return null
  }
  const operator = first.key.kind === 'scalar' ? first.key.text : ''
  const known = first.key.kind === 'scalar' && (operators as readonly unknown[]).includes(first.key.value)
  if (!known) reportOperator(reader, first.key, operator)
  const patterns: Pattern[] = []
  if (known && !readOperand(reader, operator, first.value, patterns)) return null
  return {
    kind: 'leaf',
    range: map.range,
    selector,
    selectorRange: key.range,
    operator: known ? operator : '',
    operatorRange: first.key.range,
    operand: toOperand(first.value),
    operandRange: first.value.range,
    patterns,
  }
}

function selectorOf(key: Node): Leaf['selector'] {
  if (key.kind !== 'scalar') return { type: key.kind === 'list' ? 'tuple' : 'dict' }
  if (typeof key.value === 'string') return key.value
  return {
    type:
      key.value !== null && typeof key.value === 'object' && 'kind' in key.value
        ? `datetime.${key.value.kind}`
        : pythonType(key.value as Json),
  }
}

function checkOutput(reader: ExpressionReader, selector: Leaf['selector'], range: Range): void {
  if (reader.hasOutput || selector !== 'output.text') return
  const message = '`output.text` is known only after the call; ask for it in a `type: post` contract.'
  reader.found.add('output-in-pre', 'output-in-pre', range, message)
}

function reportOperator(reader: ExpressionReader, key: Node, word: string): void {
  const close = closestWord(word, operators) ?? operators.find((known) => known.startsWith(word) && word.length > 1)
  const hint = close === undefined ? `Write ${oneOf(operators)}.` : `Did you mean \`${close}\`?`
  const message = `There is no operator \`${word}\`. ${hint}`
  const problem = {
    code: 'edictum-unknown-operator',
    severity: 'error',
    range: key.range,
    message,
    category: 'unknown-operator',
  } as const
  const edits = close === undefined ? [] : [replaceScalar(reader.found.text, key, close)]
  const fixes = [{ title: `Change to \`${close}\``, edits, changesDecisions: true }]
  reader.compileProblems.push(close === undefined ? problem : { ...problem, fixes })
}

/** Checks an operator's operand as the engine's schema does; false where it is refused. */
function readOperand(reader: ExpressionReader, operator: string, node: Node, patterns: Pattern[]): boolean {
  const { found } = reader
  const where = `\`${operator}\``
  const isString = (one: Node) => one.kind === 'scalar' && typeof one.value === 'string'
  switch (operator) {
    case 'exists':
      if (node.kind === 'scalar' && typeof node.value === 'boolean') return true
      found.wrongType(node, where, 'true or false')
      return false
    case 'in':
    case 'not_in':
      return readItems(found, node, where, 1) !== undefined
    case 'contains':
    case 'starts_with':
    case 'ends_with':
      if (isString(node)) return true
      found.wrongType(node, where, 'a string')
      return false
    case 'contains_any': {
      const items = readItems(found, node, where, 1)
      const wrong = items?.find((item) => !isString(item))
      if (wrong) found.wrongType(wrong, `An entry of ${where}`, 'a string')
      return items !== undefined && wrong === undefined
    }
    case 'matches':
      return readPattern(reader, node, where, patterns)
    case 'matches_any': {
      const items = readItems(found, node, where, 1)
      return items?.map((item) => readPattern(reader, item, `An entry of ${where}`, patterns)).every(Boolean) ?? false
    }
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte': {
      const type = node.kind === 'scalar' ? pythonType(node.value as Json) : node.kind
      if (type === 'int' || type === 'float') return true
      found.wrongType(node, where, 'a number')
      return false
    }
    default:
      return true
  }
}

function readPattern(reader: ExpressionReader, node: Node, where: string, patterns: Pattern[]): boolean {
  if (node.kind !== 'scalar' || typeof node.value !== 'string') {
    reader.found.wrongType(node, where, 'a regular expression')
    return false
  }
  if (node.value === '') {
    reader.found.add('empty', 'schema', node.range, `${where} must not be empty: an empty pattern matches everything.`)
    return false
  }
  const pattern = reader.patterns.read(reader.found, node, node.value)
  if (pattern !== null) patterns.push(pattern)
  return pattern !== null
}
