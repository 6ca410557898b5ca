import type { AuditEvent } from '../../audit/event.ts'
import { prepareEvent } from '../../audit/prepare.ts'
import type { PreparedEvent } from '../../audit/row.ts'
import { openStore } from '../../audit/store.ts'

/** A log to be made for a benchmark. */
export interface RecordedLog {
  readonly file: string
  /** Rows; of the calls in them, `distinct` are different. */
  readonly events: number
  readonly distinct: number
  readonly policyFile: string
  readonly policyDigest: string
  /** Milliseconds since the epoch of the first and the last row. */
  readonly from: number
  readonly to: number
}

const batch = 5000
const perSession = 500

/** Writes a log as the gate would: a few tools, arguments of an agent's size, repeats spread over its whole length. */
export function makeLog(log: RecordedLog): void {
  const store = openStore(log.file)
  if (!store.ok) throw new Error(store.error.message)
  for (let from = 0; from < log.events; from += batch) {
    const rows = Array.from({ length: Math.min(batch, log.events - from) }, (_, index) => rowOf(log, from + index))
    const appended = store.value.append(rows)
    if (!appended.ok) throw new Error(appended.error.message)
  }
  store.value.clear()
  store.value.close()
}

function rowOf({ events, distinct, policyFile, policyDigest, from, to }: RecordedLog, index: number): PreparedEvent {
  // Every distinct call once first, then in an order that no cache could guess.
  const call = index < distinct ? index : (index * 7919) % distinct
  const { tool, args } = callOf(call)
  const event: AuditEvent = {
    id: `${index}`.padStart(32, '0'),
    kind: 'decision',
    time: new Date(from + Math.floor(((to - from) * index) / events)).toISOString(),
    source: 'hook',
    session: `session-${Math.floor(index / perSession)}`,
    agent: 'claude-code',
    cwd: '/home/someone/project',
    call_id: `toolu_${index}`,
    phase: 'before',
    tool: tool.toLowerCase(),
    tool_raw: tool,
    args,
    policy: 'bench',
    policy_file: policyFile,
    policy_digest: policyDigest,
    dialect: 'agent-assembly-sandbox',
    mode: 'observe',
    mode_source: 'document',
    verdict: 'allow',
    effect: 'allow',
    applied: 'proceed',
    dry_run: false,
  }
  return prepareEvent(event, { args: 'redacted' })
}

/** Call number `index`: most are commands; every fifth of these is one that the policies of `policyTexts` forbid. */
export function callOf(index: number): { readonly tool: string; readonly args: { readonly [key: string]: string } } {
  const kind = index % 10
  if (kind < 5) {
    const command =
      index % 5 === 0 ? `rm -rf /srv/${index % 64}/build-${index}` : `git log --oneline -n ${index} -- src`
    return { tool: 'Bash', args: { command, description: 'Look at what changed there' } }
  }
  if (kind < 8) return { tool: 'Read', args: { file_path: `/home/someone/project/src/module-${index}/index.ts` } }
  if (kind === 8) {
    return { tool: 'Write', args: { file_path: `/home/someone/project/out/${index}.txt`, content: `line ${index}\n` } }
  }
  return { tool: 'WebFetch', args: { url: `https://host${index % 64}.example.net/page/${index}`, prompt: 'Read it' } }
}
