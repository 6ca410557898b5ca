import { type FiredRules, neverFired } from '../analysis/lints/neverFired.ts'
import type { RuleCount } from '../audit/rule-counts.ts'
import type { Problem } from '../evaluator/problem.ts'
import type { OpenDocument } from './documents.ts'
import { Scheduler } from './scheduler.ts'

/** How often the counts of one policy are asked for at most, while calls come in. */
const patience = { quiet: 2_000, atMost: 10_000 }

/** Asks the log which rules of a policy file fired; null when it cannot be read. */
export type AskFired = (policyFile: string) => Promise<readonly RuleCount[] | null>

/** What the log says of the rules of open policies: kept, since a diagnostic waits for nothing. */
export class FiredInLog {
  private readonly known = new Map<string, FiredRules>()
  private readonly asking = new Scheduler(patience)
  private readonly ask: AskFired
  private readonly changed: () => void

  /** `changed` is called when what is known of a policy has become another. */
  constructor(ask: AskFired, changed: () => void) {
    this.ask = ask
    this.changed = changed
  }

  /** Hints on rules that never fired, as far as the log was asked; it is asked about files met for the first time. */
  problems({ path, policy }: OpenDocument): readonly Problem[] {
    if (policy === null) return []
    const known = this.known.get(path)
    if (known === undefined) this.learn(path)
    return known === undefined ? [] : neverFired(policy, known)
  }

  /** Calls were recorded: what is known is asked for again. */
  recorded(): void {
    for (const path of this.known.keys()) this.asking.request(path, () => void this.refresh(path))
  }

  stop(): void {
    this.asking.cancelAll()
    this.known.clear()
  }

  private learn(path: string): void {
    this.known.set(path, { decisions: 0, fired: new Set() })
    void this.refresh(path)
  }

  private async refresh(path: string): Promise<void> {
    const counts = await this.ask(path)
    if (counts === null || !this.known.has(path)) return
    const now = firedOf(counts)
    const before = this.known.get(path)
    this.known.set(path, now)
    if (before?.decisions !== now.decisions) this.changed()
  }
}

/** Every rule with a hit, and all decisions, each counted once under the rule that made it. */
export function firedOf(counts: readonly RuleCount[]): FiredRules {
  const decisions = counts.reduce((sum, { decided }) => sum + decided, 0)
  return { decisions, fired: new Set(counts.filter(({ hits }) => hits > 0).map(({ rule }) => rule)) }
}
