import { resolve } from 'node:path'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { Coverage, percent } from '../../analysis/coverage/coverage.ts'
import { type CoverageLine, coverageLines, coverageText, totals } from '../../analysis/coverage/report.ts'
import { sourcePath } from '../../analysis/formats/report.ts'
import { type FileRun, runFile } from '../../analysis/tests/runFile.ts'
import { allPassed, runJson, runJunit, runText } from '../../analysis/tests/runReport.ts'
import { workspaceRoot } from '../../audit/place.ts'
import { exitWith, filesNamedBy, readQuietly } from '../files.ts'
import { namedFiles, nothingFound, sayOthers } from '../namedFiles.ts'
import { formatOption } from '../options.ts'

interface TestOptions {
  readonly format: 'text' | 'json' | 'junit'
  readonly coverage?: boolean
  readonly minCoverage?: number
  readonly policy?: readonly string[]
}

export function register(program: Command): void {
  program
    .command('test')
    .description("run the test cases in policies' comments and in test files; exit 1 when one fails")
    .argument('<files...>', 'policies and test files, or folders that hold some')
    .addOption(formatOption(['text', 'json', 'junit']))
    .option('--coverage', 'say which rules and clauses decided in some case, and where those stand that never did')
    .addOption(
      new Option('--min-coverage <percent>', 'exit 1 when fewer of the rules decided in some case').argParser(
        percentage,
      ),
    )
    .addOption(
      new Option('--policy <file>', 'the policy of test files that name none (edictum); repeatable').argParser(
        (file: string, before: readonly string[] | undefined) => [...(before ?? []), resolve(file)],
      ),
    )
    .action(test)
}

async function test(args: readonly string[], options: TestOptions): Promise<void> {
  const { files, unreadable, others } = await namedFiles(args)
  const coverage = options.coverage || options.minCoverage !== undefined ? new Coverage() : null
  const texts = new Map<string, string>()
  const nobodys: string[] = []
  const runs = files.flatMap(({ path, text, named, expected }) => {
    const run = runFile(path, text, readQuietly, {
      namedBy: filesNamedBy,
      ...(options.policy ? { policies: options.policy } : {}),
      onPolicy({ policy, documents }) {
        for (const document of documents) texts.set(document.path, document.text)
        coverage?.know(policy, pathsOf(documents))
      },
      onResult: ({ policy, documents }, { trace }) => coverage?.add(policy, pathsOf(documents), trace),
    })
    if (named || isOurs(run)) return [run]
    if (expected !== undefined) return [{ ...run, failure: `${run.failure}, although ${expected}` }]
    nobodys.push(path)
    return []
  })
  sayOthers([...nobodys, ...others])
  if (runs.length + unreadable.length === 0) return nothingFound(args)
  const root = workspaceRoot(process.cwd())
  const name = (path: string) => sourcePath(path, root)
  const lines = coverage && coverageLines(coverage.report(), (path) => texts.get(path) ?? '', name)
  const named = new Map(files.map(({ path, text }) => [path, text]))
  if (options.format === 'junit')
    process.stdout.write(runJunit(runs, unreadable, (file) => named.get(file) ?? '', name))
  else process.stdout.write(options.format === 'json' ? asJson(runs, lines) : asText(runs, lines))
  if (options.format === 'junit' && options.coverage && lines) process.stderr.write(coverageText(lines))
  if (runs.every(({ results, problems }) => results.length + problems.length === 0)) sayNoCases()
  if (!allPassed(runs)) exitWith(1)
  if (lines && options.minCoverage !== undefined) holdAgainst(options.minCoverage, lines)
}

function pathsOf(documents: readonly { readonly path: string }[]): string[] {
  return documents.map(({ path }) => path)
}

/** A file that a folder holds counts when it is a policy or a test file, even one that is broken. */
function isOurs({ failure }: FileRun): boolean {
  return failure === null || !failure.startsWith('this is not a policy')
}

function asJson(runs: readonly FileRun[], lines: readonly CoverageLine[] | null): string {
  const value = lines === null ? runJson(runs) : { files: runJson(runs), coverage: lines, total: totals(lines) }
  return `${JSON.stringify(value, null, 2)}\n`
}

function asText(runs: readonly FileRun[], lines: readonly CoverageLine[] | null): string {
  return lines === null ? runText(runs) : `${runText(runs)}\n${coverageText(lines)}`
}

function sayNoCases(): void {
  process.stderr.write('rehearsal: there is no test case; one is a comment such as `# test: TOOL {args} => deny`\n')
}

function holdAgainst(wanted: number, lines: readonly CoverageLine[]): void {
  const { rules } = totals(lines)
  if (percent(rules) >= wanted) return
  const came = `${percent(rules)} % of the rules decided in some case`
  process.stderr.write(`rehearsal: ${came}, --min-coverage asks for ${wanted} %\n`)
  exitWith(1)
}

function percentage(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !(value >= 0 && value <= 100)) throw new InvalidArgumentError('It takes 0 to 100.')
  return value
}
