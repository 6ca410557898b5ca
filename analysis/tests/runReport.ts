import { escapeForDisplay } from '../../audit/display.ts'
import { amount } from '../amount.ts'
import { junitReport } from '../formats/junit.ts'
import { Lines } from '../lines.ts'
import type { FileRun } from './runFile.ts'

/** How many of the cases that were run passed, and how many did not. */
export interface Tally {
  readonly passed: number
  readonly failed: number
}

export function tally(runs: readonly FileRun[]): Tally {
  const results = runs.flatMap((run) => run.results)
  const passed = results.filter(({ result }) => result.outcome === 'passed').length
  return { passed, failed: results.length - passed }
}

/** True when everything that stands there as a case was run and passed. */
export function allPassed(runs: readonly FileRun[]): boolean {
  return tally(runs).failed === 0 && runs.every(({ failure, problems }) => failure === null && problems.length === 0)
}

/** For people: each file with its cases, the sum last. */
export function runText(runs: readonly FileRun[]): string {
  const lines = runs.flatMap((run) => {
    const file = escapeForDisplay(run.file)
    const head = run.failure === null ? file : `${file}: ${escapeForDisplay(run.failure)}`
    const problems = run.problems.map(({ message }) => `  ! ${escapeForDisplay(message)}`)
    const cases = run.results.map(({ testCase, result }) => {
      const label = escapeForDisplay(testCase.label)
      if (result.message === null) return `  ✓ ${label} (${escapeForDisplay(result.summary)})`
      return `  ${result.outcome === 'errored' ? '!' : '✗'} ${label}\n      ${escapeForDisplay(result.message)}`
    })
    return [head, ...problems, ...cases]
  })
  const { passed, failed } = tally(runs)
  const problems = runs.reduce((sum, run) => sum + run.problems.length, 0)
  const beside = problems === 0 ? '' : `, ${amount(problems, 'problem')}`
  return `${lines.join('\n')}\n\n${passed} passed, ${failed} failed${beside}\n`
}

/** One entry a file, as `docs/json.md` says. */
export function runJson(runs: readonly FileRun[]): object[] {
  return runs.map(({ file, results, problems, failure }) => ({
    file,
    failure,
    problems: problems.map(({ code, message }) => ({ code, message })),
    cases: results.map(({ testCase, result }) => {
      const { id, outcome, summary, message, expected, actual } = result
      return { id, name: testCase.label, outcome, summary, message, expected, actual }
    }),
  }))
}

/** A JUnit report: a suite for each file; `textOf` gives a file's text, `name` how reports call it. */
export function runJunit(
  runs: readonly FileRun[],
  unreadable: readonly string[],
  textOf: (file: string) => string,
  name: (file: string) => string,
): string {
  const suites = runs.map((run) => {
    const file = name(run.file)
    const lines = new Lines(textOf(run.file))
    const cases = run.results.map(({ testCase, result }) => ({
      name: testCase.label,
      outcome: result.outcome,
      message: result.message,
      ...(result.message === null ? {} : { detail: `expected\n${result.expected}\n\ncame\n${result.actual}` }),
      seconds: result.milliseconds / 1000,
      line: lines.at(testCase.range.start).line,
    }))
    const broken = run.problems.map(({ message, range }) => {
      const { line } = lines.at(range.start)
      return { name: `line ${line}`, outcome: 'errored' as const, message, seconds: 0, line }
    })
    const fault = run.failure === null ? {} : { fault: run.failure }
    return { name: file, file, cases: [...cases, ...broken], ...fault }
  })
  const gone = unreadable.map((file) => ({ name: file, file, cases: [], fault: 'The file cannot be read.' }))
  return junitReport('test', [...suites, ...gone])
}
