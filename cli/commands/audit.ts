import type { Command } from 'commander'
import * as list from './audit-list.ts'
import * as verify from './audit-verify.ts'

/** `rehearsal audit`: what the log holds. */
export function register(program: Command): void {
  const audit = program.command('audit').description('read the audit log')
  for (const { register: add } of [list, verify]) add(audit)
}
