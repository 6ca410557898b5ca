import type { MapNode } from '../../yaml/node.ts'
import { type ListedHost, parseListedHost } from './address.ts'
import { Fields } from './fields.ts'
import type { Findings } from './findings.ts'
import { parseGlob } from './glob.ts'
import { readClauses, readPattern } from './load-clauses.ts'
import type { Egress, OrcaRule, RulePlaces, Sanitize } from './model.ts'
import { readSection } from './twins.ts'
import { egressKeys, presets, ruleKeys, sanitizeKeys, sequenceKeys, stages, stepKeys, verdicts } from './words.ts'

/** Reads one rule; null where it cannot be judged by as its author meant it. `nameOf` makes its name from its label. */
export function readRule(
  found: Findings,
  map: MapNode,
  position: number,
  nameOf: (label: string, position: number) => string,
): OrcaRule | null {
  const unread = found.unread
  const fields = new Fields(found, map, 'A rule', ruleKeys)
  const priority = fields.integer('priority', 'required')
  const id = fields.integer('id')
  const label = fields.string('label')
  const stage = fields.word('stage', stages)
  const tool = fields.string('tool_name_glob')
  const skill = fields.string('skill_name_glob')
  const verdict = fields.word('verdict', verdicts, 'required')
  fields.string('notes')
  const argsMatch = readSection(found, fields, 'args_match')
  const clauses = argsMatch ? readClauses(found, argsMatch) : []
  const egressMap = readSection(found, fields, 'egress')
  const egress = egressMap && readEgress(found, egressMap)
  const sanitizeMap = readSection(found, fields, 'sanitize')
  const sanitize = sanitizeMap && readSanitize(found, sanitizeMap)
  const sequence = readSection(found, fields, 'sequence')
  const steps = sequence ? readSequence(found, sequence) : 0
  const capCents = fields.integer('cap_cost_cents')
  const isMistyped = capCents === null && fields.node('cap_cost_cents') !== null
  if (verdict?.value === 'cap_cost' && !isMistyped && !(capCents && capCents.value > 0)) {
    const message = 'A `cap_cost` rule needs `cap_cost_cents`, more than 0.'
    found.add('cap', capCents?.range ?? verdict.range, message)
  }
  const nothingToFind = sanitize === null || (sanitize.presets.length === 0 && sanitize.patterns.length === 0)
  if (verdict?.value === 'sanitize' && nothingToFind && !hasBrokenSanitize(sanitizeMap, fields)) {
    const message = 'A `sanitize` rule needs `sanitize` with at least one of `presets` or `patterns`.'
    found.add('sanitize', sanitizeMap?.range ?? verdict.range, message)
  }
  if (found.unread > unread || priority === null || verdict === null) return null
  const places: RulePlaces = {
    priority: priority.range,
    verdict: verdict.range,
    ...placeOf('stage', stage),
    ...placeOf('tool', tool),
    ...placeOf('skill', skill),
    ...placeOf('clauses', argsMatch),
    ...placeOf('egress', egressMap),
    ...placeOf('sequence', sequence),
  }
  return {
    position,
    name: nameOf(label?.value ?? '', position),
    label: label?.value ?? '',
    priority: priority.value,
    id: id?.value ?? null,
    stage: stage?.value ?? '',
    tool: parseGlob(tool?.value ?? ''),
    skill: parseGlob(skill?.value ?? ''),
    verdict: verdict.value,
    clauses,
    egress,
    sanitize,
    capCents: Number(capCents?.value ?? 0),
    needsHistory: steps > 0,
    range: map.range,
    nameRange: label?.range ?? verdict.range,
    places,
  }
}

function placeOf(part: keyof RulePlaces, at: { readonly range: OrcaRule['range'] } | null): RulePlaces {
  return at ? { [part]: at.range } : {}
}

function readEgress(found: Findings, map: MapNode): Egress {
  const fields = new Fields(found, map, '`egress`', egressKeys)
  const read = (key: string): ListedHost[] =>
    fields.strings(key).flatMap(({ value, range }) => {
      const entry = parseListedHost(value, range)
      if (entry) return entry
      const message = `\`${value}\` is no network: write it as \`10.0.0.0/8\`, or name a host or an address without a slash.`
      found.add('cidr', range, message)
      return []
    })
  return { deny: read('deny'), allow: read('allow') }
}

function readSanitize(found: Findings, map: MapNode): Sanitize {
  const fields = new Fields(found, map, '`sanitize`', sanitizeKeys)
  const known = (fields.list('presets') ?? []).flatMap((node) => {
    if (node.kind !== 'scalar' || typeof node.value !== 'string') {
      found.wrongType(node, 'What `presets` lists', 'strings')
      return []
    }
    const preset = presets.find((one) => one === node.value)
    if (preset === undefined) found.unknownValue(node, 'A preset', node.value, presets)
    return preset ?? []
  })
  const patterns = (fields.list('patterns') ?? []).flatMap((node) => {
    if (node.kind !== 'scalar' || typeof node.value !== 'string') {
      found.wrongType(node, 'What `patterns` lists', 'strings')
      return []
    }
    return readPattern(found, node, 'A pattern') ?? []
  })
  return { presets: known, patterns }
}

/** True when `sanitize` lists something that was refused already, so that its being empty is no second mistake. */
function hasBrokenSanitize(map: MapNode | null, fields: Fields): boolean {
  const written = map ?? fields.node('sanitize') ?? fields.node('sanitize_json')
  if (written === null) return false
  if (written.kind !== 'map') return written.kind !== 'scalar' || written.value !== ''
  return written.entries.some(({ value }) => value.kind !== 'list' || value.items.length > 0)
}

/** The number of steps. */
function readSequence(found: Findings, map: MapNode): number {
  const fields = new Fields(found, map, '`sequence`', sequenceKeys)
  fields.integer('window_seconds')
  const steps = fields.list('steps') ?? []
  for (const step of steps) {
    if (step.kind !== 'map') {
      found.wrongType(step, 'A step', 'a map with `tool_name_glob`')
      continue
    }
    const stepFields = new Fields(found, step, 'A step', stepKeys)
    stepFields.string('tool_name_glob', 'required')
    stepFields.integer('min_count')
    stepFields.boolean('egress')
  }
  return steps.length
}
