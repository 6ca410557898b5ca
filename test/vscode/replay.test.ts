import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { appendTo, recordedShell } from '../support/recorded.ts'
import { until } from './until.ts'
import { vsixUnderTest } from './vsix.ts'
import { openWorkbench, type Workbench } from './workbench.ts'

const policy = `name: team
enforcement_mode: observe
rules:
  - name: no-rm
    action: deny
    match: {tool_name: bash, command_pattern: 'rm -rf'}
`
const folder = mkdtempSync(join(tmpdir(), 'rehearsal-replay-'))
const database = join(folder, 'audit.db')
const commands = ['rm -rf /srv/app', 'rm -rf /srv/app', 'rm -rf node_modules', 'ls']

let vs: Workbench

before(async () => {
  const events = commands.map((command, index) => recordedShell(index, command, '/elsewhere/policy.yaml'))
  appendTo(database, events)
  vs = await openWorkbench({
    vsix: vsixUnderTest(),
    workspace: { 'policy.yaml': policy },
    settings: { 'rehearsal.audit.path': database },
  })
  await vs.openFile('policy.yaml')
})
after(async () => {
  await vs?.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Waits until a lens says this. */
async function lens(title: string): Promise<void> {
  await until(`a lens with ${title}`, async () => {
    const all = (await vs.codeLenses()).join(' | ')
    return all.includes(title) ? { found: undefined } : { seen: all }
  })
}

test('the figures above a rule fall while it is narrowed, and come back with undo', async () => {
  await lens('would deny 3 of 4 calls (7 d)')
  await vs.inHost(async (vscode) => {
    const editor = vscode.window.activeTextEditor
    const at = editor?.document.getText().indexOf("rm -rf'") ?? 0
    const place = editor?.document.positionAt(at + 'rm -rf'.length)
    if (place) await editor?.edit((edit) => edit.insert(place, ' /srv'))
    return null
  })
  await lens('would deny 2 of 4 calls (7 d)')
  await lens('1 call unlike the saved file: deny (no-rm) → allow')
  await vs.screenshot('replay-narrowed')
  await vs.inHost(async (vscode) => {
    await vscode.commands.executeCommand('undo')
    return null
  })
  await lens('would deny 3 of 4 calls (7 d)')
})

test('while the text does not load, the last figures stay and say so', async () => {
  await vs.inHost(async (vscode) => {
    const editor = vscode.window.activeTextEditor
    const at = editor?.document.getText().indexOf('deny') ?? 0
    const start = editor?.document.positionAt(at)
    if (start) await editor?.edit((edit) => edit.insert(start, 'x'))
    return null
  })
  await lens('would deny 3 of 4 calls (7 d, last good)')
  await vs.screenshot('replay-last-good')
  await vs.inHost(async (vscode) => {
    await vscode.commands.executeCommand('undo')
    return null
  })
  await lens('would deny 3 of 4 calls (7 d)')
})

test('a click on the figure shows the calls behind it, and one of them its event', async () => {
  await vs.clickCodeLens('would deny 3 of 4 calls (7 d)', 'name: no-rm', async () => {
    const shown = await vs.page.locator('.quick-input-widget').innerText()
    return shown.includes('rm -rf /srv/app') && shown.includes('3 calls, 2 different')
      ? { found: undefined }
      : { seen: shown }
  })
  await vs.screenshot('replay-calls')
  await vs.page.keyboard.press('Enter')
  await until('the event', async () => {
    const text = await vs.inHost((vscode) => vscode.window.activeTextEditor?.document.getText() ?? '')
    return text.includes('"event-1"') ? { found: undefined } : { seen: text.slice(0, 200) }
  })
})
