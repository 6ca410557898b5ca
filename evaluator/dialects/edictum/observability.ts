import { type Node, stringOf } from '../../yaml/node.ts'
import { Fields, type Findings } from './findings.ts'
import { dictEntries, readBoolean, readMap, readText, readWord } from './read.ts'

/** Checks `observability`, which the engine validates and the evaluator has no use for. */
export function checkObservability(found: Findings, node: Node): void {
  const map = readMap(found, node, '`observability`')
  if (map === undefined) return
  const fields = new Fields(found, map, '`observability`', ['otel', 'stdout', 'file'])
  const stdout = fields.get('stdout')
  if (stdout) readBoolean(found, stdout.value, '`stdout`')
  const file = fields.get('file')?.value
  if (file && !(file.kind === 'scalar' && file.value === null)) readText(found, file, '`file`')
  const otel = fields.get('otel')
  if (otel) checkOtel(found, otel.value)
}

function checkOtel(found: Findings, node: Node): void {
  const map = readMap(found, node, '`otel`')
  if (map === undefined) return
  const known = ['enabled', 'endpoint', 'protocol', 'service_name', 'insecure', 'resource_attributes']
  const fields = new Fields(found, map, '`otel`', known)
  for (const key of ['enabled', 'insecure']) {
    const entry = fields.get(key)
    if (entry) readBoolean(found, entry.value, `\`${key}\``)
  }
  for (const key of ['endpoint', 'service_name']) {
    const entry = fields.get(key)
    if (entry) readText(found, entry.value, `\`${key}\``)
  }
  const protocol = fields.get('protocol')
  if (protocol) readWord(found, protocol.value, '`protocol`', ['grpc', 'http'])
  const attributes = fields.get('resource_attributes')
  const pairs = attributes && readMap(found, attributes.value, '`resource_attributes`')
  for (const { key, value } of pairs ? dictEntries(pairs) : []) readText(found, value, `\`${stringOf(key) ?? ''}\``)
}
