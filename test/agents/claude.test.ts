import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { anthropic } from './anthropic.ts'
import { runClaude } from './claude.ts'
import { ensureAgent } from './install.mjs'
import { startModel } from './model.ts'
import { makePlace } from './place.ts'

const skip = ensureAgent('claude') === undefined && process.env.REHEARSAL_REQUIRE_AGENTS !== '1'

test('Claude Code: three calls run and reach the hook; a denied one does not run', { skip }, async () => {
  const place = makePlace()
  const model = await startModel(anthropic, [
    { tool: 'Bash', input: { command: 'echo hi > made.txt && echo said', description: 'say' } },
    { tool: 'Read', input: { file_path: join(place.cwd, 'note.txt') } },
    { tool: 'Bash', input: { command: 'touch forbidden', description: 'touch' } },
    { say: 'all done' },
  ])
  try {
    writeFileSync(join(place.cwd, 'note.txt'), 'a note\n')
    const deny = { hookEventName: 'PreToolUse', permissionDecision: 'deny', permissionDecisionReason: 'not that one' }
    const command = place.hook({ when: 'touch forbidden', print: { hookSpecificOutput: deny } })
    const hooks = [{ hooks: [{ type: 'command', command }] }]
    const run = await runClaude({
      ...place,
      model,
      prompt: 'go',
      settings: { hooks: { PreToolUse: hooks, PostToolUse: hooks } },
      allowedTools: ['Bash', 'Read'],
    })

    assert.equal(run.exitCode, 0, run.stderr)
    assert.match(run.stdout, /all done/)
    assert.equal(readFileSync(join(place.cwd, 'made.txt'), 'utf8'), 'hi\n')
    assert.equal(existsSync(join(place.cwd, 'forbidden')), false)

    const [said, read, denied] = run.toolResults
    assert.match(said?.text ?? '', /said/)
    assert.match(read?.text ?? '', /a note/)
    assert.equal(denied?.isError, true)
    assert.match(denied?.text ?? '', /not that one/)

    const seen = place.payloads().map(({ hook_event_name, tool_name }) => `${hook_event_name} ${tool_name}`)
    assert.deepEqual(seen, [
      'PreToolUse Bash',
      'PostToolUse Bash',
      'PreToolUse Read',
      'PostToolUse Read',
      'PreToolUse Bash',
    ])
    assert.equal(place.payloads()[0].cwd, place.cwd)
    assert.equal(place.payloads()[0].tool_input.command, 'echo hi > made.txt && echo said')
  } finally {
    await model.close()
    place.remove()
  }
})

test('an agent that takes too long is ended, with all its processes', { skip }, async () => {
  const place = makePlace()
  const model = await startModel(anthropic, [
    { tool: 'Bash', input: { command: 'echo $$ > pid; exec sleep 31', description: 'wait' } },
  ])
  try {
    const run = await runClaude({ ...place, model, prompt: 'go', allowedTools: ['Bash'], timeoutMs: 3000 })
    assert.equal(run.timedOut, true)
    assert.equal(run.exitCode, null)
    const pid = Number(readFileSync(join(place.cwd, 'pid'), 'utf8'))
    for (let look = 0; runs(pid) && look < 50; look++) await new Promise((next) => setTimeout(next, 100))
    assert.equal(runs(pid), false)
  } finally {
    await model.close()
    place.remove()
  }
})

/** Whether a process still runs; one that has ended and was not yet collected by its parent does not. */
function runs(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
