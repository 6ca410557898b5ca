import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { CancellationTokenSource } from 'vscode-languageserver'
import type { ReadinessAnswer } from '../../server/protocol/evidence.ts'
import { appendTo, recordedShell } from '../support/recorded.ts'
import { LspClient } from './lspClient.ts'

const folder = mkdtempSync(join(tmpdir(), 'rehearsal-readiness-'))
const database = join(folder, 'state', 'audit.db')
const project = join(folder, 'project')
const file = join(project, 'policy.yaml')
const uri = pathToFileURL(file).href
mkdirSync(join(folder, 'state'))
mkdirSync(project)
writeFileSync(
  file,
  `name: team
enforcement_mode: observe
rules:
  - name: no-rm
    action: deny
    match: {tool_name: bash, command_pattern: 'rm -rf /srv'}
`,
)
// Recorded under another text, which denied each `rm`.
const commands = ['rm -rf /srv/app', 'rm -rf /srv/app', 'rm -rf node_modules', 'ls']
appendTo(
  database,
  commands.map((command, index) => recordedShell(index, command, file)),
)

const client = new LspClient({
  folder: project,
  capabilities: { workspace: { configuration: true } },
  answers: () => ({ audit: { path: database } }),
})
after(async () => {
  await client.stop()
  rmSync(folder, { recursive: true, force: true })
})

test('readiness judges the calls by the text on disk, though no editor has it open', async () => {
  const { lines } = await client.request<ReadinessAnswer>('rehearsal/readiness', { uri })
  assert.match(
    lines.join('\n'),
    /4 calls \(3 distinct\) .*; enforcement would change 2 of them\.\n {2}no-rm: would deny 2 calls/,
  )
})

test('a question that nobody waits for any more is answered at once, and the next one in full', async () => {
  const withdrawn = new CancellationTokenSource()
  const asked = client.connection.sendRequest('rehearsal/readiness', { uri }, withdrawn.token)
  withdrawn.cancel()
  await asked.then(
    () => undefined,
    () => undefined,
  )
  const { lines } = await client.request<ReadinessAnswer>('rehearsal/readiness', { uri })
  assert.match(lines.join('\n'), /no-rm: would deny 2 calls/)
})
