import path from 'node:path'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { amount } from '../../analysis/amount.ts'
import { annotation } from '../../analysis/formats/github.ts'
import { sarifText } from '../../analysis/formats/sarif.ts'
import { replayText } from '../../analysis/replay/print.ts'
import {
  callsWith,
  type PlacedReport,
  replayKinds,
  replayMarkdown,
  replayRemarks,
} from '../../analysis/replay/printRemarks.ts'
import { finish, Replay, type ReplayedText } from '../../analysis/replay/replay.ts'
import type { ReplaySource } from '../../analysis/replay/source.ts'
import { replayedTexts } from '../../analysis/replay/texts.ts'
import { escapeForDisplay, escapeJsonForDisplay } from '../../audit/display.ts'
import { workspaceRoot } from '../../audit/place.ts'
import type { Effect } from '../../evaluator/effect.ts'
import { gateVersion } from '../../gate/version.ts'
import { type CallOptions, toolNameOption, toolNamesOf } from '../call-options.ts'
import { exitWith, filesNamedBy, readNamedFile } from '../files.ts'
import { auditOption, formatOption } from '../options.ts'
import { openRecordedCalls } from '../replaySource.ts'
import { timeOption } from './audit-options.ts'
import { complain } from './audit-source.ts'

interface ReplayOptions extends Pick<CallOptions, 'toolName'> {
  readonly audit?: string
  readonly since?: string
  readonly until?: string
  readonly against?: readonly string[]
  readonly failOn?: FailOn
  readonly format: keyof typeof printers
}

/** More than `count` calls with this effect or a stronger one are a finding. */
interface FailOn {
  readonly effect: Effect
  readonly count: number
}

export function register(program: Command): void {
  program
    .command('replay')
    .description('what policies would decide over the recorded calls; exit 1 on what --fail-on names')
    .argument('<policies...>', 'policy files; those of a system that composes are one policy, in this order')
    .addOption(auditOption())
    .addOption(
      new Option('--since <time>', '24h, 7d, or a date such as 2026-01-31 (default: all)').argParser(timeOption),
    )
    .addOption(new Option('--until <time>', 'the same, itself left out').argParser(timeOption))
    .addOption(toolNameOption())
    .addOption(new Option('--against <policies...>', 'compare with these versions of them, in the same order'))
    .addOption(
      new Option(
        '--fail-on <effect[:n]>',
        'exit 1 when more than n calls (0) would get this effect or a stronger one',
      ).argParser(failOnOption),
    )
    .addOption(formatOption(Object.keys(printers)))
    .action(replay)
}

const root = () => workspaceRoot(process.cwd())
const printers = {
  text: (reports: readonly PlacedReport[]) => reports.map(replayText).join('\n'),
  json: (reports: readonly PlacedReport[]) => {
    const shown = reports.map(({ policy, report }) => ({ policy, ...report }))
    return `${escapeJsonForDisplay(JSON.stringify(shown))}\n`
  },
  github: (reports: readonly PlacedReport[]) => replayRemarks(reports, root()).map(annotation).join(''),
  sarif: (reports: readonly PlacedReport[]) =>
    sarifText({ version: gateVersion, remarks: replayRemarks(reports, root()), kinds: replayKinds }),
  markdown: (reports: readonly PlacedReport[]) => replayMarkdown(reports, root()),
} as const

async function replay(files: readonly string[], options: ReplayOptions): Promise<void> {
  const policies = policiesIn(files)
  const bases = options.against === undefined ? null : policiesIn(options.against)
  if (policies === null || (options.against !== undefined && bases === null)) return
  if (bases !== null && bases.length !== policies.length) {
    process.stderr.write(`rehearsal: ${policies.length} policies cannot be compared with ${bases.length}.\n`)
    exitWith(2)
    return
  }
  const opened = await openRecordedCalls(options.audit, options, toolNamesOf(options.toolName))
  if (opened === null) return
  try {
    const reports = reportsOf(opened.source, policies, bases)
    process.stdout.write(printers[options.format](reports))
    const { failOn } = options
    if (failOn) tellTooMany(reports, failOn)
  } finally {
    opened.close()
  }
}

/** Ends with 1, and a sentence for each policy that would do more than `--fail-on` lets pass. */
function tellTooMany(reports: readonly PlacedReport[], { effect, count }: FailOn): void {
  for (const { policy, report } of reports) {
    const calls = callsWith(report, effect)
    if (calls <= count) continue
    const orStronger = effect === effects.at(-1) ? effect : `${effect} or a stronger effect`
    const name = escapeForDisplay(path.relative(process.cwd(), policy))
    process.stderr.write(
      `rehearsal: ${name}: ${amount(calls, 'call')} would get ${orStronger}; --fail-on ${effect}:${count} lets ${count === 0 ? 'none' : `at most ${count}`} pass.\n`,
    )
    exitWith(1)
  }
}

/** The policies of the files; null, with a sentence and exit code, when one of them is none. */
function policiesIn(files: readonly string[]): readonly ReplayedText[] | null {
  const texts = files.flatMap((path) => {
    const text = readNamedFile(path)
    return text === null ? [] : [{ path, text }]
  })
  if (texts.length < files.length) return null
  const { texts: policies, faults } = replayedTexts(texts, filesNamedBy)
  for (const { file, why } of faults) complain(`${file}: ${why}`)
  return faults.length > 0 ? null : policies
}

function reportsOf(
  source: ReplaySource,
  policies: readonly ReplayedText[],
  bases: readonly ReplayedText[] | null,
): PlacedReport[] {
  const engine = new Replay(source)
  return policies.map((text, index) => {
    const base = bases?.[index]
    const judgedBase = base === undefined ? null : finish(engine.judge(base))
    const judged = finish(engine.judge(text, judgedBase))
    return { policy: text.file, text, report: engine.report(judged, judgedBase) }
  })
}

const effects: readonly Effect[] = ['allow', 'warn', 'redact', 'require_approval', 'deny', 'error']

function failOnOption(text: string): FailOn {
  const [, word, count = '0'] = /^([a-z_]+)(?::(\d{1,15}))?$/.exec(text) ?? []
  const effect = effects.find((known) => known === word)
  if (effect === undefined) throw new InvalidArgumentError(`Give one of ${effects.join(', ')}, and :N after it or not.`)
  return { effect, count: Number(count) }
}
