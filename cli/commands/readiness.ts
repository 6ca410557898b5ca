import { basename } from 'node:path'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { type PolicyDocument, readPolicyDocument } from '../../analysis/policyDocument.ts'
import { type Demands, usualDemands } from '../../analysis/readiness/readiness.ts'
import { readinessLines, readinessMarkdown } from '../../analysis/readiness/report.ts'
import { type CallOptions, toolNameOption, toolNamesOf } from '../call-options.ts'
import { exitWith, filesNamedBy, readNamedFile } from '../files.ts'
import { auditOption, formatOption } from '../options.ts'
import { type ReadinessQuestion, readinessFor } from '../readiness.ts'
import { limitOption, timeOption } from './audit-options.ts'

/** How much evidence is asked for, as the command line says. */
export interface DemandOptions extends Pick<CallOptions, 'toolName'> {
  readonly audit?: string
  readonly since: string
  readonly minCalls: number
  readonly minReviewed: number
}

export function register(program: Command): void {
  const command = program
    .command('readiness')
    .description('whether the recorded calls and the tests bear out enforcing a policy; exit 1 when they do not')
    .argument('<policy>', 'the policy file')
    .addOption(formatOption(['text', 'json', 'markdown']))
  addDemands(command).action(readiness)
}

/** Adds `--audit`, `--since`, `--tool-name`, `--min-calls` and `--min-reviewed`. */
export function addDemands(command: Command): Command {
  return command
    .addOption(auditOption())
    .addOption(new Option('--since <time>', 'calls since then: 24h, 7d, or a date').default('7d').argParser(given))
    .addOption(toolNameOption())
    .addOption(
      new Option('--min-calls <n>', 'fewer recorded calls are no evidence')
        .default(usualDemands.minCalls)
        .argParser(limitOption),
    )
    .addOption(
      new Option('--min-reviewed <share>', 'share of would-be decisions that must be marked as reviewed, 0 to 1')
        .default(usualDemands.minReviewed)
        .argParser(shareOption),
    )
}

/** What the options demand. */
function demandsOf({ minCalls, minReviewed }: DemandOptions): Demands {
  return { minCalls, minReviewed }
}

/** What readiness is asked of a document by the options. */
export function readinessQuestion(document: PolicyDocument, options: DemandOptions): ReadinessQuestion {
  const window = { since: timeOption(options.since) }
  return {
    document,
    audit: options.audit,
    window,
    demands: demandsOf(options),
    toolNames: toolNamesOf(options.toolName),
  }
}

async function readiness(file: string, options: DemandOptions & { format: string }): Promise<void> {
  const text = readNamedFile(file)
  if (text === null) return
  const document = readPolicyDocument(file, text, { named: filesNamedBy(file) })
  if (document === null) {
    process.stderr.write(`rehearsal: ${file}: this is not a policy of any system that Rehearsal reads\n`)
    exitWith(1)
    return
  }
  const found = await readinessFor(readinessQuestion(document, options))
  const name = basename(file)
  if (options.format === 'json') process.stdout.write(`${JSON.stringify(found, null, 2)}\n`)
  else if (options.format === 'markdown') process.stdout.write(`${readinessMarkdown(name, found)}\n`)
  else process.stdout.write(`${readinessLines(name, found).join('\n')}\n`)
  if (found.state !== 'ready') exitWith(1)
}

/** Checked at once, so that a mistyped time is a usage error, but kept as written. */
function given(text: string): string {
  timeOption(text)
  return text
}

function shareOption(text: string): number {
  const share = /^(?:0|1|0?\.\d+|1\.0+)$/.test(text) ? Number(text) : Number.NaN
  if (Number.isNaN(share)) throw new InvalidArgumentError('Give a share from 0 to 1, such as 0.5.')
  return share
}
