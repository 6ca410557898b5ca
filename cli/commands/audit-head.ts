import type { Command } from 'commander'
import { head } from '../../audit/verify.ts'
import { logOf, openLog } from '../log.ts'
import { auditOption, formatOption } from '../options.ts'
import { complain, refuseForeign } from './audit-source.ts'

interface HeadOptions {
  readonly audit?: string
  readonly format: 'text' | 'json'
}

/** `rehearsal audit head`: where the chain ends now, to be noted elsewhere for `audit verify --expect-head`. */
export function register(audit: Command): void {
  audit
    .command('head')
    .description('print where the chain ends, as SEQ:HASH: kept elsewhere, it shows a rewritten or cut log later')
    .addOption(auditOption())
    .addOption(formatOption())
    .action(printHead)
}

async function printHead({ audit, format }: HeadOptions): Promise<void> {
  if (refuseForeign(audit)) return
  const place = logOf(audit)
  const reader = await openLog(place)
  if (reader === null) {
    process.exitCode = 1
    return
  }
  const found = head(reader)
  reader.close()
  if (!found.ok) {
    complain(found.error.message)
    return
  }
  const { seq, hash } = found.value
  process.stdout.write(
    format === 'json' ? `${JSON.stringify({ audit: place.database, seq, hash })}\n` : `${seq}:${hash}\n`,
  )
}
