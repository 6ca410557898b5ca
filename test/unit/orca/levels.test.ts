import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nothingGiven } from '../../../evaluator/call.ts'
import { orca } from '../../../evaluator/dialects/orca/index.ts'
import { levels } from '../../../evaluator/dialects/orca/levels.ts'
import { simulate } from '../../../evaluator/dialects/orca/simulate.ts'
import { levelNames } from '../../../evaluator/dialects/orca/words.ts'

const judge = (level: keyof typeof levels, tool: string) =>
  orca.compile(orca.load({ path: level, text: levels[level] }, [])).evaluate({ tool, args: {} }, nothingGiven, null)

for (const level of levelNames) {
  test(`the level ${level} loads as a document`, () => {
    const { refused, autonomy } = orca.load({ path: level, text: levels[level] }, [])
    assert.deepEqual([refused, autonomy], [null, level])
  })
}

const table: [tool: string, tight: string, balanced: string, permissive: string][] = [
  ['shell.exec', 'deny', 'deny', 'observe'],
  ['local.powershell.run', 'deny', 'deny', 'observe'],
  ['http_fetch', 'deny', 'audit', 'observe'],
  ['file.read', 'deny', 'audit', 'observe'],
]

for (const [tool, ...verdicts] of table) {
  test(`what the levels say of ${tool}`, () => {
    assert.deepEqual(
      levelNames.map((level) => judge(level, tool).verdict),
      verdicts,
    )
  })
}

test('a simulation counts by rule and, apart from that, by default', () => {
  const events = ['Bash', 'Bash', 'http_fetch', 'file.read'].map((tool_name) => ({ tool_name, surface: 'mcp' }))
  assert.deepEqual(
    simulate('tight', events, (tool) => (tool === 'Bash' ? 'shell.exec' : tool)),
    {
      level: 'tight',
      total_events: 4,
      would_block: 3,
      would_block_by_default: 1,
      tools: [
        { tool_name: 'shell.exec', rule_label: 'Block destructive shell', count: 2 },
        { tool_name: 'http_fetch', rule_label: 'Block fetch-shaped tools', count: 1 },
      ],
    },
  )
  assert.deepEqual(
    simulate('strict', events, (tool) => tool),
    { error: 'level' },
  )
})
