import type { Effect } from '../../effect.ts'
import type { Pattern } from '../../regex/pattern.ts'
import type { Range } from '../../text.ts'
import { knownPack } from './detect-data.ts'
import { compileExpression } from './expression/compile.ts'
import type { CredentialAction, SectionDocument, ToolEntry } from './model.ts'
import {
  type DataSearch,
  none,
  type Plan,
  type PlannedDocument,
  type PlannedRule,
  type PlannedTool,
  type RuleKind,
} from './plan.ts'
import { Tally } from './scan/random.ts'
import { type Pairs, pairsOf, type Reading, tellingPairs } from './scan/reading.ts'
import { holdsSecrets, secretReading } from './scan/scan.ts'
import { scanZhTw } from './scan/zh-tw.ts'
import { capabilityDenied, capabilityNotAllowed, hostNotListed, outsideHours } from './tests.ts'

type Add = (label: string, kind: RuleKind, at: Place, effect: Effect, test: PlannedRule['test']) => number

interface Place {
  readonly range: Range
  readonly nameRange: Range
}

interface RuleList {
  readonly rules: PlannedRule[]
  readonly labels: Set<string>
}

/** Makes the rules of all documents, in the order in which the engine looks at them. */
export function planRules(documents: readonly SectionDocument[]): Plan {
  const list: RuleList = { rules: [], labels: new Set() }
  const { rules } = list
  const planned = documents.map((section, index) => planDocument(section, adder(list, section, index)))
  const action = credentialActionOf(documents)
  const data = planData(documents, action, list)
  const withBudget = planned.map((document, index) => {
    const { section } = document
    if (section.budget === null) return document
    const add = adder(list, section, index)
    return { ...document, budget: add('budget', 'budget', section.budget, 'deny', () => true) }
  })
  let reading: Reading | null = null
  const place = (): Reading => {
    reading ??= secretReading()
    return reading
  }
  return { rules, documents: withBudget, credentialAction: action, reading: place, ...data }
}

function adder(list: RuleList, section: SectionDocument, document: number): Add {
  return (label, kind, { range, nameRange }, effect, test) => {
    const info = {
      label: uniqueLabel(list.labels, section.labelPrefix + label),
      range,
      nameRange,
      document,
      ownMode: null,
      mode: 'enforce',
      effect,
      enabled: true,
    } as const
    return list.rules.push({ info, kind, test }) - 1
  }
}

function uniqueLabel(taken: Set<string>, label: string): string {
  let unique = label
  for (let n = 2; taken.has(unique); n++) unique = `${label} (${n})`
  taken.add(unique)
  return unique
}

function planDocument(section: SectionDocument, add: Add): PlannedDocument {
  const { schedule, network, capabilities } = section
  const tools = new Map<string, PlannedTool>()
  const document: PlannedDocument = {
    section,
    schedule: schedule ? add('schedule.active_hours', 'schedule', schedule, 'deny', outsideHours(schedule)) : none,
    network: network
      ? add('network.allowlist', 'network', network, 'deny', hostNotListed(values(network.allowlist)))
      : none,
    capabilityDeny:
      capabilities && capabilities.deny.length > 0
        ? add(
            'capabilities.deny',
            'capabilities.deny',
            capabilities,
            'deny',
            capabilityDenied(values(capabilities.deny)),
          )
        : none,
    capabilityAllow:
      capabilities && capabilities.allow.length > 0
        ? add(
            'capabilities.allow',
            'capabilities.allow',
            capabilities,
            'deny',
            capabilityNotAllowed(values(capabilities.allow)),
          )
        : none,
    tools,
    any: undefined,
    budget: none,
  }
  const governs = (entry: PlannedTool, tool: string): boolean => (tools.get(tool) ?? tools.get('*')) === entry
  for (const entry of section.tools.values()) tools.set(entry.name, planTool(entry, add, governs))
  return { ...document, any: tools.get('*') }
}

function planTool(entry: ToolEntry, add: Add, governs: (planned: PlannedTool, tool: string) => boolean): PlannedTool {
  const label = `tools.${entry.name}`
  const { range, nameRange, limit, approval } = entry
  const governed: PlannedRule['test'] = ({ action }) => action.kind === 'ToolCall' && governs(planned, action.tool)
  const planned: { -readonly [Key in keyof PlannedTool]: PlannedTool[Key] } = {
    deny: entry.allow ? none : add(label, 'tool', { range, nameRange }, 'deny', governed),
    limitRule: limit ? add(`${label}.limit_per_hour`, 'limit', whole(limit.node.range), 'deny', governed) : none,
    limit: limit?.value ?? 0,
    approval: approval
      ? add(`${label}.requires_approval_if`, 'approval', whole(approval.range), 'require_approval', (question) =>
          governed(question) === true || (question.action.kind === 'SendMessage' && entry.name === 'message')
            ? planned.condition(question)
            : false,
        )
      : none,
    // Compiled when it is first asked: most processes judge one call, of one tool.
    condition: (asked) => {
      planned.condition = approval ? compileExpression(approval.expression) : () => false
      return planned.condition(asked)
    },
  }
  return planned
}

function planData(
  documents: readonly SectionDocument[],
  action: CredentialAction,
  list: RuleList,
): Pick<Plan, 'builtin' | 'tally' | 'patterns' | 'packs' | 'further' | 'furtherTold' | 'unknownPack'> {
  const effect: Effect = action === 'block' ? 'deny' : action === 'alert_only' ? 'warn' : 'redact'
  const testOf =
    (finds: DataSearch['finds']): PlannedRule['test'] =>
    (question) => {
      const reading = question.read()
      return reading === null ? 'unknown' : finds(reading)
    }
  const further: DataSearch[] = []
  const search = (
    add: (test: PlannedRule['test']) => number,
    finds: DataSearch['finds'],
    told: DataSearch['told'] = null,
  ): number => {
    const rule = add(testOf(finds))
    further.push({ rule, finds, told })
    return rule
  }
  const first = Math.max(
    0,
    documents.findIndex(({ data }) => data !== null),
  )
  const section = documents[first] as SectionDocument
  const start = whole({ start: section.range.start, end: section.range.start })
  const tally = new Tally()
  const holds = testOf((reading) => holdsSecrets(reading, tally))
  const builtin = adder(list, section, first)('data.builtin', 'builtin', section.data ?? start, effect, holds)
  const patterns = documents.flatMap((document, index) =>
    (document.data?.patterns ?? []).map((pattern, i) => {
      const label = `data.sensitive_patterns[${i}]`
      const literals = pattern.pattern?.literals?.map(literalOf) ?? null
      const rule = search(
        (test) => adder(list, document, index)(label, 'pattern', whole(pattern.range), effect, test),
        occursIn(pattern.pattern, literals),
        literals && tellingPairs(literals.map(({ pairs }) => pairs)),
      )
      return { ...pattern, rule }
    }),
  )
  const packs = documents.flatMap((document, index) =>
    (document.data?.packs ?? []).map(({ value: tag, node }, i) => {
      const known = tag.replace(/[A-Z]/g, (c) => c.toLowerCase()) === knownPack.toLowerCase()
      const label = `data.locale_packs[${i}]`
      const add = adder(list, document, index)
      const at = whole(node.range)
      const rule = known
        ? search(
            (test) => add(label, 'pack', at, effect, test),
            ({ text }) => scanZhTw(text).length > 0,
          )
        : add(label, 'pack', at, 'deny', () => true)
      return { tag, known, rule }
    }),
  )
  const unknownPack = packs.find(({ known }) => !known)
  return { builtin, tally, patterns, packs, further, furtherTold: toldTogether(further), unknownPack }
}

/** Pairs of which a text meets one where any of the searches finds something; null where that is not known. */
function toldTogether(searches: readonly DataSearch[]): Uint16Array | null {
  const all: number[] = []
  for (const { told } of searches) {
    if (told === null) return null
    all.push(...told)
  }
  return Uint16Array.from(all)
}

/** One of the texts of which a pattern's match holds one. */
interface Literal {
  readonly text: string
  readonly pairs: Pairs
}

function literalOf(text: string): Literal {
  return { text, pairs: pairsOf(text) }
}

/** Whether a pattern occurs; where nothing of what it must find is there, it is not looked for. */
function occursIn(pattern: Pattern | null, literals: readonly Literal[] | null): (reading: Reading) => boolean {
  if (pattern === null) return () => false
  if (literals === null) return ({ text }) => pattern.test(text)
  return (reading) => {
    for (const { text, pairs } of literals) {
      if (reading.mayHold(pairs) && reading.text.includes(text)) return pattern.test(reading.text)
    }
    return false
  }
}

/** The most protective action of the documents that have a `data` section; redaction where none has. */
function credentialActionOf(documents: readonly SectionDocument[]): CredentialAction {
  const stated = documents.flatMap(({ data }) => (data ? [data.action] : []))
  const order: readonly CredentialAction[] = ['block', 'redact_only', 'alert_and_redact', 'alert_only']
  return order.find((action) => stated.includes(action)) ?? 'redact_only'
}

function whole(range: Range): Place {
  return { range, nameRange: range }
}

function values(sourced: readonly { readonly value: string }[]): readonly string[] {
  return sourced.map(({ value }) => value)
}
