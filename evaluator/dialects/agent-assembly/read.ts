import type { Range } from '../../text.ts'
import { childOf, entryOf, type MapNode, type Node, type ScalarNode } from '../../yaml/node.ts'
import { lineOf } from '../../yaml/serde/libyaml.ts'
import { type SerdeError, SerdeReader, type Sourced } from '../../yaml/serde/typed.ts'
import { hasCustomTag, refusedInside, tooDeep } from '../../yaml/serde/values.ts'
import type { Findings } from './findings.ts'
import { type RawPolicy, readBody } from './raw.ts'
import { type Syntax, syntaxOf } from './syntax.ts'

/** What was read of one document's text, and the names that stand around its `spec`. */
export interface ReadDocument {
  readonly root: Node | null
  readonly body: RawPolicy | undefined
  readonly name: string | null
  readonly policyVersion: string | null
}

const envelopeKeys = ['apiVersion', 'kind', 'metadata', 'spec']

interface Envelope {
  readonly spec: Node
  readonly name: string | null
  readonly policyVersion: string | null
}

/**
 * Reads a document as the gateway does: first as an envelope around `spec`; when that fails for any reason, or `spec` is
 * null, the whole text as the body. The first error of that reading is the engine's.
 */
export function readDocument(text: string, found: Findings): ReadDocument {
  const syntax = syntaxOf(text)
  const { root, stops, second } = syntax
  const envelope = stops === undefined && second === undefined ? readEnvelope(root) : null
  const fault = envelope === null && stops === undefined && second === undefined ? envelopeFault(root) : null
  if (fault !== null) found.explain('unknown-key', fault, envelopeKeys)
  const reader = new SerdeReader(envelope === null)
  const target = envelope?.spec ?? root
  const body = target === null ? undefined : readBody(reader, target)
  const errors = [...reader.errors]
  const deep = root === null ? null : tooDeep(root)
  if (deep !== null) errors.unshift(at(deep, 'This is nested deeper than 128 levels, where the gateway stops.'))
  report(found, text, errors, syntax)
  return { root, body, name: envelope?.name ?? null, policyVersion: envelope?.policyVersion ?? null }
}

/** Adds the engine's own error (the first that it meets) and a problem for each. */
function report(found: Findings, text: string, errors: readonly SerdeError[], { stops, second }: Syntax): void {
  const first = errors[0]
  const typeFirst = first !== undefined && (stops === undefined || first.met <= stops.range.start)
  for (const error of errors) found.problem('document', error.range, error.message)
  if (stops !== undefined) found.problem('document', stops.range, `This is no valid YAML: ${stops.message}`)
  if (second !== undefined) found.problem('document', second.range, second.message)
  if (typeFirst) {
    const line = first.mark === null ? null : lineOf(text, first.mark)
    found.errors.push(listed(first.message, line))
  } else if (stops !== undefined) found.errors.push(listed(stops.message, stops.line))
  else if (second !== undefined) found.errors.push(listed(second.message, null))
}

function listed(message: string, line: number | null): Findings['errors'][number] {
  return { field: '(document)', message, ...(line === null ? {} : { line }) }
}

function at(node: Node, message: string): SerdeError {
  return { message, range: node.range, mark: node.range.start, met: node.range.start }
}

/** The envelope, when the text is one: every member of the right type, no key twice, and a `spec` that is a value. */
function readEnvelope(root: Node | null): Envelope | null {
  const members = membersOf(root, envelopeKeys)
  if (root === null || members === null || tooDeep(root) !== null) return null
  const reader = new SerdeReader(true)
  const text = (node: Node | undefined): string | null => (node && stringIn(reader, root, node)?.value) ?? null
  text(members.get('apiVersion'))
  text(members.get('kind'))
  const metadata = readMetadata(reader, root, members.get('metadata'))
  const spec = members.get('spec')
  if (metadata === null || reader.errors.length > 0 || spec === undefined) return null
  if (refusedInside(spec, 'value') !== null) return null
  if (spec.kind === 'scalar' && spec.value === null && !hasCustomTag(spec)) return null
  return { spec, ...metadata }
}

/** Why a map with `spec` is no envelope to the gateway, which then finds unknown keys; null where that is not easily said. */
function envelopeFault(root: Node | null): { readonly range: Range; readonly message: string } | null {
  const spec = root?.kind === 'map' ? entryOf(root, 'spec') : undefined
  if (root?.kind !== 'map' || spec === undefined) return null
  const then =
    'so the gateway does not look under `spec`, and calls `apiVersion`, `kind`, `metadata` and `spec` unknown keys.'
  const twice = secondOf(root, envelopeKeys)
  if (twice !== null) return { range: twice.range, message: `\`${twice.text}\` stands here a second time, ${then}` }
  if (spec.value.kind === 'scalar' && spec.value.value === null) {
    return { range: spec.key.range, message: `\`spec\` has no value, ${then}` }
  }
  const metadata = childOf(root, 'metadata')
  if (metadata === undefined || (metadata.kind === 'scalar' && metadata.value === null)) return null
  if (metadata.kind !== 'map') return { range: metadata.range, message: `\`metadata\` is no map, ${then}` }
  const again = secondOf(metadata, ['name', 'version', 'description'])
  return again && { range: again.range, message: `\`${again.text}\` stands here a second time, ${then}` }
}

/** The key among `fields` that stands in a map a second time; null when there is none. */
function secondOf({ entries }: MapNode, fields: readonly string[]): ScalarNode | null {
  const seen = new Set<string>()
  for (const { key } of entries) {
    if (key.kind !== 'scalar' || !fields.includes(key.text)) continue
    if (seen.has(key.text)) return key
    seen.add(key.text)
  }
  return null
}

function readMetadata(
  reader: SerdeReader,
  root: Node,
  node: Node | undefined,
): { name: string | null; policyVersion: string | null } | null {
  const nothing = { name: null, policyVersion: null }
  const metadata = node && reader.optional(node, root, (inner) => inner)
  if (metadata === undefined) return nothing
  const members = membersOf(metadata, ['name', 'version', 'description'])
  if (members === null) return null
  const text = (key: string): string | null => {
    const value = members.get(key)
    return (value && stringIn(reader, metadata, value)?.value) ?? null
  }
  text('description')
  return { name: text('name'), policyVersion: text('version') }
}

function stringIn(reader: SerdeReader, map: Node, node: Node): Sourced<string> | undefined {
  return reader.optional(node, map, (inner) => reader.string(inner, ''))
}

/** A plain struct's members: of a map, or of a list that has exactly one item for each; null when it is neither. */
function membersOf(node: Node | null, fields: readonly string[]): Map<string, Node> | null {
  if (node === null) return new Map()
  if (node.kind === 'list') {
    return node.items.length === fields.length ? new Map(fields.map((key, i) => [key, node.items[i] as Node])) : null
  }
  if (node.kind === 'scalar') return node.style === 'plain' && node.text === '' ? new Map() : null
  const members = new Map<string, Node>()
  for (const { key, value } of node.entries) {
    if (key.kind !== 'scalar') return null
    if (!fields.includes(key.text)) continue
    if (members.has(key.text)) return null
    members.set(key.text, value)
  }
  return members
}
