import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Json } from '../../../evaluator/json/values.ts'
import type { CallEvent } from '../../../gate/agent-hook.ts'
import { answer } from '../../../gate/claude/answer.ts'
import { outputOf, replaceOutput, withholdOutput } from '../../../gate/claude/output.ts'
import { readPayload } from '../../../gate/claude/payload.ts'
import { versionIn } from '../../../gate/claude/version.ts'
import { after, before } from './place.ts'

const read = (payload: unknown) => readPayload(JSON.stringify(payload))

test('a call before it runs', () => {
  assert.deepEqual(read(before('ls')), {
    ok: true,
    event: {
      kind: 'call',
      phase: 'before',
      session: 'session-1',
      cwd: '/tmp',
      permissionMode: 'default',
      callId: 'toolu_1',
      tool: 'Bash',
      args: { command: 'ls', description: 'a step' },
    },
  })
})

test('the same call after it ran and after it failed', () => {
  const ran = read(after('ls', 'out'))
  assert.ok(ran.ok && ran.event.kind === 'call')
  assert.equal(ran.event.output, 'out')
  const failed = read({ ...before('ls'), hook_event_name: 'PostToolUseFailure', error: 'exit 1' })
  assert.ok(failed.ok && failed.event.kind === 'call')
  assert.deepEqual([failed.event.phase, failed.event.output, failed.event.throws], ['failed', 'exit 1', 'exit 1'])
})

test('its version, which it tells by the environment; another agent around it tells none of it', () => {
  const versions = ['claude-code_2-1-197_harness', 'claude-code/2.2.0/agent', 'claude-code_next', 'codex_0-169', '']
  assert.deepEqual(
    versions.map((AI_AGENT) => versionIn({ AI_AGENT })),
    ['2.1.197', '2.2.0', undefined, undefined, undefined],
  )
  assert.equal(versionIn({}), undefined)
})

test('fields of the wrong type count as not given', () => {
  const odd = read({ ...before('ls'), session_id: 7, cwd: null, permission_mode: [], tool_use_id: {} })
  assert.ok(odd.ok)
  assert.deepEqual(Object.keys(odd.event).sort(), ['args', 'kind', 'phase', 'tool'])
})

test('no payload makes it throw', () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void readPayload(text)))
  const fields = fc.record(
    {
      hook_event_name: fc.oneof(
        fc.constantFrom('PreToolUse', 'PostToolUse', 'PostToolUseFailure', 'SessionStart'),
        fc.jsonValue(),
      ),
      tool_name: fc.oneof(fc.constantFrom('Bash', 'Read'), fc.jsonValue()),
      tool_input: fc.jsonValue(),
      tool_response: fc.jsonValue(),
      error: fc.jsonValue(),
    },
    { requiredKeys: [] },
  )
  fc.assert(fc.property(fields, (payload) => void read(payload)))
})

const responses: Record<string, readonly [string, Json, Json, Json]> = {
  'a command': [
    'Bash',
    { stdout: 'out', stderr: 'err', interrupted: false, isImage: false },
    'out\nerr',
    { stdout: 'NEW', stderr: '', interrupted: false, isImage: false },
  ],
  'a file': [
    'Read',
    { type: 'text', file: { filePath: '/f', content: 'text', numLines: 1 } },
    'text',
    { type: 'text', file: { filePath: '/f', content: 'NEW', numLines: 1 } },
  ],
  'a text': ['X', 'text', 'text', 'NEW'],
  'one block': ['mcp__a__b', [{ type: 'text', text: 'text' }], 'text', [{ type: 'text', text: 'NEW' }]],
}

for (const [what, [tool, response, text, replaced]] of Object.entries(responses)) {
  test(`the output of ${what} is its text, and comes back in its own shape`, () => {
    assert.equal(outputOf(tool, response), text)
    assert.deepEqual(replaceOutput(tool, response, 'NEW'), replaced)
  })
}

test('a structured output keeps its shape or is withheld as a whole', () => {
  const response: Json = { matches: [{ type: 'hit', line: 'a SECRET' }], count: 1 }
  assert.equal(outputOf('Grep', response), response)
  const sanitised = '{"matches":[{"type":"hit","line":"a [REDACTED]"}],"count":1}'
  assert.deepEqual(replaceOutput('Grep', response, sanitised), JSON.parse(sanitised))
  assert.equal(replaceOutput('Grep', response, '{"matches":[REDACTED]'), null)
  assert.equal(replaceOutput('Grep', response, '{"matches":[],"count":1}'), null)
  const withheld = { matches: [{ type: 'hit', line: 'no' }], count: 1 }
  assert.deepEqual(withholdOutput('Grep', response, 'no'), withheld)
  assert.equal(withholdOutput('Grep', { count: 1 }, 'no'), null)
})

test('no verdict that lets a call proceed says anything', () => {
  for (const phase of ['before', 'after', 'failed'] as const) {
    const event: CallEvent = { kind: 'call', phase, tool: 'Bash', args: {}, response: 'x' }
    assert.deepEqual(answer(event, { applied: 'proceed', message: '' }), { stdout: '', stderr: '', exitCode: 0 })
  }
})

test('after a call: what is blocked is withheld, what is sanitised is replaced', () => {
  const event: CallEvent = { kind: 'call', phase: 'after', tool: 'X', args: {}, response: 'text' }
  const said = (applied: 'block' | 'sanitize', output?: string) => {
    const verdict = { applied, message: 'why', ...(output === undefined ? {} : { output }) }
    return JSON.parse(answer(event, verdict).stdout).hookSpecificOutput
  }
  assert.deepEqual(said('block'), { hookEventName: 'PostToolUse', updatedToolOutput: '[withheld: why]' })
  assert.deepEqual(said('sanitize', 'clean'), { hookEventName: 'PostToolUse', updatedToolOutput: 'clean' })
})
