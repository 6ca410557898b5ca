import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Command, Option } from 'commander'
import { amount } from '../../analysis/amount.ts'
import { type GeneratedCases, generateCases } from '../../analysis/cases/generate.ts'
import { appendCases, newTestFile, testFileBeside } from '../../analysis/cases/testFileText.ts'
import { type PolicyDocument, readPolicyDocument } from '../../analysis/policyDocument.ts'
import { finish } from '../../analysis/replay/replay.ts'
import { testFilesAbout } from '../../analysis/tests/about.ts'
import type { TestCase } from '../../analysis/tests/testCase.ts'
import { testCommentsOf } from '../../analysis/tests/testComment.ts'
import { isRefusal } from '../../evaluator/dialect.ts'
import { applyEdits } from '../../evaluator/text.ts'
import { type CallOptions, toolNameOption, toolNamesOf } from '../call-options.ts'
import { exitWith, filesNamedBy, readNamedFile, readQuietly } from '../files.ts'
import { auditOption, formatOption } from '../options.ts'
import { openRecordedCalls } from '../replaySource.ts'
import { timeOption } from './audit-options.ts'
import { complain } from './audit-source.ts'

interface CasesOptions extends Pick<CallOptions, 'toolName'> {
  readonly audit?: string
  readonly since?: string
  readonly until?: string
  readonly write?: boolean
  readonly stdin?: boolean
  readonly format: 'text' | 'json'
}

export function register(program: Command): void {
  program
    .command('cases')
    .description('make test cases of recorded calls: as few as cover each rule and verdict that the log reaches')
    .argument('<policy>', 'the policy')
    .addOption(auditOption())
    .addOption(new Option('--since <time>', '24h, 7d, or a date (default: all)').argParser(timeOption))
    .addOption(new Option('--until <time>', 'the same, itself left out').argParser(timeOption))
    .addOption(toolNameOption())
    .option('--write', 'put them into NAME.test.yaml beside the policy, behind what is there (default: print them)')
    .addOption(new Option('--stdin', "the policy's text comes on stdin, as an editor has it").hideHelp())
    .addOption(formatOption())
    .action(cases)
}

async function cases(path: string, options: CasesOptions): Promise<void> {
  const text = options.stdin ? readFileSync(0, 'utf8') : readNamedFile(path)
  if (text === null) return
  const file = resolve(path)
  const document = readPolicyDocument(file, text, { named: filesNamedBy(file) })
  const why =
    document === null ? 'this is not a policy of any system that Rehearsal reads' : document.model.refused?.message
  if (document === null || why !== undefined) return complain(`${path}: ${why}`)
  const target = testFileBeside(file)
  const about = testFilesAbout(file, readQuietly)
  const existing = [...testCommentsOf(document.comments).cases, ...about.flatMap(({ tests }) => tests.cases)]
  const generated = await generate(document, options, existing)
  if (generated !== null) hand(generated, target, path, options)
}

async function generate(
  document: PolicyDocument,
  options: CasesOptions,
  existing: readonly TestCase[],
): Promise<GeneratedCases | null> {
  const opened = await openRecordedCalls(options.audit, options, toolNamesOf(options.toolName))
  if (opened === null) {
    exitWith(1)
    return null
  }
  try {
    return finish(generateCases(document, opened.source, existing))
  } finally {
    opened.close()
  }
}

/** Prints or writes what was made; what is there keeps every byte. */
function hand(generated: GeneratedCases, target: string, path: string, { write, format }: CasesOptions): void {
  if (write && generated.cases.length > 0) {
    const text = fileWith(generated, target, path)
    if (text === null) return
    writeFileSync(target, text)
  }
  if (format === 'json') {
    const { cases, ...rest } = generated
    const made = cases.map(({ json, lines }) => ({ json, lines }))
    const said = summary(generated, write ? target : null)
    const shown = { file: target, written: write === true, cases: made, summary: said, ...rest }
    process.stdout.write(`${JSON.stringify(shown, null, 2)}\n`)
    return
  }
  if (!write && generated.cases.length > 0) process.stdout.write(newTestFile(path, generated.cases))
  process.stderr.write(summary(generated, write ? target : null))
}

/** The test file with the cases; null, with a sentence, when they cannot be added to the one that is there. */
function fileWith({ cases }: GeneratedCases, target: string, path: string): string | null {
  const before = readQuietly(target)
  if (before === null) return newTestFile(path, cases)
  const edits = appendCases(before, cases)
  if (!isRefusal(edits)) return applyEdits(before, edits)
  complain(`${target}: ${edits.message}`)
  return null
}

/** What was made and what was not, in sentences. */
function summary({ cases, newlyCovered, stillUncovered, unused }: GeneratedCases, target: string | null): string {
  const count = amount(cases.length, 'case')
  const where = target === null || cases.length === 0 ? '' : ` in ${target}`
  const lines = [
    cases.length === 0 ? 'The recorded calls show nothing that no case covers yet.' : `${count}${where}.`,
    ...(newlyCovered.length > 0 ? [`Now covered: ${newlyCovered.join(', ')}.`] : []),
    ...(stillUncovered.length > 0 ? [`No recorded call reaches: ${stillUncovered.join(', ')}.`] : []),
    ...(unused.withoutArguments > 0
      ? [`${amount(unused.withoutArguments, 'call was', 'calls were')} recorded without arguments.`]
      : []),
    ...(unused.unknown > 0
      ? [`${amount(unused.unknown, 'call holds', 'calls hold')} values that were not stored and matter.`]
      : []),
    ...(unused.errors > 0 ? [`${amount(unused.errors, 'call')} could not be judged.`] : []),
  ]
  return `${lines.join('\n')}\n`
}
