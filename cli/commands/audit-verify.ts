import { type Command, InvalidArgumentError, Option } from 'commander'
import { amount } from '../../analysis/amount.ts'
import { escapeForDisplay } from '../../audit/display.ts'
import { verifyForeign } from '../../audit/readers/foreign-log.ts'
import type { ForeignVerification } from '../../audit/readers/verification.ts'
import { checkCounts } from '../../audit/recount.ts'
import { type NotedHead, type Verification, verify as verifyChain } from '../../audit/verify.ts'
import { exitWith } from '../files.ts'
import { logOf } from '../log.ts'
import { auditOption, formatOption } from '../options.ts'
import { closeSource, complain, openSource, type Source } from './audit-source.ts'

interface VerifyOptions {
  readonly audit?: string
  readonly expectHead?: NotedHead
  readonly format: 'text' | 'json'
}

/** `rehearsal audit verify`: walks the hash chain; exit code 1 where it is broken. */
export function register(audit: Command): void {
  audit
    .command('verify')
    .description(
      "check that no event was edited, deleted or reordered; of another system's log, by that system's rules",
    )
    .addOption(new Option('--expect-head <head>', 'SEQ:HASH, as audit head printed it').argParser(headOption))
    .addOption(auditOption())
    .addOption(formatOption())
    .action(verify)
}

async function verify(options: VerifyOptions): Promise<void> {
  const { audit, expectHead, format } = options
  const source = await openSource(audit)
  if (source === null) {
    if (format === 'json' && process.exitCode === undefined) {
      process.stdout.write(`${JSON.stringify({ audit: logOf(audit).database, rows: 0, fault: null })}\n`)
    }
    // A log that was noted once and is gone now is no fine log.
    if (expectHead !== undefined) complain('The head that was noted is not there, for there is no log.')
    return
  }
  try {
    if (source.foreign === null) printOwn(source, options)
    else if (expectHead === undefined) printForeign(source, format)
    else {
      process.stderr.write(
        `rehearsal: --expect-head is for Rehearsal's own log; ${source.file} is one of another system.\n`,
      )
      exitWith(2)
    }
  } finally {
    closeSource(source)
  }
}

function printOwn(source: Source & { readonly foreign: null }, { expectHead, format }: VerifyOptions): void {
  const walked = verifyChain(source.reader, expectHead)
  if (!walked.ok) {
    complain(walked.error.message)
    return
  }
  const found = walked.value
  // Rows that are not whole cannot tell what should have been counted.
  const counts = found.fault === null ? checkCounts(source.reader) : null
  const differ = counts?.ok ? (counts.value?.message ?? null) : (counts?.error.message ?? null)
  if (format === 'json')
    process.stdout.write(`${JSON.stringify({ ...asJson(source.file, found), counts_differ: differ })}\n`)
  else process.stdout.write(`${asText(found)}${differ === null ? '' : `${escapeForDisplay(differ)}\n`}`)
  if (found.fault !== null || found.noted === 'pruned' || differ !== null) exitWith(1)
}

function printForeign({ foreign, file }: Source & { readonly foreign: object }, format: 'text' | 'json'): void {
  const checked = verifyForeign(foreign)
  if (!checked.ok) {
    complain(checked.error.message)
    return
  }
  const found = checked.value
  process.stdout.write(format === 'json' ? `${JSON.stringify(foreignJson(file, found))}\n` : foreignText(found))
  if (found.chain === 'broken') exitWith(1)
}

function asJson(database: string, found: Verification): object {
  const { rows, fault, head, prunedTo, forgotten, lost, clockSteps, noted } = found
  const whole = { audit: database, rows, fault, head, pruned_to: prunedTo, forgotten, lost, clock_steps: clockSteps }
  return noted === undefined ? whole : { ...whole, expected_head: noted }
}

function asText({ rows, fault, head, prunedTo, forgotten, lost, clockSteps, noted }: Verification): string {
  const lines =
    fault === null
      ? [`The chain is whole: ${amount(rows, 'event')}, head ${head.seq}:${head.hash}`]
      : [`The chain is broken at event ${fault.seq} (${fault.reason}): ${fault.message}`]
  if (noted === 'found') lines.push('The noted head is in it.')
  if (noted === 'pruned')
    lines.push('The noted head was pruned: whether it was the same log cannot be checked any more.')
  if (prunedTo > 0) {
    const pruned = prunedTo === 1 ? 'Event 1 was' : `Events 1 to ${prunedTo} were`
    lines.push(`${pruned} pruned, and the log says so.`)
  }
  if (forgotten > 0)
    lines.push(
      `${amount(forgotten, 'event')} had ${forgotten === 1 ? 'its' : 'their'} contents erased, and the log says so.`,
    )
  if (lost > 0) {
    const never = `${amount(lost, 'event')} could not be written when ${lost === 1 ? 'it' : 'they'} happened`
    lines.push(`${never}, and the log says so: rehearsal audit list --kind error tells when.`)
  }
  for (const { seq, from, to } of clockSteps)
    lines.push(`The clock stepped back at event ${seq}, from ${from} to ${to}.`)
  return `${lines.join('\n')}\n`
}

function foreignJson(audit: string, found: ForeignVerification): object {
  const { format, chain, entries, faults, faultCount, ownVerdict, notes, odd, oddCount } = found
  const counted = { fault_count: faultCount, own_verdict: ownVerdict, notes, odd, odd_count: oddCount }
  return { audit, format, chain, entries, faults, ...counted }
}

/** So many faults are listed in words. */
const mostListed = 10

function foreignText(found: ForeignVerification): string {
  const { format, chain, entries, faults, faultCount, ownVerdict, notes, odd, oddCount } = found
  const held = amount(entries, 'entry', 'entries')
  const heads = {
    whole: `The chain is whole by ${format}'s own rules: ${held}.`,
    broken: `The chain is broken by ${format}'s own rules in ${amount(faultCount, 'place')}; ${held}.`,
    none: `${held} of ${format}, without a chain.`,
  }
  const lines = [heads[chain]]
  for (const { cause, message } of faults.slice(0, mostListed)) lines.push(`  ${cause}: ${message}`)
  if (faultCount > mostListed) lines.push(`  ${faultCount - mostListed} more; --format json lists them.`)
  for (const own of ownVerdict.slice(0, 1)) lines.push(`${format}'s own verifier says first: ${own}`)
  lines.push(...notes)
  for (const { line, why } of odd.slice(0, mostListed)) lines.push(`Line ${line} was skipped. ${why}`)
  if (oddCount > mostListed) lines.push(`${amount(oddCount - mostListed, 'more line was', 'more lines were')} skipped.`)
  return `${lines.map(escapeForDisplay).join('\n')}\n`
}

function headOption(text: string): NotedHead {
  const [, seq, hash] = /^(?:(\d{1,15})[: ])?([0-9a-f]{64})$/.exec(text.trim()) ?? []
  if (hash === undefined) throw new InvalidArgumentError('Give SEQ:HASH as audit head prints it.')
  return { seq: seq === undefined ? null : Number(seq), hash }
}
