import type { BaseName, CallRows, ReportWithBases } from '../analysis/replay/messages.ts'
import type { ReplayCalls, ReplayFigures } from './protocol/replay.ts'

/** A report as the protocol has it, with the changes against one base. */
export function figuresOf({ report, changes }: ReportWithBases, against: BaseName | undefined): ReplayFigures {
  const { window, ...figures } = report
  const compared = against === undefined ? report.changes : (changes[against] ?? [])
  return { ...figures, since: window.since, until: window.until, changes: compared }
}

/** Calls behind a number as the protocol has them. */
export function rowsOf({ rows, calls, distinct, next }: CallRows): ReplayCalls {
  const shown = rows.map(({ outcome, before, ...row }) => ({ ...row, ...outcome, before }))
  return { rows: shown, calls, distinct, next, message: '' }
}
