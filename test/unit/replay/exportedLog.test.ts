import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { type TestContext, test } from 'node:test'
import { readExport } from '../../../analysis/replay/exportedLog.ts'
import { readOwnLog } from '../../../analysis/replay/ownLog.ts'
import { finish, Replay } from '../../../analysis/replay/replay.ts'
import type { ReplaySource } from '../../../analysis/replay/source.ts'
import type { AuditEvent } from '../../../audit/event.ts'
import { forget } from '../../../audit/forget.ts'
import { listEvents } from '../../../audit/query.ts'
import { newStore, prepared, readerOf, temporaryFolder, value } from '../audit/support.ts'
import { sums, textOf } from './support.ts'

const all = { since: null, until: null }
const text = textOf(`deny:
  - capability: shell.execute
    contains: rm
allow:
  - capability: "*"
`)
const edictum = textOf(`apiVersion: edictum/v1
kind: ContractBundle
metadata: {name: limits}
defaults: {mode: enforce}
contracts:
  - id: two-calls
    type: session
    limits: {max_tool_calls: 2}
    then: {effect: deny, message: "enough"}
`)
const shell = (command: string): Partial<AuditEvent> => ({ tool: 'shell.execute', tool_raw: 'Bash', args: { command } })
const rows: readonly Partial<AuditEvent>[] = [
  shell('rm -rf /'),
  { ...shell('rm -rf /'), id: 'again', call_id: 'call-event-0', policy_file: '/srv/other.yaml' },
  shell('ls'),
  {
    ...shell('rm x'),
    session: 'two',
    agent: 'reviewer',
    tool_raw: 'run_shell_command',
    context: { product: 'gemini-cli' },
  },
  { ...shell('curl -H "Authorization: Bearer ghp_0123456789012345678901234567890123456789"'), session: 'two' },
  { ...shell('ls'), phase: 'after', outcome: 'ran' },
  { kind: 'session_start' },
  shell('forgotten'),
]

/** A log of these rows, and an export of it. */
function exported(t: TestContext, join: (lines: readonly string[]) => string) {
  const folder = temporaryFolder(t)
  const store = newStore(t, folder)
  value(store.append(rows.map((row, index) => prepared(index, row))))
  value(forget(store, 'event-7', { who: 'somebody', time: '2026-01-02T00:00:00Z', source: 'cli' }))
  const reader = readerOf(t, store)
  const { events } = value(listEvents(reader, {}, { limit: 100 }))
  const file = path.join(folder, 'calls.jsonl')
  writeFileSync(file, join(events.toReversed().map((event) => JSON.stringify(event))))
  return { file, reader }
}

const figures = (source: ReplaySource): Record<string, number>[] =>
  [text, edictum].map((each) => {
    const engine = new Replay(source)
    const report = engine.report(finish(engine.judge(each)))
    return { ...sums(report), calls: report.calls, distinct: report.distinct }
  })

for (const [how, join] of [
  ['lines', (lines: readonly string[]) => `${lines.join('\n')}\n`],
  ['a list', (lines: readonly string[]) => `[${lines.join(',\n')}]`],
] as const) {
  test(`an export as ${how} is replayed as its log is`, (t) => {
    const { file, reader } = exported(t, join)
    const own = figures(value(finish(readOwnLog(reader, {}))))
    const read = readExport(file, all)
    assert.ok(read?.ok)
    assert.deepEqual(figures(read.value), own)
    assert.equal(own[0]?.deny, 2)
  })
}

test('what is no event in it is told; what is no export is left to others', (t) => {
  const { file } = exported(t, (lines) => `${lines.join('\n')}\n{"no": "event"}\n`)
  const read = readExport(file, all)
  assert.ok(read?.ok)
  assert.deepEqual(
    read.value.aside.map(({ sentence }) => sentence),
    ['1 entry is no event.'],
  )
  writeFileSync(file, '{"capability": "shell.execute"}\n')
  assert.equal(readExport(file, all), null)
})
