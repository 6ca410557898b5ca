/**
 * What the proxy adds to a call: the same small server asked directly, through a bare relay, and through the proxy with
 * a policy that observes and one that enforces, in turns in one run. Medians of the time from request to answer.
 */
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

const [rounds, calls] = [12, 100]
const folder = mkdtempSync(path.join(tmpdir(), 'rehearsal-bench-'))
const write = (name: string, text: string) => {
  writeFileSync(path.join(folder, name), text)
  return path.join(folder, name)
}

const server = write(
  'server.cjs',
  `let rest = ''
process.stdin.on('data', (chunk) => {
  const lines = (rest + chunk).split('\\n')
  rest = lines.pop()
  for (const line of lines) {
    const { id, params } = JSON.parse(line)
    const result = { content: [{ type: 'text', text: 'read ' + params.arguments.path }] }
    process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id, result }) + '\\n')
  }
})`,
)
const relay = write(
  'relay.cjs',
  `const child = require('node:child_process').spawn(process.execPath, process.argv.slice(2), { stdio: ['pipe', 'pipe', 'inherit'] })
process.stdin.pipe(child.stdin)
child.stdout.pipe(process.stdout)`,
)
const rules = Array.from(
  { length: 20 },
  (_, index) => `  - name: rule-${index}
    action: deny
    match:
      tool_name: s.delete-${index}
`,
).join('')
const policy = (mode: string) => write(`${mode}.yaml`, `name: team\nenforcement_mode: ${mode}\nrules:\n${rules}`)

const built = spawnSync(process.execPath, ['scripts/build.mjs', '--out', folder, 'cli', 'main', 'hook', 'recorder'], {
  cwd: path.join(import.meta.dirname, '..'),
  encoding: 'utf8',
})
if (built.status !== 0) throw new Error(built.stderr)
const proxied = (mode: string) => {
  const own = ['--policy', policy(mode), '--audit', path.join(folder, mode, 'audit.db'), '--server', 's']
  return [path.join(folder, 'cli.cjs'), 'mcp', ...own, '--', process.execPath, server]
}
const ways = [
  { name: 'the server itself', args: [server] },
  { name: 'a bare relay', args: [relay, server] },
  { name: 'rehearsal mcp, observe', args: proxied('observe') },
  { name: 'rehearsal mcp, enforce', args: proxied('enforce') },
].map(({ name, args }) => ({ name, times: [] as number[], ...start(args) }))

let id = 0
for (let round = -1; round < rounds; round++) {
  for (const { ask, times } of ways) {
    for (let call = 0; call < calls; call++) {
      const began = performance.now()
      await ask(++id)
      // The first round warms up.
      if (round >= 0) times.push(performance.now() - began)
    }
  }
}
for (const { stop } of ways) await stop()
rmSync(folder, { recursive: true, force: true, maxRetries: 5 })

const [direct] = ways.map(({ times }) => quantile(times, 0.5))
console.log(
  `one tools/call in ms, ${rounds * calls} calls each: median, 95 %, what the median adds to the server's own`,
)
for (const { name, times } of ways) {
  const [half, most] = [quantile(times, 0.5), quantile(times, 0.95)]
  console.log(`${name.padEnd(26)}${figure(half)}${figure(most)}${figure(half - (direct ?? 0))}`)
}

function start(args: readonly string[]) {
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  let answered = () => {}
  child.stdout.on('data', (chunk: Buffer) => {
    if (chunk.at(-1) === 10) answered()
  })
  return {
    ask: (id: number) =>
      new Promise<void>((resolve) => {
        answered = resolve
        const params = { name: 'read', arguments: { path: `src/file-${id}.ts` } }
        child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params })}\n`)
      }),
    stop: () =>
      new Promise<void>((resolve) => {
        child.on('close', () => resolve())
        child.stdin.end()
      }),
  }
}

function quantile(times: readonly number[], part: number): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length * part)] ?? 0
}

function figure(ms: number): string {
  return ms.toFixed(3).padStart(9)
}
