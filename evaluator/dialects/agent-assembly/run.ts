import type { Json, Truth } from '../../json/values.ts'
import { consume, type RateState, spendOf } from './counters.ts'
import {
  entryFor,
  none,
  type Plan,
  type PlannedDocument,
  type PlannedRule,
  type PlannedTool,
  type Question,
} from './plan.ts'
import { holdsSecrets } from './scan/scan.ts'

export type Verdict = 'allow' | 'deny' | 'requires_approval'

/** What came of one call, before any mode is applied. */
export interface Outcome {
  verdict: Verdict
  reason: string | null
  /** The rule that decided; `none` when nothing did. */
  rule: number
  /** Every rule that matched, in the order in which the engine looked. */
  readonly matched: readonly number[]
  timeout: number
  /** The deciding document of a cascade; `none` where the engine names none. */
  document: number
  /** Whether the engine looked for sensitive data, and the first rule that found some. */
  scanned: boolean
  found: number
  narrowed: boolean
  counters: Json | undefined
}

type Holds = (rule: number) => Truth

/** Runs the stages in the engine's order; `holds` says of a rule that is reached whether it matches: null asks the rule. */
export function run(plan: Plan, question: Question, cascade: boolean, counters: Json, holds: Holds | null): Outcome {
  const stages = new Stages(plan, question, counters, holds)
  if (cascade) stages.cascade()
  else stages.single(plan.documents[0] as PlannedDocument)
  return stages
}

const noRules: readonly number[] = []

class Stages implements Outcome {
  verdict: Verdict = 'allow'
  reason: string | null = null
  rule = none
  matched = noRules
  timeout = 0
  document = none
  scanned = false
  found = none
  narrowed = false
  counters: Json | undefined = undefined
  private readonly plan: Plan
  private readonly question: Question
  private readonly before: Json
  private readonly known: Holds | null

  constructor(plan: Plan, question: Question, before: Json, known: Holds | null) {
    this.plan = plan
    this.question = question
    this.before = before
    this.known = known
  }

  /** One document: schedule, network, capabilities, tool, approval, data, budget. Approval ends it: no scan follows. */
  single(document: PlannedDocument): void {
    if (this.denies(document.schedule, 'outside active hours')) return
    if (this.denies(document.network, 'host not in network allowlist') || this.lacksCapability(document)) return
    const entry = this.entry(document)
    if (entry !== undefined && this.denies(entry.deny, 'tool denied by policy')) return
    if (entry !== undefined && entry.limitRule !== none && !this.withinLimit(entry.limitRule, entry.limit)) return
    if (this.needsApproval(document, entry)) return
    if (this.findsSecrets() || this.overBudget(document)) return
    this.narrowed = this.isNarrowed(document)
  }

  /** A cascade: the schedules first, then document by document, then what all of them limit together. */
  cascade(): void {
    const { documents } = this.plan
    for (const { schedule } of documents) if (this.denies(schedule, 'outside active hours')) return
    for (const [index, document] of documents.entries()) {
      const entry = this.entry(document)
      const denied =
        this.denies(document.network, 'host not in network allowlist') ||
        this.denies(entry?.deny ?? none, 'tool denied by policy') ||
        this.lacksCapability(document)
      if (denied) {
        this.document = index
        return
      }
      if (this.needsApproval(document, entry)) this.document = index
    }
    if (this.verdict === 'allow') this.document = documents.length - 1
    if (!this.withinLowestLimit() || this.findsSecrets() || documents.some((document) => this.overBudget(document))) {
      this.document = none
      return
    }
    this.narrowed = documents.some((document) => this.isNarrowed(document))
  }

  private entry(document: PlannedDocument): PlannedTool | undefined {
    const { action } = this.question
    return action.kind === 'ToolCall' ? entryFor(document, action.tool) : undefined
  }

  private holds(rule: number): Truth {
    const { known, plan, question } = this
    return known === null ? (plan.rules[rule] as PlannedRule).test(question) : known(rule)
  }

  private denies(rule: number, reason: string): boolean {
    if (rule === none || this.holds(rule) !== true) return false
    this.match(rule)
    this.deny(rule, reason)
    return true
  }

  private match(rule: number): void {
    this.matched = this.matched.length === 0 ? [rule] : [...this.matched, rule]
  }

  private deny(rule: number, reason: string): void {
    this.verdict = 'deny'
    this.reason = reason
    this.rule = rule
  }

  private lacksCapability(document: PlannedDocument): boolean {
    return (
      this.denies(document.capabilityDeny, 'capability denied by policy') ||
      this.denies(document.capabilityAllow, 'capability not in allow list')
    )
  }

  private isNarrowed({ capabilityAllow }: PlannedDocument): boolean {
    return capabilityAllow !== none && this.verdict === 'allow' && this.question.action.kind !== 'SendMessage'
  }

  private needsApproval(document: PlannedDocument, ofTool: PlannedTool | undefined): boolean {
    const entry = this.question.action.kind === 'SendMessage' ? document.tools.get('message') : ofTool
    if (entry === undefined || entry.approval === none) return false
    const rule = entry.approval
    if ((this.known === null ? entry.condition(this.question) : this.known(rule)) !== true) return false
    this.match(rule)
    this.verdict = 'requires_approval'
    this.rule = rule
    this.timeout = document.section.approvalTimeout
    return true
  }

  private withinLowestLimit(): boolean {
    let lowest: PlannedTool | undefined
    for (const document of this.plan.documents) {
      const entry = this.entry(document)
      if (entry === undefined || entry.limitRule === none) continue
      if (lowest === undefined || entry.limit < lowest.limit) lowest = entry
    }
    return lowest === undefined || this.withinLimit(lowest.limitRule, lowest.limit)
  }

  private withinLimit(rule: number, limit: number): boolean {
    if (this.holds(rule) !== true) return true
    const state: RateState = consume(this.before, this.question.action.tool, limit, this.question.now)
    this.counters = state.counters
    if (state.granted) return true
    this.match(rule)
    this.deny(rule, 'rate limit exceeded')
    return false
  }

  /** Looks for sensitive data; true when that denies the call. */
  private findsSecrets(): boolean {
    const { builtin, credentialAction, further, unknownPack: unknown } = this.plan
    if (unknown !== undefined) {
      const reason = `sensitive-data detection unavailable: policy names locale pack '${unknown.tag}', which this build does not contain`
      return this.denies(unknown.rule, reason)
    }
    this.scanned = true
    const { known } = this
    if (known === null) this.search()
    else {
      if (known(builtin) === true) this.find(builtin)
      for (const { rule } of further) if (known(rule) === true) this.find(rule)
    }
    if (credentialAction !== 'block' || this.found === none) return false
    this.deny(this.found, 'credential detected')
    return true
  }

  private search(): void {
    const reading = this.question.read()
    if (reading === null) return
    const { builtin, tally, further, furtherTold } = this.plan
    if (holdsSecrets(reading, tally)) this.find(builtin)
    if (furtherTold !== null && !reading.meetsOne(furtherTold)) return
    for (const { rule, finds, told } of further) {
      if ((told === null || reading.meetsOne(told)) && finds(reading)) this.find(rule)
    }
  }

  private find(rule: number): void {
    this.match(rule)
    if (this.found === none) this.found = rule
  }

  private overBudget({ budget, section }: PlannedDocument): boolean {
    if (budget === none || section.budget === null || this.before === null || this.holds(budget) !== true) return false
    const { daily, monthly } = section.budget
    const spent = spendOf(this.before)
    const reason =
      monthly !== null && spent.monthly >= monthly
        ? 'monthly budget exceeded'
        : daily !== null && spent.daily >= daily
          ? 'daily budget exceeded'
          : null
    if (reason === null) return false
    this.match(budget)
    this.deny(budget, reason)
    return true
  }
}
