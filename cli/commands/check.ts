import type { Command } from 'commander'
import { type CheckedIn, type CheckedText, checkText, findingsOf } from '../../analysis/checkFile.ts'
import { kindsOf, remarksOf } from '../../analysis/checkReport.ts'
import { annotation } from '../../analysis/formats/github.ts'
import { junitReport } from '../../analysis/formats/junit.ts'
import { sourcePath } from '../../analysis/formats/report.ts'
import { sarifText } from '../../analysis/formats/sarif.ts'
import { escapeForDisplay } from '../../audit/display.ts'
import { workspaceRoot } from '../../audit/place.ts'
import { gateVersion } from '../../gate/version.ts'
import { exitWith, filesNamedBy, readQuietly } from '../files.ts'
import { type NamedFiles, namedFiles, nothingFound, sayOthers } from '../namedFiles.ts'
import { formatOption } from '../options.ts'

export function register(program: Command): void {
  program
    .command('check')
    .description('check policies and test files as the editor does; exit 1 when there is an error')
    .argument('<files...>', 'policies and test files, or folders that hold some')
    .addOption(formatOption(Object.keys(printers)))
    .action(check)
}

interface Checked {
  readonly files: readonly CheckedText[]
  readonly unreadable: readonly string[]
  /** The root of the sources: reports name files from there. */
  readonly root: string
}

async function check(args: readonly string[], { format }: { format: keyof typeof printers }): Promise<void> {
  const { files, unreadable, others }: NamedFiles = await namedFiles(args)
  const all = files.map(({ path, text, named, expected }) => ({
    isAsked: named || expected !== undefined,
    checked: checkText(path, text, around(expected)),
  }))
  const isTold = ({ isAsked, checked }: (typeof all)[number]) => isAsked || checked.dialect !== null
  const checked = all.filter(isTold).map((each) => each.checked)
  sayOthers([...all.filter((each) => !isTold(each)).map((each) => each.checked.file), ...others])
  if (checked.length + unreadable.length === 0) return nothingFound(args)
  process.stdout.write(printers[format]({ files: checked, unreadable, root: workspaceRoot(process.cwd()) }))
  if (checked.some(hasError)) exitWith(1)
}

function around(expected: string | undefined): CheckedIn {
  const known = { readText: readQuietly, namedBy: filesNamedBy }
  return expected === undefined ? known : { ...known, expected }
}

const printers = {
  text: ({ files }: Checked) => files.map(asText).join(''),
  json: ({ files }: Checked) => `${JSON.stringify(files.map(asJson), null, 2)}\n`,
  sarif: asSarif,
  junit: asJunit,
  github: ({ files, root }: Checked) => remarksOf(files, root).map(annotation).join(''),
}

function hasError({ problems }: CheckedText): boolean {
  return problems.some(({ severity }) => severity === 'error')
}

function asJson({ file, dialect, problems, lines }: CheckedText): object {
  return { file, dialect, findings: findingsOf(lines, problems) }
}

function asText({ file, dialect, problems, lines }: CheckedText): string {
  const shown = escapeForDisplay(file)
  if (problems.length === 0) return `${shown}: fine (${dialect})\n`
  return findingsOf(lines, problems)
    .map((found) => `${shown}:${findingText(found)}\n`)
    .join('')
}

function findingText({ line, column, severity, message, code }: ReturnType<typeof findingsOf>[number]): string {
  return `${line}:${column}: ${severity}: ${escapeForDisplay(message)} [${code}]`
}

function asSarif({ files, unreadable, root }: Checked): string {
  const remarks = remarksOf(files, root)
  const faults = unreadable.map((file) => ({ file: sourcePath(file, root), message: 'The file cannot be read.' }))
  return sarifText({ version: gateVersion, remarks, kinds: kindsOf(remarks), faults })
}

function asJunit({ files, unreadable, root }: Checked): string {
  const suites = files.map((each) => {
    const found = findingsOf(each.lines, each.problems)
    const first = found.find(({ severity }) => severity === 'error')
    const file = sourcePath(each.file, root)
    const message = first === undefined ? null : first.message
    const outcome = first === undefined ? ('passed' as const) : ('failed' as const)
    const detail = found.map(findingText).join('\n')
    return {
      name: file,
      file,
      cases: [{ name: 'check', outcome, message, detail, seconds: 0, line: first?.line ?? 1 }],
    }
  })
  const faults = unreadable.map((file) => ({ name: file, file, cases: [], fault: 'The file cannot be read.' }))
  return junitReport('check', [...suites, ...faults])
}
