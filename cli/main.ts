import { Command, CommanderError } from 'commander'
import { gateVersion } from '../gate/version.ts'
import * as audit from './commands/audit.ts'
import * as call from './commands/call.ts'
import * as candidate from './commands/candidate.ts'
import * as cases from './commands/cases.ts'
import * as check from './commands/check.ts'
import * as doctor from './commands/doctor.ts'
import * as flip from './commands/flip.ts'
import * as hook from './commands/hook.ts'
import * as init from './commands/init.ts'
import * as level from './commands/level.ts'
import * as lsp from './commands/lsp.ts'
import * as mcp from './commands/mcp.ts'
import * as readiness from './commands/readiness.ts'
import * as replay from './commands/replay.ts'
import * as run from './commands/run.ts'
import * as simulate from './commands/simulate.ts'
import * as test from './commands/test.ts'

/** Every command, in the order in which `--help` lists them. */
const commands = [
  check,
  call,
  test,
  cases,
  replay,
  readiness,
  flip,
  candidate,
  level,
  simulate,
  init,
  run,
  mcp,
  hook,
  audit,
  doctor,
  lsp,
]

/** Runs the command line; the exit code is 0 when all is fine, 1 on a finding, 2 when it is used wrongly. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = new Command('rehearsal')
    .description('Try a policy for AI agents on real traffic before it blocks anything.')
    .version(gateVersion)
    .showHelpAfterError('(--help tells more)')
    .enablePositionalOptions()
    .exitOverride()
  for (const { register } of commands) register(program)
  try {
    await program.parseAsync([...argv])
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2
    else {
      console.error(`rehearsal: ${error instanceof Error ? error.message : String(error)}`)
      process.exitCode = 1
    }
  }
}
