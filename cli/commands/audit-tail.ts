import path from 'node:path'
import type { Command } from 'commander'
import { amount } from '../../analysis/amount.ts'
import { waitingFiles } from '../../audit/drain.ts'
import type { LoggedEvent } from '../../audit/stored-event.ts'
import { startTail } from '../../audit/tail.ts'
import { recordSpool } from '../../gate/recorder.ts'
import { logOf } from '../log.ts'
import { auditOption, formatOption } from '../options.ts'
import { eventCells, eventJson } from './audit-print.ts'
import { refuseForeign } from './audit-source.ts'

interface TailOptions {
  readonly audit?: string
  readonly dryRunOnly?: boolean
  readonly format: 'text' | 'table' | 'jsonl'
}

/** Ms between two looks for events that wait outside the log. */
const drainEvery = 2000

/** `rehearsal audit tail`: events as they come, live and shadow, until it is interrupted. */
export function register(audit: Command): void {
  audit
    .command('tail')
    .description('print events as they are recorded, until interrupted')
    .option('--dry-run-only', 'only what a policy in observe mode would have done')
    .addOption(auditOption())
    .addOption(formatOption(['text', 'table', 'jsonl']))
    .action(follow)
}

async function follow({ audit, dryRunOnly, format }: TailOptions): Promise<void> {
  if (refuseForeign(audit)) return
  const place = logOf(audit)
  const show = (event: LoggedEvent) => {
    if (dryRunOnly && event.dry_run !== true) return
    process.stdout.write(format === 'jsonl' ? `${eventJson(event)}\n` : `${asText(event)}\n`)
  }
  const tail = startTail({
    dbPath: place.database,
    childScript: path.join(import.meta.dirname, 'tail.cjs'),
    onEvents(events, skipped) {
      if (skipped > 0) say(`${amount(skipped, 'event')} came at once before these; audit list shows them.`)
      for (const event of events) show(event)
    },
    onState: ({ message }) => say(message),
  })
  const drainer = setInterval(() => {
    if (waitingFiles(place.spool) > 0) void recordSpool(place, [], Date.now())
  }, drainEvery)
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve())
  })
  clearInterval(drainer)
  await tail.stop()
}

function asText(event: LoggedEvent): string {
  const [time = '', agent = '', tool = '', call = '', effect = '', rule = '', reason = ''] = eventCells(event)
  const would = event.dry_run === true ? `would ${effect}` : effect
  return [time, would, agent, tool, call, rule, reason].filter((cell) => cell !== '').join('  ')
}

function say(message: string): void {
  process.stderr.write(`rehearsal: ${message}\n`)
}
