import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AgentHook, CallEvent, Verdict } from '../../../gate/agent-hook.ts'
import { codexHook } from '../../../gate/codex/index.ts'
import { copilotHook } from '../../../gate/copilot/index.ts'
import { cursorHook } from '../../../gate/cursor/index.ts'
import { geminiHook } from '../../../gate/gemini/index.ts'

function eventOf(hook: AgentHook, payload: unknown): CallEvent {
  const read = hook.readPayload(JSON.stringify(payload))
  if (!read.ok || read.event.kind !== 'call') return assert.fail(JSON.stringify(read))
  return read.event
}

function answered(hook: AgentHook, event: CallEvent, verdict: Verdict) {
  const { stdout, stderr, exitCode, limit } = hook.answer(event, verdict)
  return { out: stdout.trim(), stderr, exitCode, ...(limit === undefined ? {} : { limit }) }
}

const said = (out: unknown) => ({ out: JSON.stringify(out), stderr: '', exitCode: 0 })
const block: Verdict = { applied: 'block', message: 'Blocked by p (r): no' }
const hold: Verdict = { applied: 'hold', message: 'Needs approval under p (r): ask' }
const proceed: Verdict = { applied: 'proceed', message: '' }

const codexBefore = {
  session_id: 's',
  turn_id: 't',
  transcript_path: null,
  cwd: '/w',
  hook_event_name: 'PreToolUse',
  model: 'gpt-5',
  permission_mode: 'bypassPermissions',
  tool_name: 'Bash',
  tool_input: { command: 'echo hi' },
  tool_use_id: 'call_1',
}

test('Codex: what it tells of a call', () => {
  assert.deepEqual(eventOf(codexHook, codexBefore), {
    kind: 'call',
    phase: 'before',
    session: 's',
    cwd: '/w',
    permissionMode: 'bypassPermissions',
    callId: 'call_1',
    tool: 'Bash',
    args: { command: 'echo hi' },
  })
  const after = eventOf(codexHook, { ...codexBefore, hook_event_name: 'PostToolUse', tool_response: 'hi\n' })
  assert.deepEqual([after.phase, after.output], ['after', 'hi\n'])
  const mcp = { content: [{ type: 'text', text: 'x' }], isError: false }
  assert.equal(eventOf(codexHook, { ...codexBefore, hook_event_name: 'PostToolUse', tool_response: mcp }).output, 'x')
})

test('Codex: the smallest denial, whose reason is never empty; what needs approval is denied', () => {
  const event = eventOf(codexHook, codexBefore)
  const deny = (reason: string) => {
    return said({
      hookSpecificOutput: {
        hookEventName: 'PreToolUse',
        permissionDecision: 'deny',
        permissionDecisionReason: reason,
      },
    })
  }
  assert.deepEqual(answered(codexHook, event, block), deny(block.message))
  assert.deepEqual(answered(codexHook, event, hold), deny(hold.message))
  assert.deepEqual(answered(codexHook, event, { applied: 'block', message: ' ' }), deny('Blocked by a policy.'))
  assert.deepEqual(answered(codexHook, event, proceed), { out: '', stderr: '', exitCode: 0 })
  assert.match(codexHook.refuse('').stderr, /\S/)
})

test('Codex: a sanitised output replaces what the model sees, and an empty one says why', () => {
  const event = eventOf(codexHook, { ...codexBefore, hook_event_name: 'PostToolUse', tool_response: 'a SECRET' })
  const sanitize = (output: string): Verdict => ({ applied: 'sanitize', message: 'Sanitised by p', output })
  assert.deepEqual(answered(codexHook, event, sanitize('a [X]')), said({ decision: 'block', reason: 'a [X]' }))
  const withheld = said({ decision: 'block', reason: '[withheld: Sanitised by p]' })
  assert.deepEqual(answered(codexHook, event, sanitize('')), withheld)
})

const geminiBefore = {
  session_id: 's',
  transcript_path: '/t',
  cwd: '/w',
  hook_event_name: 'BeforeTool',
  timestamp: '2026-11-21T00:00:00Z',
  tool_name: 'run_shell_command',
  tool_input: { command: 'echo hi' },
}

test('Gemini CLI: what it tells of a call, which has no id', () => {
  const before = eventOf(geminiHook, geminiBefore)
  assert.deepEqual([before.phase, before.tool, before.callId], ['before', 'run_shell_command', undefined])
  const after = { ...geminiBefore, hook_event_name: 'AfterTool' }
  const text = eventOf(geminiHook, { ...after, tool_response: { llmContent: 'hi', returnDisplay: 'hi' } })
  assert.deepEqual([text.phase, text.output], ['after', 'hi'])
  const failed = { llmContent: 'no', error: { message: 'gone', type: 'x' } }
  const event = eventOf(geminiHook, { ...after, tool_response: failed })
  assert.deepEqual([event.phase, event.output, event.throws], ['failed', 'no', 'gone'])
})

test('Gemini CLI: an empty object where nothing is said; denials, approvals and outputs by their reason', () => {
  const event = eventOf(geminiHook, geminiBefore)
  assert.equal(geminiHook.answer(event, proceed).stdout, '{}')
  assert.equal(geminiHook.silence.stdout, '{}')
  assert.deepEqual(answered(geminiHook, event, block), said({ decision: 'deny', reason: block.message }))
  assert.deepEqual(answered(geminiHook, event, hold), said({ decision: 'deny', reason: hold.message }))
  const after = eventOf(geminiHook, { ...geminiBefore, hook_event_name: 'AfterTool', tool_response: 'SECRET' })
  const sanitize: Verdict = { applied: 'sanitize', message: 'Sanitised by p', output: '[X]' }
  assert.deepEqual(answered(geminiHook, after, sanitize), said({ decision: 'deny', reason: '[X]' }))
})

test('Cursor and Copilot: calls are read, and nothing is ever answered', () => {
  const shell = { conversation_id: 'c', hook_event_name: 'beforeShellExecution', command: 'rm -rf x', cwd: '/w' }
  const event = eventOf(cursorHook, shell)
  assert.deepEqual([event.session, event.tool, event.args], ['c', 'Shell', { command: 'rm -rf x' }])
  const mcp = { hook_event_name: 'beforeMCPExecution', tool_name: 'search', tool_input: '{"q":1}' }
  assert.deepEqual([eventOf(cursorHook, mcp).tool, eventOf(cursorHook, mcp).args], ['MCP:search', { q: 1 }])
  assert.equal(eventOf(cursorHook, { ...shell, cursor_version: '2.1.0' }).agentVersion, '2.1.0')
  const copilot = { ...codexBefore, tool_input: '{"command":"ls"}' }
  assert.deepEqual(eventOf(copilotHook, copilot).args, { command: 'ls' })
  for (const hook of [cursorHook, copilotHook]) {
    const { stdout, exitCode, limit } = hook.answer(event, block)
    assert.deepEqual([stdout, exitCode], [hook.silence.stdout, 0])
    assert.match(limit ?? '', /only observed/)
    assert.deepEqual(hook.refuse('no'), hook.silence)
  }
})

for (const hook of [codexHook, geminiHook, cursorHook, copilotHook]) {
  test(`${hook.agent}: odd payloads are problems, never errors`, () => {
    for (const text of ['', '[]', '{', '{"hook_event_name":"PreMeal"}', '{"hook_event_name":"constructor"}']) {
      assert.equal(hook.readPayload(text).ok, false, text)
    }
  })
}
