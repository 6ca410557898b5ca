import type { Command } from 'commander'
import { type Verification, verify as verifyChain } from '../../audit/verify.ts'
import { exitWith } from '../files.ts'
import { logOf, openLog } from '../log.ts'
import { auditOption, formatOption } from '../options.ts'

interface VerifyOptions {
  readonly audit?: string
  readonly format: 'text' | 'json'
}

/** `rehearsal audit verify`: walks the hash chain; exit code 1 where it is broken. */
export function register(audit: Command): void {
  audit
    .command('verify')
    .description('check that no event was edited, deleted or reordered; exit 1 at the first that was')
    .addOption(auditOption())
    .addOption(formatOption())
    .action(verify)
}

async function verify({ audit, format }: VerifyOptions): Promise<void> {
  const place = logOf(audit)
  const reader = await openLog(place)
  if (reader === null) {
    if (format === 'json') process.stdout.write(`${JSON.stringify({ audit: place.database, rows: 0, fault: null })}\n`)
    return
  }
  const walked = verifyChain(reader)
  reader.close()
  if (!walked.ok) {
    process.stderr.write(`rehearsal: ${walked.error.message}\n`)
    exitWith(1)
    return
  }
  const found = walked.value
  process.stdout.write(format === 'json' ? `${JSON.stringify(asJson(place.database, found))}\n` : asText(found))
  if (found.fault !== null) exitWith(1)
}

function asJson(database: string, found: Verification): object {
  const { rows, fault, head, prunedTo, forgotten, clockSteps } = found
  return { audit: database, rows, fault, head, pruned_to: prunedTo, forgotten, clock_steps: clockSteps }
}

function asText({ rows, fault, head, prunedTo, forgotten, clockSteps }: Verification): string {
  const lines =
    fault === null
      ? [`The chain is whole: ${rows} events, head ${head.seq} ${head.hash}`]
      : [`The chain is broken at event ${fault.seq} (${fault.reason}): ${fault.message}`]
  if (prunedTo > 0) lines.push(`Events 1 to ${prunedTo} were pruned, and the log says so.`)
  if (forgotten > 0) lines.push(`${forgotten} events had their contents erased, and the log says so.`)
  for (const { seq, from, to } of clockSteps)
    lines.push(`The clock stepped back at event ${seq}, from ${from} to ${to}.`)
  return `${lines.join('\n')}\n`
}
