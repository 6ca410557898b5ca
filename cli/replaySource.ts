import { readExport } from '../analysis/replay/exportedLog.ts'
import { sourceOfTold, toldByOthers } from '../analysis/replay/foreignLog.ts'
import { readOwnLog } from '../analysis/replay/ownLog.ts'
import { finish } from '../analysis/replay/replay.ts'
import type { ReplaySource } from '../analysis/replay/source.ts'
import { readTrace } from '../analysis/replay/trace.ts'
import { openForeignLog } from '../audit/readers/open.ts'
import type { Window } from '../audit/rule-counts.ts'
import type { ToolNamesByDialect } from '../gate/call-settings.ts'
import { closeSource, complain, openSource, selected } from './commands/audit-source.ts'
import { logOf } from './log.ts'

/** The recorded calls that a command is about. */
export interface OpenedCalls {
  readonly source: ReplaySource
  close(): void
}

/**
 * Opens whichever log is named: Rehearsal's own or an export of it, another system's, or a trace of calls; null, with a
 * sentence, otherwise.
 * `toolNames` are the user's own names for agents' tools.
 */
export async function openRecordedCalls(
  audit: string | undefined,
  window: Window,
  toolNames: ToolNamesByDialect = {},
): Promise<OpenedCalls | null> {
  const file = logOf(audit).database
  const told = { since: textOf(window.since), until: textOf(window.until) }
  const foreign = openForeignLog(file)
  if (!foreign.ok && foreign.error.code === 'not-a-log') {
    const trace = readExport(file, told) ?? readTrace(file, told)
    if (trace?.ok) return { source: { ...trace.value, toolNames }, close: () => undefined }
    complain(trace === null ? foreign.error.message : trace.error.message)
    return null
  }
  if (foreign.ok) foreign.value?.close()
  const log = await openSource(audit)
  if (log === null) return null
  const close = () => closeSource(log)
  if (log.foreign !== null) {
    const calls = toldByOthers(selected(log.foreign, {}).oldestFirst())
    return { source: { ...sourceOfTold(calls, told), toolNames }, close }
  }
  const read = finish(readOwnLog(log.reader, window, toolNames))
  if (read.ok) return { source: read.value, close }
  close()
  complain(read.error.message)
  return null
}

function textOf(time: string | number | undefined): string | null {
  return time === undefined ? null : new Date(time).toISOString()
}
