import type { Command } from 'commander'
import { amount } from '../../analysis/amount.ts'
import { recount } from '../../audit/recount.ts'
import { auditOption, formatOption } from '../options.ts'
import { complain } from './audit-source.ts'
import { openForChange } from './audit-store.ts'

interface RecountOptions {
  readonly audit?: string
  readonly format: 'text' | 'json'
}

/** `rehearsal audit recount`: builds the counted tables anew from the rows, which stay as they are. */
export function register(audit: Command): void {
  audit
    .command('recount')
    .description('count the rows anew, for when audit verify says that the counts do not agree with them')
    .addOption(auditOption())
    .addOption(formatOption())
    .action(countAnew)
}

async function countAnew({ audit, format }: RecountOptions): Promise<void> {
  const store = await openForChange(audit)
  if (store === null) return
  const done = recount(store)
  store.close()
  if (!done.ok) complain(done.error.message)
  else if (format === 'json') process.stdout.write(`${JSON.stringify({ rows: done.value })}\n`)
  else process.stdout.write(`${amount(done.value, 'event was', 'events were')} counted anew.\n`)
}
