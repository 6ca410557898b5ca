import type { Command } from 'commander'
import { amount } from '../../analysis/amount.ts'
import { escapeForDisplay, escapeJsonForDisplay } from '../../audit/display.ts'
import { type PolicySummary, summarize, summarizeEvents } from '../../audit/summary.ts'
import { formatOption } from '../options.ts'
import { addFilter, type FilterOptions, filterOf, timeOption } from './audit-options.ts'
import { closeSource, complain, openSource, type Source, selected } from './audit-source.ts'

interface SummaryOptions extends FilterOptions {
  readonly format: 'text' | 'table' | 'json'
}

/** `rehearsal audit summary`: for each policy, what it would have done in the last 24 hours. */
export function register(audit: Command): void {
  const summary = audit
    .command('summary')
    .description('for each policy, what it would have denied, redacted and held back, and the rule that fired most')
  addFilter(summary)
    .addOption(formatOption(['text', 'table', 'json']))
    .action(printSummary)
}

async function printSummary(options: SummaryOptions): Promise<void> {
  const source = await openSource(options.audit)
  if (source === null) {
    if (options.format === 'json' && process.exitCode === undefined) process.stdout.write('[]\n')
    return
  }
  try {
    const window = windowOf(source, options)
    const summaries = summariesOf(source, { ...options, ...window })
    if (summaries === null) return
    const { since = null } = window
    if (options.format === 'json') {
      const cards = summaries.map((card) => ({ ...card, since, until: options.until ?? null }))
      process.stdout.write(`${escapeJsonForDisplay(JSON.stringify(cards))}\n`)
    } else process.stdout.write(asText(summaries, since, options.until))
  } finally {
    closeSource(source)
  }
}

/** The last 24 hours, as the page's card has them; of another system's log all of it. */
function windowOf(source: Source, { since, until }: SummaryOptions): { since?: string } {
  if (since !== undefined) return { since }
  return source.foreign === null && until === undefined ? { since: timeOption('24h') } : {}
}

function summariesOf(source: Source, options: FilterOptions): readonly PolicySummary[] | null {
  const filter = filterOf(options)
  if (source.foreign !== null) return summarizeEvents(selected(source.foreign, filter).oldestFirst())
  const found = summarize(source.reader, filter)
  if (found.ok) return found.value
  complain(found.error.message)
  return null
}

function asText(summaries: readonly PolicySummary[], since: string | null, until: string | undefined): string {
  const window = `${since === null ? 'from the beginning' : `since ${since}`}${until === undefined ? '' : ` until ${until}`}`
  if (summaries.length === 0) return `No decisions ${window}.\n`
  const cards = summaries.map(card).join('\n')
  return `${cards}\nCounted ${window}. Each event: rehearsal audit list --dry-run-only --policy NAME; as CSV: --format csv.\n`
}

function card(summary: PolicySummary): string {
  const { policy, policy_file, policy_digest, dialect, decisions, top_rule } = summary
  const name = policy || policy_digest || 'policy not named in the log'
  const lines = [
    `${name}${dialect === null ? '' : ` (${dialect})`}`,
    ...(policy_file === '' ? [] : [`  ${policy_file}`]),
    `  would deny       ${summary.would_deny}`,
    `  would redact     ${summary.would_redact}`,
    `  would hold       ${summary.would_require_approval} for approval`,
    ...(summary.would_warn === 0 ? [] : [`  would warn       ${summary.would_warn}`]),
    `  top rule         ${top_rule === null ? '-' : `${top_rule.rule} · ${top_rule.count}`}`,
    `  of               ${amount(decisions, 'decision')}`,
  ]
  return `${lines.map(escapeForDisplay).join('\n')}\n`
}
