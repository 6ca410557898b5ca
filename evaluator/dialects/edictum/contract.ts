import type { Problem } from '../../problem.ts'
import type { MapNode, Node } from '../../yaml/node.ts'
import { type ContractReader, readThen, readTimeout } from './contract-parts.ts'
import { type ExpressionReader, readExpression } from './expression.ts'
import { Fields } from './findings.ts'
import type { Contract, ContractBase, Expression } from './model.ts'
import { readBoolean, readMap, readText, readWord } from './read.ts'
import { readSandbox } from './sandbox-read.ts'
import { readSession } from './session-read.ts'
import { type ContractType, contractTypes, modes } from './words.ts'

/** One contract as far as it could be read, with what the engine only refuses on compiling: operators that do not exist, paths that are none. */
export interface ReadContract {
  readonly id: { readonly text: string; readonly node: Node } | null
  readonly contract: Contract | null
  readonly compileProblems: readonly Problem[]
}

const commonKeys = ['id', 'type', 'enabled', 'mode']
const keysOf: Readonly<Record<ContractType, readonly string[]>> = {
  pre: [...commonKeys, 'tool', 'when', 'then'],
  post: [...commonKeys, 'tool', 'when', 'then'],
  session: [...commonKeys, 'limits', 'then'],
  sandbox: [
    ...commonKeys,
    'tool',
    'tools',
    'within',
    'not_within',
    'allows',
    'not_allows',
    'outside',
    'message',
    'timeout',
  ],
}

export const idShape = /^[a-z0-9][a-z0-9_-]*\n?$/

/** Reads one entry of the list; what is wrong with it is reported, and `contract` is then null. */
export function readContract(reader: ContractReader, node: Node, index: number): ReadContract {
  const { found, words } = reader
  const nothing = { id: null, contract: null, compileProblems: [] }
  const map = readMap(found, node, `${words.list}[${index}]`)
  if (map === undefined) return nothing
  const type = readType(reader, map)
  const known = type === null ? null : [...keysOf[type], ...(type === 'sandbox' ? [words.timeoutKey] : [])]
  const fields = new Fields(found, map, `This ${words.one}`, known ?? keysPresent(map), reader.renamed)
  const id = readId(reader, fields)
  const before = found.problems.length
  const base = readBase(reader, fields, id)
  const compileProblems: Problem[] = []
  const contract = type === null ? null : readByType(reader, type, fields, base, compileProblems)
  const broken = found.problems.slice(before).some((problem) => problem.category !== undefined && !isLater(problem))
  return { id, contract: broken || id === null ? null : contract, compileProblems }
}

/** Faults that leave the contract readable: the engine finds them after the schema. */
function isLater({ category }: Problem): boolean {
  return category === 'output-in-pre' || category === 'sandbox-dependency'
}

function readType({ found, words }: ContractReader, map: MapNode): ContractType | null {
  const fields = new Fields(found, map, `This ${words.one}`, keysPresent(map))
  const entry = fields.need('type')
  return (entry && readWord(found, entry.value, '`type`', contractTypes)) ?? null
}

function keysPresent(map: MapNode): string[] {
  return map.entries.flatMap(({ key }) => (key.kind === 'scalar' && typeof key.value === 'string' ? [key.value] : []))
}

function readId({ found }: ContractReader, fields: Fields): ReadContract['id'] {
  const entry = fields.need('id')
  const text = entry && readText(found, entry.value, '`id`', 1)
  if (entry === undefined || text === undefined) return null
  if (!idShape.test(text)) {
    const message = '`id` takes small letters, digits, `_` and `-`, and begins with a letter or digit.'
    found.add('bad-id', 'schema', entry.value.range, message)
    return null
  }
  return { text, node: entry.value }
}

function readBase(reader: ContractReader, fields: Fields, id: ReadContract['id']): ContractBase {
  const { found, candidate } = reader
  const enabled = fields.get('enabled')
  const mode = fields.get('mode')
  const text = id?.text ?? ''
  return {
    id: text,
    label: candidate ? `${text}:candidate` : text,
    candidate,
    enabled: (enabled && readBoolean(found, enabled.value, '`enabled`')) ?? true,
    ownMode: (mode && readWord(found, mode.value, '`mode`', modes)) ?? null,
    document: reader.document,
    node: fields.map,
    range: fields.map.range,
    nameRange: id?.node.range ?? fields.place(),
    message: '',
    tags: [],
    metadata: {},
    metadataBroken: false,
  }
}

function readByType(
  reader: ContractReader,
  type: ContractType,
  fields: Fields,
  base: ContractBase,
  compileProblems: Problem[],
): Contract | null {
  switch (type) {
    case 'pre':
      return readPre(reader, fields, base, compileProblems)
    case 'post':
      return readPost(reader, fields, base, compileProblems)
    case 'session':
      return readSession(reader, fields, base)
    case 'sandbox':
      return readSandbox(reader, fields, base, compileProblems)
  }
}

function readPre(
  reader: ContractReader,
  fields: Fields,
  base: ContractBase,
  compileProblems: Problem[],
): Contract | null {
  const { deny, approve, timeoutKey } = reader.words
  const tool = readTool(reader, fields)
  const when = readWhen(reader, fields, base, false, compileProblems)
  const then = readThen(reader, fields, [deny, approve], ['timeout', timeoutKey])
  const timing = then && readTimeout(reader, then.fields)
  if (tool === undefined || when === null || then === null || timing === null) return null
  const effect = then.effect === approve ? 'approve' : 'deny'
  return { ...base, ...then.parts, ...timing, type: 'pre', tool, when, effect }
}

function readPost(
  reader: ContractReader,
  fields: Fields,
  base: ContractBase,
  compileProblems: Problem[],
): Contract | null {
  const tool = readTool(reader, fields)
  const when = readWhen(reader, fields, base, true, compileProblems)
  const then = readThen(reader, fields, ['warn', 'redact', reader.words.deny], [])
  if (tool === undefined || when === null || then === null) return null
  const effect = then.effect === 'warn' || then.effect === 'redact' ? then.effect : 'deny'
  return { ...base, ...then.parts, type: 'post', tool, when, effect }
}

function readTool({ found }: ContractReader, fields: Fields): string | undefined {
  const entry = fields.need('tool')
  return entry && readText(found, entry.value, '`tool`', 1)
}

function readWhen(
  reader: ContractReader,
  fields: Fields,
  base: ContractBase,
  hasOutput: boolean,
  compileProblems: Problem[],
): Expression | null {
  const entry = fields.need('when')
  if (entry === undefined) return null
  const { found, patterns } = reader
  const expressions: ExpressionReader = { found, patterns, compileProblems, hasOutput, contract: base.id }
  return readExpression(expressions, entry.value, '`when`')
}
