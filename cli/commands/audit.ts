import type { Command } from 'commander'
import * as exporting from './audit-export.ts'
import * as forget from './audit-forget.ts'
import * as head from './audit-head.ts'
import * as list from './audit-list.ts'
import * as policy from './audit-policy.ts'
import * as prune from './audit-prune.ts'
import * as recount from './audit-recount.ts'
import * as summary from './audit-summary.ts'
import * as tail from './audit-tail.ts'
import * as verify from './audit-verify.ts'

const commands = [list, summary, tail, policy, head, verify, exporting, forget, prune, recount]

/** `rehearsal audit`: what the log holds, and what can be done with it. */
export function register(program: Command): void {
  const audit = program.command('audit').description("read the audit log, or another system's (--audit FILE)")
  for (const { register: add } of commands) add(audit)
  // `audit list | head` ends the pipe early; that is no fault.
  audit.hook('preAction', () => {
    process.stdout.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit()
      throw error
    })
  })
}
