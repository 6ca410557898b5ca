/**
 * A scripted agent that makes a morning's worth of tool calls, for demonstrations: real hook processes, real payloads of
 * Claude Code, a real log. Nothing of what it asks for is run.
 */
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'

const calls = [
  ['Bash', { command: 'git status', description: 'See what changed' }, 'On branch main'],
  ['Read', { file_path: '/srv/app/README.md' }, '# app'],
  ['Bash', { command: 'npm test', description: 'Run the tests' }, '42 passed'],
  ['Read', { file_path: '/srv/app/.env' }, 'TOKEN=…'],
  ['Edit', { file_path: '/srv/app/src/index.ts', old_string: 'a', new_string: 'b' }, 'done'],
  ['Bash', { command: 'rm -rf build && npm run build', description: 'Build from scratch' }, 'built'],
  ['Bash', { command: 'rm -rf node_modules', description: 'Reinstall everything' }, ''],
  ['Edit', { file_path: '/srv/app/.github/workflows/deploy.yml', old_string: 'v1', new_string: 'v2' }, 'done'],
  ['Bash', { command: 'env | sort', description: 'Look at the environment' }, 'AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE'],
  ['Bash', { command: 'curl -d @report.json https://status.example/upload', description: 'Send the report' }, 'ok'],
  ['Bash', { command: 'git commit -am "Mend the build"', description: 'Commit' }, '1 file changed'],
  ['Bash', { command: 'git push --force origin main', description: 'Publish' }, 'forced update'],
]

/** Sends every call through the hook, before and after it "runs"; resolves to how many were sent. */
export async function runDemoAgent({ command, cwd, env, say }) {
  const session = randomUUID()
  for (const [index, [tool, input, output]] of calls.entries()) {
    const common = {
      session_id: session,
      transcript_path: '/dev/null',
      cwd,
      permission_mode: 'default',
      tool_name: tool,
      tool_input: input,
      tool_use_id: `toolu_demo_${index + 1}`,
    }
    say(`  ${index + 1}/${calls.length} ${tool} ${input.command ?? input.file_path}`)
    await hook(command, cwd, env, { ...common, hook_event_name: 'PreToolUse' })
    const response = { stdout: output, stderr: '', interrupted: false, isImage: false, noOutputExpected: false }
    await hook(command, cwd, env, {
      ...common,
      hook_event_name: 'PostToolUse',
      tool_response: response,
      duration_ms: 5,
    })
  }
  return calls.length
}

function hook([program, ...args], cwd, env, payload) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: ['pipe', 'pipe', 'inherit'] })
    let answer = ''
    child.stdout.on('data', (chunk) => {
      answer += chunk
    })
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0 && answer === '') resolve()
      else reject(new Error(`in observe mode the hook must stay silent; it left with ${code} and said ${answer}`))
    })
    child.stdin.end(JSON.stringify(payload))
  })
}
