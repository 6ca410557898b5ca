import type { AuditEvent } from '../../audit/event.ts'
import { prepareEvent } from '../../audit/prepare.ts'
import type { PreparedEvent } from '../../audit/row.ts'
import { openStore } from '../../audit/store.ts'
import { type Counters, nothingGiven } from '../../evaluator/call.ts'
import type { Decision } from '../../evaluator/decision.ts'
import type { Dialect } from '../../evaluator/dialect.ts'
import type { Policy } from '../../evaluator/policy.ts'

/** A log to be made for a benchmark. */
export interface RecordedLog {
  readonly file: string
  /** Rows; of the calls in them, `distinct` are different. */
  readonly events: number
  readonly distinct: number
  /** What judges and records each call. */
  readonly policy: RecordingPolicy
  /** Milliseconds since the epoch of the first and the last row. */
  readonly from: number
  readonly to: number
}

/** A policy as the gate has it. */
export interface RecordingPolicy {
  readonly file: string
  readonly dialect: Dialect
  readonly policy: Policy
}

const batch = 5000
const perSession = 500
const cwd = '/home/someone/project'

/** Writes a log as the gate would: a few tools, arguments of an agent's size, repeats spread over its whole length. */
export function makeLog(log: RecordedLog): void {
  const store = openStore(log.file)
  if (!store.ok) throw new Error(store.error.message)
  const decide = inSessions(log.policy)
  for (let from = 0; from < log.events; from += batch) {
    const rows = Array.from({ length: Math.min(batch, log.events - from) }, (_, index) =>
      rowOf(log, from + index, decide),
    )
    const appended = store.value.append(rows)
    if (!appended.ok) throw new Error(appended.error.message)
  }
  store.value.clear()
  store.value.close()
}

type Decide = (call: ToolCall, session: string, now: number) => Decision

/** Judges calls that come session by session, each with what its session counted before it. */
function inSessions({ dialect, policy }: RecordingPolicy): Decide {
  let current = ''
  let counters: Counters = null
  return ({ tool, args }, session, now) => {
    if (session !== current) counters = null
    current = session
    const asked = dialect.fromAgent({ agent: 'claude-code', agentLabel: 'claude-code', tool, args }, {})
    const decision = policy.evaluate(asked, { ...nothingGiven, cwd, now }, counters)
    counters = decision.counters ?? counters
    return decision
  }
}

function rowOf({ events, distinct, policy, from, to }: RecordedLog, index: number, decide: Decide): PreparedEvent {
  // Every distinct call once first, then in an order that no cache could guess.
  const call = callOf(index < distinct ? index : (index * 7919) % distinct)
  const session = `session-${Math.floor(index / perSession)}`
  const now = from + Math.floor(((to - from) * index) / events)
  const decision = decide(call, session, now)
  const event: AuditEvent = {
    id: `${index}`.padStart(32, '0'),
    kind: 'decision',
    time: new Date(now).toISOString(),
    source: 'hook',
    session,
    agent: 'claude-code',
    cwd,
    call_id: `toolu_${index}`,
    phase: 'before',
    tool: call.tool.toLowerCase(),
    tool_raw: call.tool,
    args: call.args,
    policy: 'bench',
    policy_file: policy.file,
    policy_digest: policy.policy.digest,
    dialect: policy.dialect.name,
    mode: decision.mode,
    mode_source: 'document',
    verdict: decision.verdict,
    effect: decision.effect,
    applied: decision.applied,
    rule: decision.rule,
    matched: decision.matched,
    reason: decision.reason,
    dry_run: decision.dryRun,
  }
  return prepareEvent(event, { args: 'redacted' })
}

interface ToolCall {
  readonly tool: string
  readonly args: { readonly [key: string]: string }
}

/** Call number `index`: most are commands; every fifth of these is one that the policies of `policyTexts` forbid. */
export function callOf(index: number): ToolCall {
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
