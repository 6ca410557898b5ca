import assert from 'node:assert/strict'
import type { AuditEvent } from '../../audit/event.ts'
import { prepareEvent } from '../../audit/prepare.ts'
import { openStore } from '../../audit/store.ts'

const rules = { deny: 'no-rm', require_approval: 'ask-push', allow: null } as const

/** A shell call as a hook recorded it a minute ago: `rm` would have been denied, `git` held, anything else let through. */
export function recordedShell(index: number, command: string, policyFile: string): AuditEvent {
  const effect = command.startsWith('rm') ? 'deny' : command.startsWith('git') ? 'require_approval' : 'allow'
  const rule = rules[effect]
  return {
    id: `event-${index}`,
    kind: 'decision',
    time: new Date(Date.now() - 60_000 + index).toISOString(),
    source: 'hook',
    session: 'session',
    agent: 'claude-code',
    call_id: `call-${index}`,
    phase: 'before',
    tool: 'bash',
    tool_raw: 'Bash',
    args: { command },
    policy: 'team',
    policy_file: policyFile,
    policy_digest: 'another text',
    dialect: 'agent-assembly-sandbox',
    mode: 'observe',
    verdict: effect,
    effect,
    applied: 'proceed',
    rule,
    matched: rule === null ? [] : [rule],
    dry_run: effect !== 'allow',
  }
}

/** Appends events to the log at `database`, which is made where there is none. */
export function appendTo(database: string, events: readonly AuditEvent[]): void {
  const store = openStore(database)
  assert.ok(store.ok)
  assert.ok(store.value.append(events.map((event) => prepareEvent(event, { args: 'redacted' }))).ok)
  store.value.close()
}
