import assert from 'node:assert/strict'
import { test } from 'node:test'
import { knownTools } from '../../../analysis/language/seen.ts'
import type { LoggedEvent } from '../../../audit/stored-event.ts'
import { dialectNamed } from '../../../evaluator/registry.ts'
import { SeenInLog } from '../../../server/seenInLog.ts'

const call = (tool: string, args: object, tool_raw?: string) =>
  ({ agent: 'claude', tool, args, ...(tool_raw === undefined ? {} : { tool_raw }) }) as unknown as LoggedEvent

test('names are counted, the most frequent first', () => {
  const seen = new SeenInLog()
  seen.add([call('bash', { command: 'ls' }, 'Bash'), call('read_file', { path: 'a' }, 'Read')])
  seen.add([
    call('bash', { command: 'ls', timeout: 1 }, 'Bash'),
    call('x', []),
    { kind: 'prune' } as unknown as LoggedEvent,
  ])
  assert.deepEqual(seen.tools()[0], { name: 'Bash', count: 2 })
  assert.deepEqual(seen.agents(), [{ name: 'claude', count: 4 }])
  const inTwoWords = ['bash', 'Bash'].map((tool) => seen.argumentsOf(tool).map(({ name }) => name))
  assert.deepEqual(inTwoWords, [
    ['command', 'timeout'],
    ['command', 'timeout'],
  ])
  assert.deepEqual(
    seen.argumentsOf('never seen').map(({ name }) => name),
    ['command', 'path', 'timeout'],
  )
})

test('tools are offered in the words of the dialect, those that were called first', () => {
  const seen = new SeenInLog()
  seen.add([call('bash', {}, 'Bash'), call('bash', {}, 'Bash'), call('db.drop', {}, 'mcp__db__drop')])
  const names = (dialect: string) => knownTools(dialectNamed(dialect) ?? null, seen).map(({ name }) => name)
  assert.deepEqual(names('agent-assembly-sandbox').slice(0, 2), ['bash', 'db.drop'])
  assert.deepEqual(names('edictum').slice(0, 2), ['Bash', 'mcp__db__drop'])
})

test('a flood of names is bounded', () => {
  const seen = new SeenInLog()
  seen.add(Array.from({ length: 5_000 }, (_, index) => call(`tool-${index}`, { [`arg-${index}`]: 1 })))
  assert.ok(seen.tools().length <= 500)
  assert.ok(seen.argumentsOf(undefined).length <= 500)
})

test("the user's own names of tools are offered, and recorded calls counted under them", () => {
  const seen = new SeenInLog(() => ({ capfence: { Bash: 'shell.run', send_mail: 'mail.send' } }))
  seen.add([call('shell.run', {}, 'Bash')])
  const tools = knownTools(dialectNamed('capfence') ?? null, seen)
  assert.deepEqual(
    tools.filter(({ name }) => /shell.run|mail/.test(name)),
    [
      { name: 'shell.run', origin: 'Bash', count: 1 },
      { name: 'mail.send', origin: 'send_mail', count: 0 },
    ],
  )
})
