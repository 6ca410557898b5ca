import type { Json } from '../../json/values.ts'
import { type Entry, stringOf } from '../../yaml/node.ts'
import { type ContractReader, readThen } from './contract-parts.ts'
import { Fields, type Findings } from './findings.ts'
import type { Contract, ContractBase } from './model.ts'
import { dictEntries, readCount, readMap } from './read.ts'

/** Reads what is special to a session contract: its limits. */
export function readSession(reader: ContractReader, fields: Fields, base: ContractBase): Contract | null {
  const { found } = reader
  const then = readThen(reader, fields, [reader.words.deny], [])
  const entry = fields.need('limits')
  const map = entry && readMap(found, entry.value, '`limits`')
  if (map === undefined || entry === undefined) return null
  const known = ['max_tool_calls', 'max_attempts', 'max_calls_per_tool']
  const limits = new Fields(found, map, '`limits`', known)
  if (map.entries.length === 0) {
    const message = '`limits` needs one of `max_tool_calls`, `max_attempts` or `max_calls_per_tool`.'
    found.add('missing-key', 'schema', entry.key.range, message)
  }
  const count = (key: string) => {
    const one = limits.get(key)
    return one && readCount(found, one.value, `\`${key}\``)
  }
  const perTool = readPerTool(found, limits.get('max_calls_per_tool'))
  const read = { maxToolCalls: count('max_tool_calls'), maxAttempts: count('max_attempts'), perTool }
  return then && { ...base, ...then.parts, type: 'session', limits: read }
}

function readPerTool(found: Findings, entry: Entry | undefined): ReadonlyMap<string, Json> {
  const limits = new Map<string, Json>()
  const map = entry && readMap(found, entry.value, '`max_calls_per_tool`')
  if (map === undefined) return limits
  if (map.entries.length === 0) found.add('empty', 'schema', map.range, '`max_calls_per_tool` names no tool.')
  for (const { key, value } of dictEntries(map)) {
    const limit = readCount(found, value, `The limit of \`${key.kind === 'scalar' ? key.text : ''}\``)
    const tool = stringOf(key)
    if (limit !== undefined && tool !== undefined) limits.set(tool, limit)
  }
  return limits
}
