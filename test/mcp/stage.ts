import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

const root = path.join(import.meta.dirname, '..', '..')

/** A policy of the Sandbox page: no sums, a question before pushes, no keys in outputs. */
export function policyText(mode: string): string {
  return `name: team
enforcement_mode: ${mode}
rules:
  - name: no-sum
    action: deny
    reason: no sums here
    match:
      tool_name: s.get-sum
  - name: ask
    action: require_approval
    reason: somebody must look
    match:
      tool_name: s.push
  - name: hide-keys
    action: redact
    match:
      output_contains_pattern: "SECRET[0-9]+"
`
}

/** A server that writes down every byte it gets and answers each call with the text of its argument. */
const scripted = `
const fs = require('node:fs')
let rest = ''
process.stdin.on('data', (chunk) => {
  fs.appendFileSync(process.argv[2], chunk)
  const lines = (rest + chunk).split('\\n')
  rest = lines.pop()
  for (const line of lines) {
    let got
    try { got = JSON.parse(line) } catch { continue }
    for (const message of [got].flat()) {
      if (message?.method === 'die') process.exit(7)
      if (message?.id === undefined || message.method === 'hang') continue
      const text = String(message.params?.arguments?.text ?? '')
      process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id: message.id, result: { content: [{ type: 'text', text }] } }) + '\\n')
    }
  }
})
process.stderr.write('server up\\n')
`

/** A running proxy with a scripted server behind it. */
export interface Running {
  readonly child: ChildProcess
  send(...messages: unknown[]): void
  sendBytes(bytes: string | Buffer): void
  /** The next line for the client, parsed. */
  // biome-ignore lint/suspicious/noExplicitAny: messages are read where they are known to be
  next(): Promise<any>
  stderr(): string
  /** What the server got. */
  got(): string
  /** Closes stdin and waits for the end. */
  end(): Promise<number | null>
}

export interface Stage {
  readonly folder: string
  readonly audit: string
  readonly cli: string
  write(name: string, text: string): string
  start(policy: string, ...options: string[]): Running
  // biome-ignore lint/suspicious/noExplicitAny: rows are read where they are known to be
  list(...args: string[]): any[]
  remove(): void
}

/** The command line as it is shipped, built into a folder of its own, with a project to work in. */
export function makeStage(): Stage {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'rehearsal mcp ')))
  const dist = path.join(folder, 'dist')
  const building = ['scripts/build.mjs', '--out', dist, 'cli', 'main', 'hook', 'recorder']
  const built = spawnSync(process.execPath, building, { cwd: root, encoding: 'utf8' })
  if (built.status !== 0) throw new Error(built.stderr)
  const cli = path.join(dist, 'cli.cjs')
  const audit = path.join(folder, 'state', 'audit.db')
  const server = path.join(folder, 'server.cjs')
  writeFileSync(server, scripted)
  const env = { PATH: process.env.PATH ?? '', HOME: folder }
  const started: ChildProcess[] = []
  return {
    folder,
    audit,
    cli,
    write(name, text) {
      writeFileSync(path.join(folder, name), text)
      return path.join(folder, name)
    },
    start(policy, ...options) {
      const seen = path.join(folder, `seen-${started.length}`)
      writeFileSync(seen, '')
      const own = ['--policy', policy, '--audit', audit, '--server', 's', ...options]
      const args = [cli, 'mcp', ...own, '--', process.execPath, server, seen]
      const child = spawn(process.execPath, args, { cwd: folder, env })
      started.push(child)
      return running(child, seen)
    },
    list(...args) {
      const listing = [cli, 'audit', 'list', '--audit', audit, '--format', 'json', ...args]
      return JSON.parse(spawnSync(process.execPath, listing, { env, encoding: 'utf8', maxBuffer: 1 << 28 }).stdout)
    },
    remove() {
      // A test that fails leaves its own running, and nothing would ever end that.
      for (const child of started) child.kill()
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

function running(child: ChildProcess, seen: string): Running {
  let stderr = ''
  let held: Buffer[] = []
  const lines: string[] = []
  const waiting: ((line: string) => void)[] = []
  child.stderr?.on('data', (chunk) => {
    stderr += chunk
  })
  child.stdin?.on('error', () => {})
  child.stdout?.on('data', (chunk: Buffer) => {
    held.push(chunk)
    if (!chunk.includes(10)) return
    const parts = Buffer.concat(held).toString().split('\n')
    held = [Buffer.from(parts.pop() ?? '')]
    for (const line of parts) {
      const taker = waiting.shift()
      if (taker) taker(line)
      else lines.push(line)
    }
  })
  const ended = once(child, 'close')
  const sendBytes = (bytes: string | Buffer) => void child.stdin?.write(bytes)
  return {
    child,
    sendBytes,
    send: (...messages) => sendBytes(messages.map((message) => `${JSON.stringify(message)}\n`).join('')),
    next: async () => JSON.parse(lines.shift() ?? (await new Promise<string>((resolve) => waiting.push(resolve)))),
    stderr: () => stderr,
    got: () => readFileSync(seen, 'utf8'),
    async end() {
      child.stdin?.end()
      const [code] = await ended
      return code
    },
  }
}

/** A call as clients write it. */
export function call(id: unknown, name: string, args: unknown = {}, more: object = {}): object {
  return { jsonrpc: '2.0', id, method: 'tools/call', params: { name, arguments: args, ...more } }
}
