import { knownPack } from '../../evaluator/dialects/agent-assembly/detect-data.ts'
import type { AgentAssemblyModel, SectionDocument, ToolEntry } from '../../evaluator/dialects/agent-assembly/model.ts'
import { placeOf } from '../../evaluator/dialects/agent-assembly/sections.ts'
import type { Problem } from '../../evaluator/problem.ts'
import type { Range, TextEdit } from '../../evaluator/text.ts'
import { addEntry, replaceScalar } from '../../evaluator/yaml/edit.ts'
import { childOf, entryOf, type Node } from '../../evaluator/yaml/node.ts'
import type { Code } from '../codes.ts'
import { comparisons } from './assemblyConditions.ts'
import { type Lint, modelOf, problemOf } from './lint.ts'

/** Where the gateway's documents do otherwise than they read, or than its reference says. */
export const agentAssemblySections: Lint = (document) => {
  const model = modelOf<AgentAssemblyModel>(document, 'agent-assembly')
  const section = model?.documents[0]
  if (!model || section === undefined) return []
  const body = childOf(model.root, 'spec') ?? model.root ?? null
  const { network, capabilities } = section
  const tools = [...section.tools.values()]
  return [
    ...tools.flatMap((tool) => [
      ...aboutTool(tool),
      ...withoutAllow(section, tool, body),
      ...aboutCondition(section, tool),
      ...comparisons(section.text, tool),
    ]),
    ...(network && network.allowlist.length === 0 ? [noHost(network.nameRange)] : []),
    ...(capabilities && blocksTools(section) ? [noTool(capabilities.nameRange)] : []),
    ...notEvaluated(body),
    ...blockedWords(body),
    ...(section.schedule?.end === '23:59' ? [lastMinute(section.schedule.nameRange)] : []),
    ...(section.data?.packs ?? []).flatMap(({ value, node }) =>
      isKnown(value) ? [] : [unknownPack(value, node.range)],
    ),
  ]
}

/** The entry `message` is asked about messages between teams as well, whatever its `allow` says. */
function aboutTool({ name, allow, limit, approval }: ToolEntry): Problem[] {
  if (allow) return []
  const parts = [
    ['limit_per_hour', limit?.node.range],
    ['requires_approval_if', approval?.range],
  ] as const
  return parts.flatMap(([key, range]) => {
    if (range === undefined || (name === 'message' && key === 'requires_approval_if')) return []
    return [
      say(
        'assembly-never-asked',
        range,
        `\`${name}\` is denied, and so \`${key}\` is never asked; \`allow: true\` makes it count.`,
      ),
    ]
  })
}

function withoutAllow(
  { text }: SectionDocument,
  { name, allowRange, nameRange }: ToolEntry,
  body: Node | null,
): Problem[] {
  if (allowRange.start !== nameRange.start) return []
  const entry = childOf(childOf(body, 'tools'), name)
  const edit = entry && saidAloud(text, entry)
  const message = `Without \`allow\` the gateway denies \`${name}\`, although its reference says otherwise.`
  const title = 'Add `allow: false`, which is what counts now'
  const fixes = edit ? [{ title, edits: [edit], changesDecisions: false }] : []
  return [problemOf({ code: 'assembly-allow-by-default', range: nameRange, message, fixes })]
}

/** Writes `allow: false` into an entry; null where its place cannot be told. */
function saidAloud(text: string, entry: Node): TextEdit | null {
  const empty = childOf(entry, 'allow')
  if (empty !== undefined) return isNothing(empty) ? replaceScalar(text, empty, 'false') : null
  const last = entry.kind === 'map' ? entry.entries.at(-1) : undefined
  if (entry.kind === 'map' && last !== undefined) return addEntry(text, entry, last, 'allow', 'false', 'bare')
  if (entry.kind === 'map') return { range: entry.range, newText: '{ allow: false }' }
  return isNothing(entry) ? replaceScalar(text, entry, '{ allow: false }') : null
}

function isNothing(node: Node): boolean {
  return node.kind === 'scalar' && node.style === 'plain' && node.value === null && node.text === ''
}

function aboutCondition({ text }: SectionDocument, { approval, allow, name }: ToolEntry): Problem[] {
  if (!approval || !allow || name === 'message') return []
  const { source, range, expression } = approval
  if (expression === null || expression.some((group) => group.length === 0)) {
    const message = 'The gateway takes this condition for always true: it does not parse it, or it ends in `OR`.'
    return [say('assembly-always-holds', range, message)]
  }
  return expression.flat().flatMap(({ field, start }) => {
    if (!['path', 'url', 'method', 'command'].includes(field)) return []
    const place = placeOf(text, range, source, start, field)
    const exact = text.slice(place.start, place.end) === field
    const message = `A tool call has no \`${field}\` of its own, so this is compared with an empty text. Its arguments are \`args.NAME\`.`
    const edits = [{ range: place, newText: `args.${field}` }]
    const fixes = exact ? [{ title: `Change to \`args.${field}\``, edits, changesDecisions: true }] : []
    return [problemOf({ code: 'assembly-absent-variable', range: place, message, fixes })]
  })
}

function blocksTools({ capabilities }: SectionDocument): boolean {
  const allow = capabilities?.allow ?? []
  return allow.length > 0 && !allow.some(({ value }) => value.startsWith('mcp_tool:'))
}

function notEvaluated(body: Node | null): Problem[] {
  if (body?.kind !== 'map') return []
  return ['filesystem', 'syscalls'].flatMap((key) => {
    const entry = entryOf(body, key)
    if (entry === undefined) return []
    return [
      say(
        'assembly-not-evaluated',
        entry.key.range,
        `The gateway checks \`${key}\` and never asks it when it judges a call.`,
      ),
    ]
  })
}

/** Credentials are told by their beginnings alone, which stand in ordinary words, too. */
function blockedWords(body: Node | null): Problem[] {
  const action = childOf(childOf(body, 'data'), 'credential_action')
  if (action?.kind !== 'scalar' || action.text !== 'block') return []
  const message =
    'A word like `task-force` is a credential to the gateway, since `sk-` stands in it, and the call is denied.'
  const edits = [{ range: action.range, newText: 'redact_only' }]
  const fixes = [{ title: 'Change to `redact_only`', edits, changesDecisions: true }]
  return [problemOf({ code: 'assembly-blocked-words', range: action.range, message, fixes })]
}

function isKnown(pack: string): boolean {
  return pack.toLowerCase() === knownPack.toLowerCase()
}

function unknownPack(pack: string, range: Range): Problem {
  return say('assembly-unknown-pack', range, `The gateway knows no locale pack \`${pack}\` (it has \`${knownPack}\`).`)
}

function noHost(range: Range): Problem {
  return say('assembly-no-host-allowed', range, 'Without an entry in `allowlist` every host is denied.')
}

function noTool(range: Range): Problem {
  return say(
    'assembly-no-tool-allowed',
    range,
    '`allow` names no tool (`mcp_tool:NAME`), so every tool call is denied.',
  )
}

function lastMinute(range: Range): Problem {
  return say('assembly-last-minute', range, 'The end is excluded: from 23:59 to midnight every call is denied.')
}

function say(code: Code, range: Range, message: string): Problem {
  return problemOf({ code, range, message })
}
