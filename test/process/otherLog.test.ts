import assert from 'node:assert/strict'
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { openStore } from '../../audit/store.ts'
import type { Groups } from '../../server/protocol/events.ts'
import { prepared } from '../unit/audit/support.ts'
import { LspClient } from './lspClient.ts'

/** A log with one shadow event of the rule `rule`. */
function logOf(file: string, rule: string): string {
  const store = openStore(file)
  assert.ok(store.ok)
  const event = prepared(1, { rule, matched: [rule], dry_run: true })
  assert.ok(store.value.append([event]).ok)
  store.value.close()
  return file
}

test('the log that the settings name anew is shown, without a new start of the server', async () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'rehearsal-logs-')))
  const [first, second] = [logOf(join(folder, 'first.db'), 'rule-a'), logOf(join(folder, 'second.db'), 'rule-b')]
  const client = new LspClient({ folder, capabilities: { workspace: { configuration: true } } })
  try {
    let path = first
    client.connection.onRequest('workspace/configuration', () => [{ audit: { path } }])
    await client.initialized
    const rules = () => client.request<Groups>('rehearsal/groups', { filter: { only: 'shadow' }, by: 'rule' })
    assert.deepEqual(await eventually(async () => (await rules()).groups.map(({ rule }) => rule), 1), ['rule-a'])
    path = second
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null })
    for (let tries = 0; tries < 100 && (await rules()).state.path !== second; tries++) await pause(50)
    assert.deepEqual(await eventually(async () => (await rules()).groups.map(({ rule }) => rule), 1), ['rule-b'])
  } finally {
    await client.stop()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
})

async function eventually<T>(ask: () => Promise<T[]>, count: number): Promise<T[]> {
  for (let tries = 0; ; tries++) {
    const found = await ask()
    if (found.length >= count || tries > 100) return found
    await pause(50)
  }
}
