import assert from 'node:assert/strict'
import path from 'node:path'
import { test } from 'node:test'
import { readOwnLog } from '../../../analysis/replay/ownLog.ts'
import { finish, Replay } from '../../../analysis/replay/replay.ts'
import { prepareEvent } from '../../../audit/prepare.ts'
import { openReader } from '../../../audit/reader.ts'
import { agentCalls } from '../../../bench/support/calls.ts'
import { policyTexts } from '../../../bench/support/policies.ts'
import type { Counters } from '../../../evaluator/call.ts'
import { newStore, temporaryFolder, value } from '../audit/support.ts'
import { sums, textOf } from './support.ts'

const cwd = '/srv/app'
const start = Date.UTC(2026, 0, 1)

for (const [dialect, make] of Object.entries(policyTexts)) {
  test(`calls recorded whole are decided by ${dialect} as they were recorded`, (t) => {
    const text = textOf(make(12, 0))
    const folder = temporaryFolder(t)
    const store = newStore(t, folder)
    const recorded: Record<string, number> = {}
    let counters: Counters = null
    const calls = [...agentCalls, ...agentCalls.slice(0, 5), ...agentCalls.slice(2, 9)]
    const rows = calls.map((agentCall, index) => {
      const call = text.dialect.fromAgent(agentCall, {})
      const given = { now: start + index * 1000, cwd, realpath: (one: string) => one, env: {}, session: 'one' }
      const decision = text.policy.evaluate(call, given, counters)
      counters = decision.counters ?? counters
      recorded[decision.effect] = (recorded[decision.effect] ?? 0) + 1
      const { verdict, effect, rule, matched, mode, applied, dryRun } = decision
      const event = {
        id: `event-${index}`,
        kind: 'decision',
        time: new Date(given.now).toISOString(),
        source: 'hook',
        session: 'one',
        agent: 'claude-code',
        cwd,
        call_id: `call-${index}`,
        phase: 'before',
        tool: call.tool,
        tool_raw: agentCall.tool,
        args: agentCall.args,
        policy: 'bench',
        policy_file: text.file,
        policy_digest: text.policy.digest,
        dialect: text.dialect.name,
        ...{ verdict, effect, rule, matched, mode, applied, dry_run: dryRun },
      } as const
      return prepareEvent(event, { args: 'redacted' })
    })
    value(store.append(rows))
    const reader = value(openReader(path.join(folder, 'audit.db')))
    const engine = new Replay(value(finish(readOwnLog(reader, {}))))
    const report = engine.report(finish(engine.judge(text)))
    reader.close()
    assert.deepEqual(sums(report), recorded)
  })
}

test('a log without the tables of calls is replayed from its rows', (t) => {
  const folder = temporaryFolder(t)
  const store = newStore(t, folder)
  const text = textOf(policyTexts['agent-assembly-sandbox']?.(12, 0) ?? '')
  const rows = agentCalls.map((call, index) =>
    prepareEvent(
      {
        ...{ id: `event-${index}`, kind: 'decision', source: 'hook', agent: 'claude-code', phase: 'before' },
        ...{ time: new Date(start + index).toISOString(), tool_raw: call.tool, args: call.args, session: 'one' },
      } as Parameters<typeof prepareEvent>[0],
      { args: 'redacted' },
    ),
  )
  value(store.append(rows))
  const replay = () => {
    const reader = value(openReader(path.join(folder, 'audit.db')))
    const source = value(finish(readOwnLog(reader, {})))
    const engine = new Replay(source)
    const report = engine.report(finish(engine.judge(text)))
    const inTime = [[...Array.from(source.sessions)].length, [...Array.from(source.times)].length]
    reader.close()
    return [report, inTime]
  }
  const indexed = replay()
  value(store.write((db) => db.exec('DROP TABLE judged; DROP TABLE calls; DROP TABLE call_index')))
  assert.deepEqual(replay(), indexed)
})
