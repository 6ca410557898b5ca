import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { TestContext } from 'node:test'
import type { AuditEvent } from '../../../audit/event.ts'
import { prepareEvent } from '../../../audit/prepare.ts'
import { openReader, type Reader } from '../../../audit/reader.ts'
import type { Result } from '../../../audit/result.ts'
import type { Hit, PreparedEvent } from '../../../audit/row.ts'
import { openStore, type Store } from '../../../audit/store.ts'

/** A folder that goes away with the test. */
export function temporaryFolder(test: TestContext): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'rehearsal-audit-'))
  test.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** The value of a result that must be one. */
export function value<T>(result: Result<T>): T {
  assert.ok(result.ok, result.ok ? '' : `${result.error.code}: ${result.error.message}`)
  return result.value
}

/** A decision, number `index`, one second after the one before. */
export function decision(index: number, more: Partial<AuditEvent> = {}): AuditEvent {
  const id = more.id ?? `event-${index}`
  return {
    id,
    kind: 'decision',
    time: new Date(Date.UTC(2026, 0, 1) + index * 1000).toISOString(),
    source: 'hook',
    session: 'session',
    agent: 'claude-code',
    call_id: `call-${id}`,
    phase: 'before',
    tool: 'Bash',
    tool_raw: 'Bash',
    args: { command: `echo ${index}` },
    policy: 'policy',
    policy_file: '/srv/project/policy.yaml',
    dialect: 'edictum',
    mode: 'observe',
    verdict: 'deny',
    effect: 'deny',
    applied: 'proceed',
    rule: 'no-echo',
    matched: ['no-echo'],
    reason: 'no echo here',
    dry_run: true,
    ...more,
  }
}

export function prepared(index: number, more: Partial<AuditEvent> = {}, hits?: readonly Hit[]): PreparedEvent {
  return prepareEvent(decision(index, more), { args: 'redacted' }, hits)
}

/** A store in a folder of its own, closed after the test. */
export function newStore(test: TestContext, folder = temporaryFolder(test)): Store {
  const store = value(openStore(path.join(folder, 'audit.db')))
  test.after(() => store.close())
  return store
}

export function readerOf(test: TestContext, store: Store): Reader {
  const reader = value(openReader(store.file))
  test.after(() => reader.close())
  return reader
}
