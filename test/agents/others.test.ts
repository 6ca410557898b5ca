import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { runCodex } from './codex.ts'
import { runGemini } from './gemini.ts'
import { geminiApi } from './gemini-api.ts'
import { ensureAgent } from './install.mjs'
import { startModel } from './model.ts'
import { makePlace } from './place.ts'
import { responses } from './responses.ts'

const absent = (agent: 'codex' | 'gemini') =>
  ensureAgent(agent) === undefined && process.env.REHEARSAL_REQUIRE_AGENTS !== '1'

test('Codex: calls reach the hook; a denied one does not run', { skip: absent('codex') }, async () => {
  const place = makePlace()
  const model = await startModel(responses, [
    { tool: 'exec_command', input: { cmd: 'echo hi > made.txt && echo said' } },
    { tool: 'exec_command', input: { cmd: 'touch forbidden' } },
    { say: 'all done' },
  ])
  try {
    const deny = { hookEventName: 'PreToolUse', permissionDecision: 'deny', permissionDecisionReason: 'not that one' }
    const command = place.hook({ when: 'touch forbidden', print: { hookSpecificOutput: deny } })
    const hooks = [{ hooks: [{ type: 'command', command }] }]
    const run = await runCodex({ ...place, model, prompt: 'go', hooks: { PreToolUse: hooks, PostToolUse: hooks } })

    assert.equal(run.exitCode, 0, run.stderr)
    assert.match(run.stdout, /all done/)
    assert.equal(readFileSync(join(place.cwd, 'made.txt'), 'utf8'), 'hi\n')
    assert.equal(existsSync(join(place.cwd, 'forbidden')), false)
    assert.match(run.toolResults[0]?.text ?? '', /said/)
    assert.match(run.toolResults[1]?.text ?? '', /not that one/)
    const seen = place.payloads().map(({ hook_event_name, tool_name }) => `${hook_event_name} ${tool_name}`)
    assert.deepEqual(seen, ['PreToolUse Bash', 'PostToolUse Bash', 'PreToolUse Bash'])
  } finally {
    await model.close()
    place.remove()
  }
})

test('Gemini CLI: calls reach the hook; a denied one does not run', { skip: absent('gemini') }, async () => {
  const place = makePlace()
  const model = await startModel(geminiApi, [
    { tool: 'run_shell_command', input: { command: 'echo hi > made.txt && echo said' } },
    { tool: 'run_shell_command', input: { command: 'touch forbidden' } },
    { say: 'all done' },
  ])
  try {
    const print = { decision: 'deny', reason: 'not that one' }
    const hooks = [{ hooks: [{ type: 'command', command: place.hook({ when: 'touch forbidden', print }) }] }]
    const settings = { hooks: { BeforeTool: hooks, AfterTool: hooks } }
    const run = await runGemini({ ...place, model, prompt: 'go', settings })

    assert.equal(run.exitCode, 0, run.stderr)
    assert.match(run.stdout, /all done/)
    assert.equal(readFileSync(join(place.cwd, 'made.txt'), 'utf8'), 'hi\n')
    assert.equal(existsSync(join(place.cwd, 'forbidden')), false)
    assert.match(run.toolResults[0]?.text ?? '', /said/)
    assert.match(run.toolResults[1]?.text ?? '', /not that one/)
    const seen = place.payloads().map(({ hook_event_name, tool_name }) => `${hook_event_name} ${tool_name}`)
    assert.deepEqual(seen.slice(0, 3), [
      'BeforeTool run_shell_command',
      'AfterTool run_shell_command',
      'BeforeTool run_shell_command',
    ])
  } finally {
    await model.close()
    place.remove()
  }
})
