import Table from 'cli-table3'
import { amount } from '../../analysis/amount.ts'
import { csvHead, csvLine } from '../../audit/csv.ts'
import { escapeForDisplay, escapeJsonForDisplay } from '../../audit/display.ts'
import { jsonText } from '../../audit/json-text.ts'
import { isObject, type Json } from '../../evaluator/json/values.ts'
import type { ShownEvent } from './audit-source.ts'

export type MachineFormat = 'json' | 'jsonl' | 'csv'

/** Prints events as `format` has them, one by one as they come. */
export function printEvents(events: Iterable<ShownEvent>, format: MachineFormat, write: (text: string) => void): void {
  if (format === 'csv') write(csvHead)
  let separator = '[\n'
  for (const event of events) {
    if (format === 'csv') write(csvLine(event))
    else if (format === 'jsonl') write(`${eventJson(event)}\n`)
    else write(separator + eventJson(event))
    separator = ',\n'
  }
  if (format === 'json') write(separator === '[\n' ? '[]\n' : '\n]\n')
}

/** One event as JSON on one line, with no character that a terminal would act upon. */
export function eventJson(event: ShownEvent): string {
  return escapeJsonForDisplay(jsonText(event as unknown as Json))
}

/** Events as a table as wide as the terminal; where there is none, in a pipe, every cell is whole. */
export function eventTable(events: Iterable<ShownEvent>, wouldBe: boolean): string {
  const table = new Table({
    head: ['time (UTC)', 'agent', 'tool', 'call', wouldBe ? 'would' : 'effect', 'rule', 'reason'],
    style: { head: [], border: [] },
    chars: { 'mid-mid': '', mid: '', 'left-mid': '', 'right-mid': '' },
    ...(process.stdout.columns === undefined ? {} : { colWidths: columnWidths(process.stdout.columns) }),
  })
  for (const event of events) table.push(eventCells(event))
  return table.toString()
}

/** Time, agent, tool, call, effect, rule and reason, safe to show. */
export function eventCells(event: ShownEvent): string[] {
  const { time, agent, tool, tool_raw, effect, verdict, kind, rule, reason, shadow_reason } = event
  const decided = kind === 'decision' ? ownWord(effect, verdict) : kind
  const why = reason || shadow_reason || recordOf(event)
  const cells = [time.slice(0, 19).replace('T', ' '), agent ?? '', tool_raw ?? tool ?? '', subjectOf(event), decided]
  return [...cells, rule ?? '', why].map((cell) => escapeForDisplay(cell))
}

/** What a record of the log about itself says: what was removed, by whom and why. */
function recordOf({ kind, detail }: ShownEvent): string {
  if (kind !== 'prune' || !isObject(detail)) return ''
  const { forgot, count, last, who, why } = detail
  const what =
    forgot === undefined
      ? `${amount(Number(count), 'event')} up to number ${last} removed`
      : `what event ${forgot} said was forgotten`
  return `${what} by ${who}${why === undefined ? '' : `: ${why}`}`
}

const columns = 7
const narrowest = 5

/**
 * What the columns of fixed words leave of the terminal is shared by call, rule and reason; in a narrow one, all are
 * narrowed alike.
 */
export function columnWidths(terminal: number): number[] {
  const room = terminal - columns - 1
  const left = Math.max(48, room - 67)
  const [call, rule] = [Math.floor(left * 0.36), Math.floor(left * 0.26)]
  const widths = [21, 14, 14, call, 18, rule, left - call - rule]
  const wanted = widths.reduce((sum, width) => sum + width, 0)
  return wanted <= room ? widths : widths.map((width) => Math.max(narrowest, Math.floor((width * room) / wanted)))
}

function ownWord(effect = '', verdict = ''): string {
  return effect === verdict || verdict === '' ? effect : `${effect} (${verdict})`
}

/** What the call was about: its command, path, URL, or else its arguments. */
function subjectOf({ args }: ShownEvent): string {
  if (args === undefined || args === null || typeof args !== 'object' || Array.isArray(args)) return ''
  const given = args as { readonly [key: string]: Json }
  const telling = ['command', 'cmd', 'file_path', 'path', 'url', 'query', 'pattern', 'resource'].find(
    (key) => typeof given[key] === 'string',
  )
  return telling === undefined ? jsonText(args) : String(given[telling])
}
