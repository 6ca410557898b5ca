import reports, { type Builder } from 'junit-report-builder'
import { escapeLinesForDisplay } from '../../audit/display.ts'

/** The cases of one file. */
export interface JunitSuite {
  readonly name: string
  readonly file: string
  readonly cases: readonly JunitCase[]
  /** Why no case of the file could be run: shown as one case in error. */
  readonly fault?: string
}

export interface JunitCase {
  readonly name: string
  readonly outcome: 'passed' | 'failed' | 'errored'
  /** One sentence; null for a case that passed. */
  readonly message: string | null
  /** What stands below the sentence: expected and actual. */
  readonly detail?: string
  readonly seconds: number
  /** Counted from 1. */
  readonly line?: number
}

/** A report in the form that JUnit's readers share: one suite for each file. */
export function junitReport(name: string, suites: readonly JunitSuite[]): string {
  // Its types describe the module's other side; this is the builder itself, in Node and in a bundle.
  const builder = (reports as unknown as Builder).newBuilder()
  for (const { name: suiteName, file, cases, fault } of suites) {
    const suite = builder.testSuite().name(plain(suiteName))
    suite.time(rounded(cases.reduce((sum, { seconds }) => sum + seconds, 0)))
    if (fault !== undefined) {
      suite.testCase().className(plain(file)).name(name).file(plain(file)).error(plain(fault), 'error', '')
    }
    for (const each of cases) {
      const { message } = each
      const place = each.line === undefined ? file : `${file}:${each.line}`
      const detail = each.detail === undefined ? place : `${place}\n${each.detail}`
      const written = suite.testCase().className(plain(file)).name(plain(each.name)).file(plain(file))
      written.time(rounded(each.seconds))
      if (each.outcome === 'failed') written.failure(plain(message ?? ''), 'failure').stacktrace(plain(detail))
      else if (each.outcome === 'errored') written.error(plain(message ?? ''), 'error', plain(detail))
    }
  }
  return `${builder.build()}`
}

function rounded(seconds: number): number {
  return Math.round(seconds * 1e6) / 1e6
}

function plain(text: string): string {
  return escapeLinesForDisplay(text)
}
