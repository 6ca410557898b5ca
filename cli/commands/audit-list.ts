import Table from 'cli-table3'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { escapeForDisplay } from '../../audit/display.ts'
import type { AuditEvent } from '../../audit/event.ts'
import type { EventFilter } from '../../audit/filter.ts'
import { jsonText } from '../../audit/json-text.ts'
import { listEvents } from '../../audit/query.ts'
import type { Reader } from '../../audit/reader.ts'
import type { Json } from '../../evaluator/json/values.ts'
import { exitWith } from '../files.ts'
import { logOf, openLog } from '../log.ts'
import { auditOption, formatOption } from '../options.ts'

interface ListOptions {
  readonly audit?: string
  readonly dryRunOnly?: boolean
  readonly kind?: string
  readonly since?: string
  readonly limit?: number
  readonly format: 'text' | 'table' | 'json'
}

const kinds = ['decision', 'session_start', 'policy_changed', 'mode_changed', 'approval', 'error', 'prune']
/** Rows of a table when no limit is given. */
const tableRows = 50
const pageSize = 1000

/** `rehearsal audit list`: live events, newest first; shadow events only when they are asked for. */
export function register(audit: Command): void {
  audit
    .command('list')
    .description('list decisions, newest first: live ones, or with --dry-run-only the shadow events')
    .option('--dry-run-only', 'only what a policy in observe mode would have done')
    .addOption(new Option('--kind <kind>', 'events of another kind').choices(kinds).conflicts('dryRunOnly'))
    .addOption(new Option('--since <time>', '24h, 7d, 30m, or a date as ISO 8601 (UTC)').argParser(sinceOption))
    .addOption(new Option('--limit <n>', 'at most so many').argParser(limitOption))
    .addOption(auditOption())
    .addOption(formatOption(['text', 'table', 'json']))
    .action(list)
}

async function list(options: ListOptions): Promise<void> {
  const place = logOf(options.audit)
  const reader = await openLog(place)
  if (reader === null) {
    if (options.format === 'json') process.stdout.write('[]\n')
    return
  }
  const fault = options.format === 'json' ? printJson(reader, options) : printTable(reader, options)
  reader.close()
  if (fault === null) return
  process.stderr.write(`rehearsal: ${fault}\n`)
  exitWith(1)
}

function filterOf({ dryRunOnly, kind, since }: ListOptions): EventFilter {
  const which: EventFilter =
    kind === undefined || kind === 'decision' ? { only: dryRunOnly ? 'shadow' : 'live' } : { kind }
  return since === undefined ? which : { ...which, since }
}

/** The fault, or null when all was printed. */
function printJson(reader: Reader, options: ListOptions): string | null {
  let left = options.limit ?? Number.POSITIVE_INFINITY
  let before: number | null | undefined
  let separator = '[\n'
  while (before !== null && left > 0) {
    const filter = before === undefined ? filterOf(options) : { ...filterOf(options), before }
    const page = listEvents(reader, filter, { limit: Math.min(pageSize, left) })
    if (!page.ok) return page.error.message
    for (const event of page.value.events) {
      process.stdout.write(separator + jsonText(event as unknown as Json))
      separator = ',\n'
    }
    left -= page.value.events.length
    before = page.value.next
  }
  process.stdout.write(separator === '[\n' ? '[]\n' : '\n]\n')
  return null
}

function printTable(reader: Reader, options: ListOptions): string | null {
  const limit = options.limit ?? tableRows
  const page = listEvents(reader, filterOf(options), { limit, count: true })
  if (!page.ok) return page.error.message
  const { events, total = 0 } = page.value
  if (events.length === 0) {
    process.stderr.write(`No such events in the log.\n`)
    return null
  }
  const table = new Table({
    head: ['time (UTC)', 'agent', 'tool', 'call', options.dryRunOnly ? 'would' : 'effect', 'rule', 'reason'],
    style: { head: [], border: [] },
    chars: { 'mid-mid': '', mid: '', 'left-mid': '', 'right-mid': '' },
    colWidths: columnWidths(process.stdout.columns ?? 160),
  })
  for (const event of events) table.push(rowOf(event))
  process.stdout.write(`${table.toString()}\n`)
  if (total > events.length) process.stdout.write(`${total - events.length} more; --limit shows more of them.\n`)
  return null
}

/** What the columns of fixed words leave of the terminal is shared by call, rule and reason. */
function columnWidths(terminal: number): (number | null)[] {
  const left = Math.max(48, terminal - 78)
  const [call, rule] = [Math.floor(left * 0.36), Math.floor(left * 0.26)]
  return [21, 14, 14, call, 18, rule, left - call - rule]
}

function rowOf(event: AuditEvent): string[] {
  const { time, agent, tool_raw, effect, verdict, kind, rule, reason } = event
  const decided = kind === 'decision' ? ownWord(effect, verdict) : kind
  const cells = [
    time.slice(0, 19).replace('T', ' '),
    agent ?? '',
    tool_raw ?? '',
    subjectOf(event),
    decided,
    rule ?? '',
    reason ?? '',
  ]
  return cells.map((cell) => escapeForDisplay(cell))
}

function ownWord(effect = '', verdict = ''): string {
  return effect === verdict ? effect : `${effect} (${verdict})`
}

/** What the call was about: its command, path, URL, or else its arguments. */
function subjectOf({ args }: AuditEvent): string {
  if (args === undefined || args === null || typeof args !== 'object' || Array.isArray(args)) return ''
  const given = args as { readonly [key: string]: Json }
  const telling = ['command', 'cmd', 'file_path', 'path', 'url', 'query', 'pattern'].find(
    (key) => typeof given[key] === 'string',
  )
  return telling === undefined ? jsonText(args) : String(given[telling])
}

function sinceOption(text: string): string {
  const [, count, unit] = /^(\d{1,6})([mhd])$/.exec(text) ?? []
  const minutes = { m: 1, h: 60, d: 24 * 60 }[unit ?? '']
  if (minutes !== undefined) return new Date(Date.now() - Number(count) * minutes * 60_000).toISOString()
  const time = /^\d{4}-\d\d-\d\d/.test(text)
    ? Date.parse(/T.*(Z|[+-]\d\d:?\d\d)$|^[\d-]+$/.test(text) ? text : `${text}Z`)
    : Number.NaN
  if (Number.isNaN(time)) throw new InvalidArgumentError('Give 24h, 7d, 30m, or a date such as 2026-01-31T12:00:00Z.')
  return new Date(time).toISOString()
}

function limitOption(text: string): number {
  const limit = Number(text)
  if (!Number.isSafeInteger(limit) || limit < 1) throw new InvalidArgumentError('Give a whole number above 0.')
  return limit
}
