import type { Command } from 'commander'
import { forget } from '../../audit/forget.ts'
import { auditOption, formatOption } from '../options.ts'
import { hand } from './audit-options.ts'
import { complain } from './audit-source.ts'
import { openForChange } from './audit-store.ts'

interface ForgetOptions {
  readonly audit?: string
  readonly why?: string
  readonly format: 'text' | 'json'
}

/** `rehearsal audit forget ID`: erases what an event says, and leaves a record that it was done. */
export function register(audit: Command): void {
  audit
    .command('forget')
    .description('erase the arguments, reasons and other contents of one event; the chain still verifies')
    .argument('<id>', "the event's id, as audit list --format json shows it")
    .option('--why <text>', 'kept in the record of it')
    .addOption(auditOption())
    .addOption(formatOption())
    .action(erase)
}

async function erase(id: string, { audit, why, format }: ForgetOptions): Promise<void> {
  const store = await openForChange(audit)
  if (store === null) return
  const done = forget(store, id, hand(why))
  store.close()
  if (!done.ok) {
    complain(done.error.message)
    return
  }
  const { seq, cleared } = done.value
  if (format === 'json') process.stdout.write(`${JSON.stringify({ id, seq, cleared })}\n`)
  else process.stdout.write(`The contents of event ${seq} were erased.\n`)
  if (!cleared) {
    process.stderr.write(
      'rehearsal: Another process reads the log, so old copies stay in its -wal file until that one closes.\n',
    )
  }
}
