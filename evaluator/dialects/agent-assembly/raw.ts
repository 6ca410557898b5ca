import type { Entry, Node } from '../../yaml/node.ts'
import type { SerdeReader, Sourced, StructRead } from '../../yaml/serde/typed.ts'
import { parseScope } from './scope.ts'

type Strings = readonly Sourced<string>[]

/** A section's values as they were read, before any of them is checked. */
export interface RawSection<Values> {
  readonly entry: Entry
  readonly read: StructRead
  readonly values: Values
}

export interface RawTool {
  readonly name: string
  readonly entry: Entry
  readonly read: StructRead
  readonly values: {
    allow?: Sourced<boolean>
    limit_per_hour?: Sourced<number>
    requires_approval_if?: Sourced<string>
  }
}

type RawHours = RawSection<{ start?: Sourced<string>; end?: Sourced<string>; timezone?: Sourced<string> }>
type RawPaths = RawSection<{ allow?: Strings }>

/** The body of a policy as the engine's own structs hold it. */
export interface RawPolicy {
  readonly root: StructRead
  readonly values: {
    version?: Sourced<string>
    scope?: Sourced<string>
    approval_timeout_secs?: Sourced<number>
    network?: RawSection<{ allowlist?: Strings }>
    schedule?: RawSection<{ active_hours?: RawHours }>
    budget?: RawSection<Record<string, Sourced<number> | Sourced<string>>>
    data?: RawSection<{ sensitive_patterns?: Strings; credential_action?: Sourced<string>; locale_packs?: Strings }>
    tools?: ReadonlyMap<string, RawTool>
    capabilities?: RawSection<{ allow?: Strings; deny?: Strings }>
    approval?: RawSection<{ timeout_seconds?: Sourced<number>; escalation_role?: Sourced<string> }>
    filesystem?: RawSection<{ read?: RawPaths; write?: RawPaths }>
    syscalls?: RawSection<{ allow?: Strings }>
  }
}

export const budgetLimits: readonly string[] = [
  'daily_limit_usd',
  'monthly_limit_usd',
  'team_daily_limit_usd',
  'team_monthly_limit_usd',
  'org_daily_limit_usd',
  'org_monthly_limit_usd',
]
const budgetTexts: readonly string[] = ['timezone', 'action_on_exceed', 'window']

/** Every key of a section by the section's path; `''` is the policy itself. */
export const keysOf: Readonly<Record<string, readonly string[]>> = {
  '': [
    'version',
    'scope',
    'network',
    'schedule',
    'budget',
    'data',
    'tools',
    'capabilities',
    'filesystem',
    'syscalls',
    'approval_timeout_secs',
    'approval',
  ],
  network: ['allowlist'],
  schedule: ['active_hours'],
  'schedule.active_hours': ['start', 'end', 'timezone'],
  budget: [...budgetLimits, ...budgetTexts],
  data: ['sensitive_patterns', 'credential_action', 'locale_packs'],
  tool: ['allow', 'limit_per_hour', 'requires_approval_if'],
  capabilities: ['allow', 'deny'],
  approval: ['timeout_seconds', 'escalation_role'],
  filesystem: ['read', 'write'],
  'filesystem.read': ['allow'],
  'filesystem.write': ['allow'],
  syscalls: ['allow'],
}

type Fill = (reader: SerdeReader, node: Node, path: string) => unknown

const text: Fill = (reader, node, path) => reader.string(node, quoted(path))
const strings: Fill = (reader, node, path) => reader.strings(node, quoted(path))
const count: Fill = (reader, node, path) => reader.u32(node, quoted(path))
const number: Fill = (reader, node, path) => reader.f64(node, quoted(path))
const bool: Fill = (reader, node, path) => reader.bool(node, quoted(path))

const fillers: Readonly<Record<string, Readonly<Record<string, Fill | 'section'>>>> = {
  network: { allowlist: strings },
  schedule: { active_hours: 'section' },
  'schedule.active_hours': { start: text, end: text, timezone: text },
  budget: Object.fromEntries([...budgetLimits.map((key) => [key, number]), ...budgetTexts.map((key) => [key, text])]),
  data: { sensitive_patterns: strings, credential_action: text, locale_packs: strings },
  capabilities: { allow: strings, deny: strings },
  approval: { timeout_seconds: count, escalation_role: text },
  filesystem: { read: 'section', write: 'section' },
  'filesystem.read': { allow: strings },
  'filesystem.write': { allow: strings },
  syscalls: { allow: strings },
}

/** Reads the body under `root`; what has the wrong type is reported to the reader and left out. */
export function readBody(reader: SerdeReader, root: Node): RawPolicy | undefined {
  const values: Record<string, unknown> = {}
  const read = reader.struct(root, 'The policy', {
    version: (node) => keep(values, 'version', optional(reader, root, node, text, 'version')),
    scope: (node) =>
      keep(
        values,
        'scope',
        reader.optional(node, root, (inner) => readScope(reader, inner, root)),
      ),
    approval_timeout_secs: (node) =>
      keep(values, 'approval_timeout_secs', optional(reader, root, node, count, 'approval_timeout_secs')),
    tools: (node) =>
      keep(
        values,
        'tools',
        reader.optional(node, root, (inner) => readTools(reader, inner)),
      ),
    ...Object.fromEntries(
      ['network', 'schedule', 'budget', 'data', 'capabilities', 'approval', 'filesystem', 'syscalls'].map((section) => [
        section,
        (_node: Node, entry: Entry) => keep(values, section, readSection(reader, root, entry, section)),
      ]),
    ),
  })
  return read && { root: read, values: values as RawPolicy['values'] }
}

function readSection(reader: SerdeReader, map: Node, entry: Entry, path: string): RawSection<object> | undefined {
  return reader.optional(entry.value, map, (node) => {
    const values: Record<string, unknown> = {}
    const fields = Object.entries(fillers[path] ?? {}).map(([key, fill]) => [
      key,
      (value: Node, inner: Entry) => {
        const where = `${path}.${key}`
        const read =
          fill === 'section' ? readSection(reader, node, inner, where) : optional(reader, node, value, fill, where)
        keep(values, key, read)
      },
    ])
    const read = reader.struct(node, quoted(path), Object.fromEntries(fields))
    return read && { entry, read, values }
  })
}

function readTools(reader: SerdeReader, node: Node): ReadonlyMap<string, RawTool> | undefined {
  const map = reader.map(node, '`tools`')
  if (map === undefined) return undefined
  const tools = new Map<string, RawTool>()
  for (const entry of map.entries) {
    const name = reader.keyOf(entry, '`tools`')
    if (name === undefined) continue
    const tool = readTool(reader, name, entry)
    tools.delete(name)
    if (tool !== undefined) tools.set(name, tool)
  }
  return tools
}

function readTool(reader: SerdeReader, name: string, entry: Entry): RawTool | undefined {
  const values: Record<string, unknown> = {}
  const path = `tools.${name}`
  const field = (key: string, fill: Fill) => (node: Node) =>
    keep(values, key, optional(reader, entry.value, node, fill, `${path}.${key}`))
  const read = reader.struct(entry.value, quoted(path), {
    allow: field('allow', bool),
    limit_per_hour: field('limit_per_hour', count),
    requires_approval_if: field('requires_approval_if', text),
  })
  return read && { name, entry, read, values }
}

function readScope(reader: SerdeReader, node: Node, root: Node): Sourced<string> | undefined {
  const scope = reader.string(node, '`scope`')
  if (scope === undefined) return undefined
  const parsed = parseScope(scope.value)
  if ('scope' in parsed) return { value: parsed.scope, node }
  return reader.fail(node, `This scope is not valid: ${parsed.wrong}.`, root.range.start)
}

function optional(reader: SerdeReader, map: Node, node: Node, fill: Fill, path: string): unknown {
  return reader.optional(node, map, (inner) => fill(reader, inner, path))
}

function keep(values: Record<string, unknown>, key: string, value: unknown): void {
  if (value !== undefined) values[key] = value
}

function quoted(path: string): string {
  return `\`${path}\``
}
