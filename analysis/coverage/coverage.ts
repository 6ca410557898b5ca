import { nothingGiven } from '../../evaluator/call.ts'
import type { Effect } from '../../evaluator/effect.ts'
import type { Policy, RuleInfo } from '../../evaluator/policy.ts'
import type { Range } from '../../evaluator/text.ts'
import type { ClauseTrace, RuleTrace, Trace } from '../../evaluator/trace.ts'

/** What tests have shown of one document: its rules, in the order in which they stand. */
export interface FileCoverage {
  readonly path: string
  readonly rules: readonly RuleCoverage[]
}

/** A rule is a declaration: covered when it decided at least once. */
export interface RuleCoverage {
  readonly label: string
  readonly range: Range
  readonly nameRange: Range
  readonly effect: Effect
  readonly decided: number
  readonly matched: number
  readonly clauses: readonly ClauseCoverage[]
}

/** A clause is a statement: covered when it bore on a decision of its rule. */
export interface ClauseCoverage {
  readonly text: string
  readonly range: Range
  readonly decided: number
}

/** A call that most policies can judge. */
const anyCall = { tool: 'tool', args: {} }

/** How many of how many. */
export interface Share {
  readonly covered: number
  readonly total: number
}

/** Gathers what decided while cases ran, over any number of policies and test files. */
export class Coverage {
  private readonly files = new Map<string, Map<string, Tally>>()

  /** Counts in one judged call; `paths` are those of the policy's documents, its own first. */
  add(policy: Policy, paths: readonly string[], { rules }: Trace): void {
    const tallies = this.talliesOf(policy, paths)
    for (const trace of rules) {
      const tally = tallies.get(keyOf(trace))
      if (tally === undefined) continue
      if (trace.matched === true) tally.matched++
      if (trace.decided) tally.decided++
      for (const clause of trace.clauses) noteClause(tally, clause, trace.decided)
    }
  }

  /** Makes the rules of a policy count although nothing was judged by it yet. */
  know(policy: Policy, paths: readonly string[]): void {
    this.talliesOf(policy, paths)
  }

  /** What was gathered, by document, in the order of their paths. Rules that are switched off are left out. */
  report(): FileCoverage[] {
    return [...this.files]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([path, tallies]) => ({
        path,
        rules: [...tallies.values()].map(finished).sort((a, b) => a.range.start - b.range.start),
      }))
  }

  private talliesOf(policy: Policy, paths: readonly string[]): Map<string, Tally> {
    const known = this.byPolicy.get(policy)
    if (known) return known
    const all = new Map<string, Tally>()
    for (const rule of policy.rules) {
      const path = paths[rule.document]
      if (path === undefined || !rule.enabled) continue
      const file = this.files.get(path) ?? new Map<string, Tally>()
      this.files.set(path, file)
      const place = `${rule.range.start} ${rule.label}`
      const tally = file.get(place) ?? newTally(rule)
      file.set(place, tally)
      all.set(keyOf(rule), tally)
    }
    this.byPolicy.set(policy, all)
    // Which clauses there are, only a judged call tells; none is counted as having decided.
    for (const trace of policy.explain(anyCall, nothingGiven, null).rules) {
      const tally = all.get(keyOf(trace))
      if (tally) for (const clause of trace.clauses) noteClause(tally, clause, false)
    }
    return all
  }

  private readonly byPolicy = new Map<Policy, Map<string, Tally>>()
}

/** Rules that decided, of all; and clauses that bore on a decision, of all. */
export function sharesOf(rules: readonly RuleCoverage[]): { readonly rules: Share; readonly clauses: Share } {
  const clauses = rules.flatMap((rule) => rule.clauses)
  return {
    rules: { covered: rules.filter(({ decided }) => decided > 0).length, total: rules.length },
    clauses: { covered: clauses.filter(({ decided }) => decided > 0).length, total: clauses.length },
  }
}

/** Whole percent, rounded down, so that 100 means all; 100 where there is nothing to cover. */
export function percent({ covered, total }: Share): number {
  return total === 0 ? 100 : Math.floor((100 * covered) / total)
}

interface Tally {
  readonly rule: RuleInfo
  decided: number
  matched: number
  /** By place and text; a group is dropped once its parts were seen. */
  readonly clauses: Map<string, { text: string; range: Range; decided: number; isGroup: boolean }>
}

function newTally(rule: RuleInfo): Tally {
  return { rule, decided: 0, matched: 0, clauses: new Map() }
}

function keyOf({ document, range, label }: RuleInfo | RuleTrace): string {
  return `${document} ${range.start} ${label}`
}

function noteClause(tally: Tally, clause: ClauseTrace, bears: boolean): void {
  const { text, range, matched, clauses = [] } = clause
  const key = `${range.start} ${range.end} ${text}`
  const known = tally.clauses.get(key) ?? { text, range, decided: 0, isGroup: false }
  tally.clauses.set(key, known)
  if (clauses.length > 0) known.isGroup = true
  const counted = bears && matched !== 'skipped'
  if (counted) known.decided++
  for (const part of clauses) noteClause(tally, part, counted && bearsOn(part, clause))
}

/** The clauses without parts that bore on their rule's decision. */
export function clausesThatBore(clauses: readonly ClauseTrace[]): ClauseTrace[] {
  return clauses.flatMap((clause) => {
    const { clauses: parts = [], matched } = clause
    if (matched === 'skipped') return []
    return parts.length === 0 ? [clause] : clausesThatBore(parts.filter((part) => bearsOn(part, clause)))
  })
}

/** Whether a part made its group what it is: it agrees with it, or it is the one that is turned round. */
function bearsOn(part: ClauseTrace, group: ClauseTrace): boolean {
  return part.matched === group.matched || group.clauses?.length === 1
}

function finished({ rule, decided, matched, clauses }: Tally): RuleCoverage {
  const { label, range, nameRange, effect } = rule
  const leaves = [...clauses.values()].filter(({ isGroup }) => !isGroup)
  return {
    label,
    range,
    nameRange,
    effect,
    decided,
    matched,
    clauses: leaves
      .map(({ text, range, decided }) => ({ text, range, decided }))
      .sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end),
  }
}
