import Table from 'cli-table3'
import { csvHead, csvLine } from '../../audit/csv.ts'
import { escapeForDisplay, escapeJsonForDisplay } from '../../audit/display.ts'
import { jsonText } from '../../audit/json-text.ts'
import type { Json } from '../../evaluator/json/values.ts'
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

/** Events as a table as wide as the terminal. */
export function eventTable(events: Iterable<ShownEvent>, wouldBe: boolean): string {
  const table = new Table({
    head: ['time (UTC)', 'agent', 'tool', 'call', wouldBe ? 'would' : 'effect', 'rule', 'reason'],
    style: { head: [], border: [] },
    chars: { 'mid-mid': '', mid: '', 'left-mid': '', 'right-mid': '' },
    colWidths: columnWidths(process.stdout.columns ?? 160),
  })
  for (const event of events) table.push(eventCells(event))
  return table.toString()
}

/** Time, agent, tool, call, effect, rule and reason, safe to show. */
export function eventCells(event: ShownEvent): string[] {
  const { time, agent, tool, tool_raw, effect, verdict, kind, rule, reason, shadow_reason } = event
  const decided = kind === 'decision' ? ownWord(effect, verdict) : kind
  const why = reason || shadow_reason || ''
  const cells = [time.slice(0, 19).replace('T', ' '), agent ?? '', tool_raw ?? tool ?? '', subjectOf(event), decided]
  return [...cells, rule ?? '', why].map((cell) => escapeForDisplay(cell))
}

/** What the columns of fixed words leave of the terminal is shared by call, rule and reason. */
function columnWidths(terminal: number): (number | null)[] {
  const left = Math.max(48, terminal - 78)
  const [call, rule] = [Math.floor(left * 0.36), Math.floor(left * 0.26)]
  return [21, 14, 14, call, 18, rule, left - call - rule]
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
