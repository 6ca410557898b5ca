import type { Command } from 'commander'
import { escapeLinesForDisplay } from '../../audit/display.ts'
import { policyTexts } from '../../audit/query.ts'
import { exitWith } from '../files.ts'
import { logOf, openLog } from '../log.ts'
import { auditOption, formatOption } from '../options.ts'
import { complain, refuseForeign } from './audit-source.ts'

interface PolicyOptions {
  readonly audit?: string
  readonly format: 'text' | 'json'
}

/** `rehearsal audit policy`: the text that a decision was made by, which may be gone from the disk. */
export function register(audit: Command): void {
  audit
    .command('policy')
    .description('print the text that a decision was made by, as it stood then')
    .argument('<digest>', 'the policy_digest of an event')
    .addOption(auditOption())
    .addOption(formatOption())
    .action(printPolicy)
}

async function printPolicy(digest: string, { audit, format }: PolicyOptions): Promise<void> {
  if (refuseForeign(audit)) return
  const reader = await openLog(logOf(audit))
  if (reader === null) return exitWith(1)
  const found = policyTexts(reader, digest)
  reader.close()
  if (!found.ok) return complain(found.error.message)
  if (found.value === null)
    return complain(
      `The log keeps no text with the digest ${escapeLinesForDisplay(digest)}; events name it in policy_digest.`,
    )
  if (format === 'json') {
    process.stdout.write(`${JSON.stringify({ policy_digest: digest, documents: found.value }, null, 2)}\n`)
    return
  }
  const several = found.value.length > 1
  for (const { file, text } of found.value) {
    if (several) process.stdout.write(`# ${escapeLinesForDisplay(file)}\n`)
    process.stdout.write(escapeLinesForDisplay(text.endsWith('\n') ? text : `${text}\n`))
  }
}
