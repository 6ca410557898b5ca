import { type Command, Option } from 'commander'
import { amount } from '../../analysis/amount.ts'
import type { EventFilter } from '../../audit/filter.ts'
import { formatOption } from '../options.ts'
import { addFilter, type FilterOptions, filterOf, limitOption } from './audit-options.ts'
import { eventTable, type MachineFormat, printEvents } from './audit-print.ts'
import { closeSource, newestFirst, openSource, type Source } from './audit-source.ts'

interface ListOptions extends FilterOptions {
  readonly dryRunOnly?: boolean
  readonly kind?: string
  readonly limit?: number
  readonly format: 'table' | 'text' | MachineFormat
}

const kinds = ['decision', 'session_start', 'policy_changed', 'mode_changed', 'approval', 'error', 'prune', 'report']
/** Rows of a table when no limit is given. */
const tableRows = 50

/** `rehearsal audit list`: live events, newest first; shadow events only when they are asked for. */
export function register(audit: Command): void {
  const list = audit
    .command('list')
    .description('list decisions, newest first: live ones, or with --dry-run-only the shadow events')
    .option('--dry-run-only', 'only what a policy in observe mode would have done')
    .addOption(new Option('--kind <kind>', 'events of another kind').choices(kinds).conflicts('dryRunOnly'))
  addFilter(list)
    .addOption(new Option('--limit <n>', 'at most so many (default: 50 in a table, else all)').argParser(limitOption))
    .addOption(formatOption(['table', 'text', 'json', 'jsonl', 'csv']))
    .action(printList)
}

async function printList(options: ListOptions): Promise<void> {
  const { format, limit } = options
  const machine = format === 'table' || format === 'text' ? null : format
  const write = (text: string) => void process.stdout.write(text)
  const source = await openSource(options.audit)
  if (source === null) {
    if (machine !== null && process.exitCode === undefined) printEvents([], machine, write)
    return
  }
  try {
    if (machine === null) printTable(source, options)
    else printEvents(newestFirst(source, wanted(options), limit === undefined ? {} : { limit }).events, machine, write)
  } finally {
    closeSource(source)
  }
}

function printTable(source: Source, options: ListOptions): void {
  const limit = options.limit ?? tableRows
  const { total, events } = newestFirst(source, wanted(options), { limit, count: true })
  if (total === 0) {
    const shadow = options.dryRunOnly || options.kind !== undefined ? 0 : shadowTotal(source, options)
    const beside = shadow === 0 ? '' : ` With --dry-run-only: ${amount(shadow, 'shadow event')}.`
    process.stderr.write(`No such events in the log.${beside}\n`)
    return
  }
  process.stdout.write(`${eventTable(events, options.dryRunOnly === true)}\n`)
  if (total > limit) process.stdout.write(`${total - limit} more; --limit shows more of them.\n`)
}

/** How many shadow events would be listed instead. */
function shadowTotal(source: Source, options: ListOptions): number {
  return newestFirst(source, wanted({ ...options, dryRunOnly: true }), { limit: 1, count: true }).total ?? 0
}

function wanted(options: ListOptions): EventFilter {
  const { dryRunOnly, kind } = options
  const which: EventFilter =
    kind === undefined || kind === 'decision' ? { only: dryRunOnly ? 'shadow' : 'live' } : { kind }
  return { ...filterOf(options), ...which }
}
