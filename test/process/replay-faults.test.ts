import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, type TestContext, test } from 'node:test'
import type { CodeLens } from 'vscode-languageserver'
import { prepareEvent } from '../../audit/prepare.ts'
import { openDatabase } from '../../audit/sqlite.ts'
import { openStore } from '../../audit/store.ts'
import { LspClient } from './lspClient.ts'

const folder = mkdtempSync(join(tmpdir(), 'rehearsal-faults-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const policy =
  'name: t\nenforcement_mode: observe\nrules:\n  - name: a\n    action: deny\n    match: {tool_name: bash}\n'
const uri = 'file:///w/policy.yaml'

function newLog(name: string): string {
  const file = join(folder, name)
  const store = openStore(file)
  assert.ok(store.ok)
  const call = {
    id: 'one',
    kind: 'decision',
    time: new Date().toISOString(),
    source: 'hook',
    tool_raw: 'Bash',
    args: {},
  } as const
  assert.ok(store.value.append([prepareEvent(call, { args: 'redacted' })]).ok)
  store.value.clear()
  store.value.close()
  return file
}

/** A client whose log is `file`, and what reads the sentence above the document. */
async function following(t: TestContext, file: string) {
  const client = new LspClient({
    folder,
    capabilities: { workspace: { configuration: true } },
    answers: () => ({ audit: { path: file } }),
  })
  t.after(() => client.stop())
  await client.open(uri, policy)
  const first = async () => {
    const lenses = await client.request<CodeLens[]>('textDocument/codeLens', { textDocument: { uri } })
    return lenses.find(({ range, command }) => range.start.line === 0 && !/Flip/.test(command?.title ?? ''))?.command
      ?.title
  }
  const until = async (wanted: RegExp) => {
    for (let tries = 0; ; tries++) {
      const title = await first()
      if (wanted.test(title ?? '')) return
      if (tries === 100) assert.match(title ?? 'no lens', wanted)
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
  return { client, until }
}

/** Typing gets its diagnostics, whatever became of the log. */
async function works(client: LspClient): Promise<void> {
  const version = await client.change(uri, policy.replace('observe', 'obesrve'))
  const [mistake] = await client.diagnostics(uri, version)
  assert.match(String(mistake?.message), /Did you mean/)
  await client.change(uri, policy)
}

function damaged(): string {
  const file = newLog('damaged.db')
  const bytes = readFileSync(file)
  bytes.fill(0x5a, 4096)
  writeFileSync(file, bytes)
  return file
}

function newer(): string {
  const file = newLog('newer.db')
  const opened = openDatabase(file, {})
  assert.ok(opened.ok)
  opened.value.pragma('user_version = 99')
  opened.value.close()
  return file
}

const faults: [what: string, make: () => string, says: RegExp][] = [
  ['a damaged log', damaged, /is damaged/],
  ['a log of a newer version', newer, /made by a newer Rehearsal/],
]

for (const [what, make, says] of faults) {
  test(`${what} is a sentence above the document, and everything else works`, async (t) => {
    const { client, until } = await following(t, make())
    await until(says)
    await works(client)
  })
}

test('a log that another process is writing is replayed as far as it is written', async (t) => {
  const file = newLog('written.db')
  const writer = openDatabase(file, {})
  assert.ok(writer.ok)
  writer.value.exec('BEGIN IMMEDIATE')
  const { until } = await following(t, file)
  await until(/would deny 1 of 1 call \(7 d\)/)
  writer.value.exec('COMMIT')
  writer.value.close()
})

test('when the process that replays ends, another takes its place', {
  skip: process.platform !== 'linux',
}, async (t) => {
  const { client, until } = await following(t, newLog('restarted.db'))
  await until(/would deny 1/)
  process.kill(childOf(client.pid ?? 0, 'replay.cjs'), 'SIGKILL')
  await until(/it is started again/)
  await works(client)
  await until(/would deny 1/)
})

/** The process that runs a script for another one. */
function childOf(parent: number, script: string): number {
  const found = readdirSync('/proc').find((pid) => {
    try {
      const [, ppid] = /^\d+ \(.*\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? []
      return Number(ppid) === parent && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(script)
    } catch {
      return false
    }
  })
  return Number(found)
}
