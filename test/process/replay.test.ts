import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import type { CodeLens } from 'vscode-languageserver'
import type { ReplayAnswer, ReplayCalls } from '../../server/protocol/replay.ts'
import { appendTo, recordedShell } from '../support/recorded.ts'
import { LspClient } from './lspClient.ts'

const folder = mkdtempSync(join(tmpdir(), 'rehearsal-replay-'))
const state = join(folder, 'state')
const project = join(folder, 'project')
const database = join(state, 'audit.db')
const file = join(project, 'policy.yaml')
const uri = pathToFileURL(file).href
mkdirSync(state)
mkdirSync(project)

const policy = `name: team
enforcement_mode: observe
rules:
  - name: no-rm
    action: deny
    match: {tool_name: bash, command_pattern: 'rm -rf'}
  - name: ask-push
    action: require_approval
    match: {tool_name: bash, command_pattern: 'git push'}
`
const commands = ['rm -rf /srv/app', 'rm -rf /srv/app', 'rm -rf node_modules', 'git push origin main', 'ls', 'ls', 'ls']

function record(from: number, recorded: readonly string[]): void {
  const events = recorded.map((command, index) => recordedShell(from + index, command, file))
  appendTo(database, events)
}

record(0, commands)
writeFileSync(file, policy)
const git = (...args: string[]) =>
  execFileSync('git', ['-C', project, '-c', 'user.name=a', '-c', 'user.email=a@b', ...args])
git('init', '-q')
git('add', '.')
git('commit', '-qm', 'first')

let refreshed = 0
const client = new LspClient({
  folder: project,
  capabilities: { workspace: { codeLens: { refreshSupport: true }, configuration: true } },
  start: { trusted: true },
  answers: () => ({ audit: { path: database } }),
})
client.connection.onRequest('workspace/codeLens/refresh', () => {
  refreshed++
  return null
})
after(async () => {
  await client.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** The titles of replay's lenses, by line. */
async function titles(): Promise<[line: number, title: string][]> {
  const lenses = await client.request<CodeLens[]>('textDocument/codeLens', { textDocument: { uri } })
  const shown = lenses.map(({ range, command }): [number, string] => [range.start.line, command?.title ?? ''])
  return shown.filter(([, title]) => !/Dry-run|Flip to/.test(title))
}

/** Asks until the lenses are those expected; shows the difference when they never are. */
async function untilTitles(expected: readonly (readonly [line: number, title: string])[]): Promise<void> {
  for (let tries = 0; ; tries++) {
    const now = await titles()
    if (JSON.stringify(now) === JSON.stringify(expected)) return
    if (tries === 100) assert.deepEqual(now, expected)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

const rules = [
  [3, '3 hits · would deny 3 of 7 calls (7 d)'],
  [6, '1 hit · would hold 1 of 7 calls (7 d)'],
] as const

test('above the rules stand their hits and what they would decide', async () => {
  await client.open(uri, policy)
  await untilTitles([[0, 'would deny 3, would hold 1, would allow 3 of 7 calls (7 d)'], ...rules])
  assert.ok(refreshed > 0)
})

test('while a rule is narrowed its figure falls, beside what differs from the saved file and from HEAD', async () => {
  await client.change(uri, policy.replace("'rm -rf'", "'rm -rf /srv'"))
  await untilTitles([
    [0, 'would deny 2, would hold 1, would allow 4 of 7 calls (7 d)'],
    [0, '1 call unlike the saved file: deny (no-rm) → allow'],
    [0, '1 call unlike HEAD: deny (no-rm) → allow'],
    [3, '3 hits · would deny 2 of 7 calls (7 d)'],
    rules[1],
  ])
  const { report } = await client.request<ReplayAnswer>('rehearsal/replay', { uri, against: 'head' })
  assert.deepEqual(report?.changes, [
    { from: { effect: 'deny', rule: 'no-rm' }, to: { effect: 'allow', rule: null }, count: 1, examples: ['event-2'] },
  ])
})

test('a text that does not load keeps the last figures and says so', async () => {
  await client.change(uri, policy.replace("'rm -rf'", "'rm -rf /srv'").replace('action: deny', 'action: dney'))
  await untilTitles([
    [0, 'would deny 2, would hold 1, would allow 4 of 7 calls (7 d, last good)'],
    [0, '1 call unlike the saved file: deny (no-rm) → allow'],
    [0, '1 call unlike HEAD: deny (no-rm) → allow'],
    [3, '3 hits · would deny 2 of 7 calls (7 d, last good)'],
    [6, '1 hit · would hold 1 of 7 calls (7 d, last good)'],
  ])
})

test('the calls behind a number open their events', async () => {
  await client.change(uri, policy)
  await untilTitles([[0, 'would deny 3, would hold 1, would allow 3 of 7 calls (7 d)'], ...rules])
  const behind = await client.request<ReplayCalls>('rehearsal/replayCalls', { uri, of: { rule: 'no-rm' }, limit: 1 })
  assert.deepEqual(
    { ...behind, rows: behind.rows.map(({ subject, count, effect, rule }) => ({ subject, count, effect, rule })) },
    {
      rows: [{ subject: 'rm -rf /srv/app', count: 2, effect: 'deny', rule: 'no-rm' }],
      calls: 3,
      distinct: 2,
      next: 1,
      message: '',
    },
  )
  const event = await client.request<string>('rehearsal/replayEvent', { uri, id: behind.rows[0]?.eventId })
  assert.equal(JSON.parse(event).args.command, 'rm -rf /srv/app')
})

test('calls that are recorded meanwhile count soon', async () => {
  record(100, ['rm -rf /tmp/x'])
  await untilTitles([
    [0, 'would deny 4, would hold 1, would allow 3 of 8 calls (7 d)'],
    [3, '4 hits · would deny 4 of 8 calls (7 d)'],
    [6, '1 hit · would hold 1 of 8 calls (7 d)'],
  ])
})

test('the list behind the sum says why calls are not counted, and no other list does', async () => {
  const { args: _, ...withoutArguments } = recordedShell(200, 'ls', file)
  appendTo(database, [withoutArguments])
  await untilTitles([
    [0, 'would deny 4, would hold 1, would allow 3 of 8 calls · 1 not counted (7 d)'],
    [3, '4 hits · would deny 4 of 8 calls (7 d)'],
    [6, '1 hit · would hold 1 of 8 calls (7 d)'],
  ])
  const list = (of: object) => client.request<ReplayCalls>('rehearsal/replayCalls', { uri, of, limit: 1 })
  assert.match((await list({})).notCounted?.join() ?? '', /^1 call\b.*arguments.*\.$/)
  assert.equal((await list({ rule: 'no-rm' })).notCounted, undefined)
})
