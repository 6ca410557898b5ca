import assert from 'node:assert/strict'
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import type { Hover, Location } from 'vscode-languageserver'
import { openStore } from '../../audit/store.ts'
import { prepared } from '../unit/audit/support.ts'
import { LspClient } from './lspClient.ts'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'rehearsal-facts-')))
after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))

const policy = `name: team
enforcement_mode: observe
rules:
  - {name: no-rm, action: deny, match: {command_pattern: rm -rf}}
  - {name: no-curl, action: deny, match: {command_pattern: curl}}
`
const file = join(folder, 'policy.yaml')
const uri = pathToFileURL(file).href
writeFileSync(file, policy)

/** A log in which `no-rm` fired on 120 calls. */
function logOf120(): string {
  const path = join(folder, 'audit.db')
  const store = openStore(path)
  assert.ok(store.ok)
  const about = {
    policy: 'team',
    policy_file: file,
    rule: 'no-rm',
    matched: ['no-rm'],
    args: { command: 'rm -rf /srv' },
  }
  const events = Array.from({ length: 120 }, (_, index) =>
    prepared(index, { ...about, dialect: 'agent-assembly-sandbox' }),
  )
  assert.ok(store.value.append(events).ok)
  store.value.close()
  return path
}

test('what the log knows of a rule: its last events, and that another never fired for those who ask', async () => {
  const settings = { audit: { path: logOf120() }, diagnostics: { severity: { 'never-fired': 'hint' } } }
  const client = new LspClient({ folder, start: { opensEvents: true, settings } })
  try {
    await client.open(uri, policy)
    const at = { textDocument: { uri }, position: { line: 3, character: 12 } }
    const hovered = async () =>
      JSON.stringify((await client.request<Hover | null>('textDocument/hover', at))?.contents ?? '')
    for (let tries = 0; tries < 100 && !(await hovered()).includes('Last in the log'); tries++) await pause(50)
    assert.match(await hovered(), /Last in the log:.*rm .*srv → `deny`, only recorded/)

    const context = { includeDeclaration: true }
    const references = await client.request<Location[]>('textDocument/references', { ...at, context })
    const events = references.filter((each) => each.uri.startsWith('rehearsal-event:'))
    assert.deepEqual([references[0]?.uri, events.length], [uri, 20])
    const id = decodeURIComponent(events[0]?.uri.split('?')[1] ?? '')
    assert.match(await client.request<string>('rehearsal/event', { id }), /"command": "rm -rf \/srv"/)

    const hints = () => client.published.findLast((each) => each.uri === uri)?.diagnostics ?? []
    const told = () => hints().filter(({ code }) => code === 'never-fired')
    for (let tries = 0; tries < 200 && told().length === 0; tries++) await pause(50)
    assert.deepEqual(
      told().map(({ range }) => range.start.line),
      [4],
    )
  } finally {
    await client.stop()
  }
})
