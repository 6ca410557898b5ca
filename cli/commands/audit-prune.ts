import { type Command, Option } from 'commander'
import { prune } from '../../audit/prune.ts'
import { auditOption, formatOption } from '../options.ts'
import { hand, timeOption } from './audit-options.ts'
import { complain } from './audit-source.ts'
import { openForChange } from './audit-store.ts'

interface PruneOptions {
  readonly audit?: string
  readonly olderThan: string
  readonly why?: string
  readonly format: 'text' | 'json'
}

/** `rehearsal audit prune --older-than 90d`: removes the oldest events and leaves a checkpoint that the chain goes on from. */
export function register(audit: Command): void {
  audit
    .command('prune')
    .description('remove the oldest events; the chain still verifies, from a record of what was removed')
    .addOption(
      new Option('--older-than <time>', '90d, 24h, or a date (UTC)').argParser(timeOption).makeOptionMandatory(),
    )
    .option('--why <text>', 'kept in the record of it')
    .addOption(auditOption())
    .addOption(formatOption())
    .action(remove)
}

async function remove({ audit, olderThan, why, format }: PruneOptions): Promise<void> {
  const store = await openForChange(audit)
  if (store === null) return
  const done = prune(store, olderThan, hand(why))
  store.close()
  if (!done.ok) {
    complain(done.error.message)
    return
  }
  const { last, count, cleared } = done.value
  if (format === 'json') {
    process.stdout.write(`${JSON.stringify({ older_than: olderThan, pruned_to: last, count, cleared })}\n`)
  } else if (count === 0) process.stdout.write(`Nothing is older than ${olderThan}.\n`)
  else process.stdout.write(`${removedInWords(count, last)} removed; the log says so.\n`)
  if (!cleared) {
    process.stderr.write(
      'rehearsal: Another process reads the log, so old copies stay in its files until that one closes.\n',
    )
  }
}

function removedInWords(count: number, last: number): string {
  return count === 1 ? `1 event, number ${last}, was` : `${count} events, up to event ${last}, were`
}
