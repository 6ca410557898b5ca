import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

const root = path.join(import.meta.dirname, '..', '..', '..')

/** The command line as it is shipped, built into a folder of this process's own; `remove` takes it away. */
export function buildCommandLine(): { readonly cli: string; remove(): void } {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'rehearsal-build-')))
  const built = spawnSync(process.execPath, ['scripts/build.mjs', '--out', folder, 'cli', 'main', 'hook'], {
    cwd: root,
    encoding: 'utf8',
  })
  if (built.status !== 0) throw new Error(built.stderr)
  return { cli: path.join(folder, 'cli.cjs'), remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** How a process ended. */
export interface Ended {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A home and a project of a test's own, with Rehearsal's command line run inside. */
export interface Place {
  readonly home: string
  readonly project: string
  readonly audit: string
  /** Writes a file of the project and gives its path. */
  write(name: string, text: string): string
  run(...args: string[]): Ended
  /** The environment of every command; it may be added to. */
  readonly env: Record<string, string>
  /** `hook claude` with this log, a payload on stdin. */
  hook(payload: unknown, ...args: string[]): Ended
  hookInBackground(payload: unknown, ...args: string[]): Promise<Ended>
  /** A command line as an agent starts it, by a shell. */
  shell(command: string, payload: unknown): Ended
  /** What `audit list` shows. */
  // biome-ignore lint/suspicious/noExplicitAny: rows are read where they are known to be
  list(...args: string[]): any[]
  remove(): void
}

/** `cli` is the built command line, run by `node`. */
export function makePlace(cli: string, node = process.execPath): Place {
  const base = realpathSync(mkdtempSync(path.join(tmpdir(), 'rehearsal gate ')))
  const [home, project] = [path.join(base, 'home'), path.join(base, 'my project')]
  mkdirSync(home)
  mkdirSync(project)
  const audit = path.join(base, 'state', 'audit.db')
  const env: Record<string, string> = { PATH: process.env.PATH ?? '', HOME: home }
  const options = { cwd: project, env, encoding: 'utf8' as const }
  const place: Place = {
    home,
    project,
    audit,
    env,
    write(name, text) {
      const file = path.join(project, name)
      mkdirSync(path.dirname(file), { recursive: true })
      writeFileSync(file, text)
      return file
    },
    run: (...args) => spawnSync(node, [cli, ...args], options),
    hook: (payload, ...args) => {
      const input = inputOf(payload)
      return spawnSync(node, [cli, 'hook', 'claude', '--audit', audit, ...args], { ...options, input })
    },
    shell: (command, payload) => spawnSync('/bin/sh', ['-c', command], { ...options, input: inputOf(payload) }),
    hookInBackground: (payload, ...args) =>
      new Promise((resolve) => {
        const child = spawn(node, [cli, 'hook', 'claude', '--audit', audit, ...args], options)
        let [stdout, stderr] = ['', '']
        child.stdout.on('data', (chunk) => {
          stdout += chunk
        })
        child.stderr.on('data', (chunk) => {
          stderr += chunk
        })
        child.on('close', (status) => resolve({ status, stdout, stderr }))
        child.stdin.end(inputOf(payload))
      }),
    list: (...args) => {
      const { status, stdout, stderr } = place.run('audit', 'list', '--audit', audit, '--format', 'json', ...args)
      assert.equal(status, 0, stderr)
      return JSON.parse(stdout)
    },
    remove: () => rmSync(base, { recursive: true, force: true, maxRetries: 5 }),
  }
  return place
}

function inputOf(payload: unknown): string | Buffer {
  return typeof payload === 'string' || Buffer.isBuffer(payload) ? payload : JSON.stringify(payload)
}

/** A payload as Claude Code sends it before a command. */
export function before(command: string, callId = 'toolu_1'): Record<string, unknown> {
  return {
    session_id: 'session-1',
    transcript_path: '/tmp/transcript.jsonl',
    cwd: '/tmp',
    prompt_id: 'prompt-1',
    permission_mode: 'default',
    hook_event_name: 'PreToolUse',
    tool_name: 'Bash',
    tool_input: { command, description: 'a step' },
    tool_use_id: callId,
  }
}

/** The payload after the same command. */
export function after(command: string, stdout: string, callId = 'toolu_1'): Record<string, unknown> {
  return {
    ...before(command, callId),
    hook_event_name: 'PostToolUse',
    tool_response: { stdout, stderr: '', interrupted: false, isImage: false, noOutputExpected: false },
    duration_ms: 3,
  }
}

/** A policy of the Sandbox page in `mode`: no `rm -rf`, no keys in outputs. */
export function sandboxPolicy(mode: string, name = 'coding-team-policy'): string {
  return `name: ${name}
enforcement_mode: ${mode}
rules:
  - name: block-rm
    action: deny
    reason: destroys the checkout
    match:
      tool_name: bash
      command_pattern: "rm -rf"
  - name: ask-push
    action: require_approval
    reason: goes to everybody
    match:
      command_pattern: "git push"
  - name: hide-keys
    action: redact
    match:
      output_contains_pattern: "SECRET[0-9]+"
`
}
