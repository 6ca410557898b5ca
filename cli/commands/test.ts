import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { type FileRun, runFile } from '../../analysis/tests/runFile.ts'
import { exitWith, readNamedFile } from '../files.ts'
import { formatOption } from '../options.ts'

export function register(program: Command): void {
  program
    .command('test')
    .description("run the test cases in policies' comments and in test files; exit 1 when one fails")
    .argument('<files...>', 'policies and test files')
    .addOption(formatOption())
    .action(test)
}

function test(files: readonly string[], { format }: { format: 'text' | 'json' }): void {
  const runs = files.flatMap((file) => {
    const text = readNamedFile(file)
    return text === null ? [] : runFile(file, text, readText)
  })
  process.stdout.write(format === 'json' ? `${JSON.stringify(runs.map(asJson), null, 2)}\n` : asText(runs))
  if (runs.some((run) => run.failure !== null || run.problems.length > 0 || failures(run) > 0)) exitWith(1)
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

function failures({ results }: FileRun): number {
  return results.filter(({ result }) => result.outcome === 'failed').length
}

function asJson({ file, results, problems, failure }: FileRun): object {
  return {
    file,
    failure,
    problems: problems.map(({ code, message }) => ({ code, message })),
    cases: results.map(({ testCase, result }) => {
      const { id, outcome, summary, message, expected, actual } = result
      return { id, name: testCase.label, outcome, summary, message, expected, actual }
    }),
  }
}

function asText(runs: readonly FileRun[]): string {
  const lines = runs.flatMap((run) => {
    const head = run.failure === null ? run.file : `${run.file}: ${run.failure}`
    const problems = run.problems.map(({ message }) => `  ! ${message}`)
    const cases = run.results.map(({ testCase, result }) => {
      if (result.message === null) return `  ✓ ${testCase.label} (${result.summary})`
      return `  ✗ ${testCase.label}\n      ${result.message}`
    })
    return [head, ...problems, ...cases]
  })
  const all = runs.reduce((sum, { results }) => sum + results.length, 0)
  const failed = runs.reduce((sum, run) => sum + failures(run), 0)
  return `${lines.join('\n')}\n\n${all - failed} passed, ${failed} failed\n`
}
