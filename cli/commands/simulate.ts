import { type Command, Option } from 'commander'
import { counted, grouped, windowInWords } from '../../analysis/replay/print.ts'
import { type Simulation, simulateLevel } from '../../analysis/replay/simulate.ts'
import { escapeForDisplay, escapeJsonForDisplay } from '../../audit/display.ts'
import { levels } from '../../evaluator/dialects/orca/levels.ts'
import type { Level } from '../../evaluator/dialects/orca/words.ts'
import { type CallOptions, toolNameOption, toolNamesOf } from '../call-options.ts'
import { auditOption, formatOption } from '../options.ts'
import { openRecordedCalls } from '../replaySource.ts'
import { timeOption } from './audit-options.ts'

interface SimulateOptions extends Pick<CallOptions, 'toolName'> {
  readonly level: Level
  readonly audit?: string
  readonly since: string
  readonly until?: string
  readonly format: 'text' | 'json'
}

export function register(program: Command): void {
  program
    .command('simulate')
    .description('what an autonomy level of Orca would have blocked of the recorded calls: names and counts only')
    .addOption(
      new Option('--level <level>', 'how much agents may do by themselves')
        .choices(Object.keys(levels))
        .makeOptionMandatory(),
    )
    .addOption(auditOption())
    .addOption(new Option('--since <time>', '24h, 7d, or a date such as 2026-01-31').default('7d'))
    .addOption(new Option('--until <time>', 'the same, itself left out').argParser(timeOption))
    .addOption(toolNameOption())
    .addOption(formatOption())
    .action(simulate)
}

async function simulate({ level, audit, since, until, format, toolName }: SimulateOptions): Promise<void> {
  const window = { since: timeOption(since), ...(until === undefined ? {} : { until }) }
  const opened = await openRecordedCalls(audit, window, toolNamesOf(toolName))
  if (opened === null) return
  try {
    const found = simulateLevel(opened.source, level)
    if (format === 'json') process.stdout.write(`${escapeJsonForDisplay(JSON.stringify(found))}\n`)
    else process.stdout.write(asText(found))
  } finally {
    opened.close()
  }
}

function asText(found: Simulation): string {
  const lines = [
    `${found.level}: ${counted(found.total_events)} ${windowInWords(found)}`,
    `  its rules would block     ${grouped(found.would_block)}`,
    `  its default would block   ${grouped(found.would_block_by_default)}`,
    ...found.tools.map(({ tool_name, rule_label, count }) => `  ${tool_name}: ${grouped(count)} by ${rule_label}`),
    ...(found.without_time === 0 ? [] : [`  without a time, so in no window: ${grouped(found.without_time)}`]),
    ...(found.not_judged === 0 ? [] : [`  not judged, in another system's words: ${grouped(found.not_judged)}`]),
  ]
  return `${lines.map(escapeForDisplay).join('\n')}\n`
}
