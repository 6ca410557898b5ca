import { compilePattern } from '../../regex/compile.ts'
import type { Pattern } from '../../regex/pattern.ts'
import { entryOf, type MapNode, type Node, stringOf } from '../../yaml/node.ts'
import type { Action, SandboxRule, Sourced } from './model.ts'
import { type Findings, readString } from './problems.ts'
import { actionWords, labelOfNamelessRule, matchKeys, reasonOfSilentRule, ruleKeys } from './settled.ts'

/** Reads one item of `rules`; null where too little of it can be read to judge a call by it. */
export function readRule(found: Findings, item: Node, index: number): SandboxRule | null {
  if (item.kind !== 'map') {
    found.wrongType(item, 'A rule', 'a map with `action` and `match`')
    return null
  }
  found.unknownKeys(item, 'A rule', ruleKeys)
  const name = readLabel(found, item)
  const label = name?.value ?? labelOfNamelessRule(index)
  const action = readAction(found, item)
  const reasonEntry = entryOf(item, 'reason')
  const reason = reasonEntry ? readString(found, reasonEntry, '`reason`', 'blank-ok') : null
  const match = readMatch(found, item)
  if (action === null || match === null) return null
  return {
    label,
    action,
    reason: reason ?? reasonOfSilentRule(label),
    range: item.range,
    nameRange: name?.range ?? entryOf(item, 'action')?.range ?? item.range,
    ...match,
  }
}

/** A rule's name as it stands; null where it has none that can be read. */
export function nameOf(item: Node): Sourced<string> | null {
  if (item.kind !== 'map') return null
  const entry = entryOf(item, 'name') ?? entryOf(item, 'id')
  const value = stringOf(entry?.value)
  return entry === undefined || value === undefined ? null : { value, range: entry.value.range }
}

/** Reports rules that share one name, at the place that `placeOf` gives for it. */
export function checkNames(
  found: Findings,
  names: readonly (Sourced<string> | null)[],
  placeOf = ({ range }: Sourced<string>, _index: number) => range,
): void {
  const seen = new Set<string>()
  for (let index = 0; index < names.length; index++) {
    const name = names[index]
    if (!name) continue
    if (seen.has(name.value)) {
      const message = `Another rule is named \`${name.value}\` already; rule names are unique.`
      found.add('duplicate-name', placeOf(name, index), message)
    }
    seen.add(name.value)
  }
}

function readLabel(found: Findings, map: MapNode): Sourced<string> | null {
  const name = entryOf(map, 'name')
  const id = entryOf(map, 'id')
  if (name && id) {
    found.add('name-and-id', id.key.range, '`id` and `name` are the same key; keep one of them.')
  }
  const labels = [name, id].map((entry): Sourced<string> | null => {
    const value = entry && readString(found, entry, `\`${stringOf(entry.key)}\``, 'not-blank')
    return entry && typeof value === 'string' ? { value, range: entry.value.range } : null
  })
  return labels[0] ?? labels[1] ?? null
}

function readAction(found: Findings, map: MapNode): Action | null {
  const entry = entryOf(map, 'action')
  if (!entry) {
    found.missing(map, 'A rule', 'action')
    return null
  }
  const word = readString(found, entry, '`action`', 'blank-ok')
  if (word === null) return null
  if (Object.hasOwn(actionWords, word)) return actionWords[word as keyof typeof actionWords]
  found.unknownValue(entry.value, '`action`', word, ['allow', 'deny', 'redact', 'require_approval'])
  return null
}

type Matchers = Pick<SandboxRule, 'toolNames' | 'command' | 'output'>

function readMatch(found: Findings, rule: MapNode): Matchers | null {
  const entry = entryOf(rule, 'match')
  if (!entry) {
    found.missing(rule, 'A rule', 'match')
    return null
  }
  const map = entry.value
  if (map.kind !== 'map') {
    found.wrongType(map, '`match`', 'a map')
    return null
  }
  found.unknownKeys(map, '`match`', matchKeys)
  if (map.entries.length === 0) {
    found.add(
      'shape',
      map.range,
      '`match` needs at least one matcher: `tool_name`, `command_pattern` or `output_contains_pattern`.',
    )
    return null
  }
  const before = found.problems.length
  const toolNames = readToolNames(found, map)
  const command = readPattern(found, map, 'command_pattern')
  const output = readPattern(found, map, 'output_contains_pattern')
  return found.problems.length > before ? null : { toolNames, command, output }
}

function readToolNames(found: Findings, map: MapNode): readonly Sourced<string>[] | null {
  const entry = entryOf(map, 'tool_name')
  if (!entry) return null
  const { value } = entry
  if (value.kind !== 'list') {
    const name = readString(found, entry, '`tool_name`', 'blank-ok')
    return name === null ? null : [{ value: name, range: value.range }]
  }
  if (value.items.length === 0) found.add('shape', value.range, '`tool_name` needs at least one name.')
  return value.items.flatMap((item) => {
    const name = stringOf(item)
    if (name === undefined) found.wrongType(item, 'A tool name', 'a string')
    return name === undefined ? [] : [{ value: name, range: item.range }]
  })
}

function readPattern(found: Findings, map: MapNode, key: string): Sourced<Pattern> | null {
  const entry = entryOf(map, key)
  const source = entry && readString(found, entry, `\`${key}\``, 'blank-ok')
  if (entry === undefined || typeof source !== 'string') return null
  const compiled = compilePattern(source, 're2')
  if (compiled.ok) return { value: compiled.pattern, range: entry.value.range }
  if (compiled.error.kind === 'cannot-reproduce') {
    found.cannotReproduce ??= `\`${key}\`: ${compiled.error.message}`
    return null
  }
  found.add(
    'regex',
    entry.value.range,
    `\`${key}\` is not a regular expression in RE2's syntax: ${compiled.error.message}`,
  )
  return null
}
