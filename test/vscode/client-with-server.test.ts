import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { until } from './until.ts'
import { openWorkbench, type Workbench } from './workbench.ts'

const root = join(import.meta.dirname, '..', '..')
const audit = () => join(temp, 'state', 'audit.db')
const policy = () => join(temp, 'work', 'policies', 'coding-team.yaml')
let temp: string
let vs: Workbench
let calls = 0

before(async () => {
  temp = mkdtempSync(join(tmpdir(), 'rehearsal-whole-'))
  cpSync(join(root, 'examples'), join(temp, 'work'), { recursive: true })
  vs = await openWorkbench({
    vsix: join(root, 'dist', 'rehearsal.vsix'),
    workspace: join(temp, 'work'),
    settings: { 'rehearsal.audit.path': audit() },
  })
})
after(async () => {
  await vs?.close()
  rmSync(temp, { recursive: true, force: true })
})

/** One call of an agent, through the gate as it is installed: its own process, its own payload. */
function agentRuns(command: string): { status: number | null; stdout: string } {
  calls += 1
  const payload = {
    session_id: 'whole',
    transcript_path: '/dev/null',
    cwd: join(temp, 'work'),
    permission_mode: 'default',
    hook_event_name: 'PreToolUse',
    tool_name: 'Bash',
    tool_input: { command },
    tool_use_id: `toolu_${calls}`,
  }
  const hook = [join(root, 'dist', 'hook.cjs'), 'claude', '--policy', policy(), '--audit', audit()]
  return spawnSync(process.execPath, hook, {
    cwd: join(temp, 'work'),
    input: JSON.stringify(payload),
    env: { PATH: process.env.PATH ?? '', HOME: temp },
    encoding: 'utf8',
  })
}

const times = (text: string, part: string) => text.split(part).length - 1

test('the policies of the folder are listed with dialect and mode', async () => {
  const view = await vs.tree('Policies')
  await view.row(/^coding-team .*observe/)
  await vs.screenshot('whole-policies')
})

test('what an agent did under observation stands in the sidebar', async () => {
  const view = await vs.tree('Shadow Events')
  const { status, stdout } = agentRuns('rm -rf build')
  assert.deepEqual({ status, stdout }, { status: 0, stdout: '' })
  await view.row(/^destroys-the-checkout 1 · just now/)
  await view.expand('destroys-the-checkout')
  await view.row('rm -rf build')
  agentRuns('git push origin main')
  await view.row('publishes')
  await vs.screenshot('whole-shadow-events')
})

test('a lens dry-runs its call; the hover shows the trace once', async () => {
  await vs.openFile('policies/coding-team.yaml')
  await vs.clickCodeLens('Dry-run this call', '"rm -rf /"} => deny', async () => {
    const texts = await vs.lineDecorations('# test: bash {command: "rm -rf /"}')
    return texts.some((text) => /✓ deny · destroys-the-checkout/.test(text))
      ? { found: true }
      : { seen: JSON.stringify(texts) }
  })
  assert.equal(times(await vs.hover('# test: bash {command: "rm -rf /"}', 'command'), 'Mode observe'), 1)
  await vs.page.locator('.view-line span[class*="TextEditorDecorationType"]').last().hover({ force: true })
  const shown = await until('the hover over the verdict', async () => {
    const text = (await vs.page.locator('.monaco-hover').allInnerTexts()).join('\n')
    return text.includes('keys-in-output') ? { found: text } : { seen: text }
  })
  await vs.screenshot('whole-hover')
  assert.equal(times(shown, 'Mode observe'), 1)
})

test('the flip through the lens changes one value, and the next call is denied', async () => {
  const before = readFileSync(policy(), 'utf8')
  await vs.clickCodeLens('Flip to enforce', undefined, () => vs.lookForText('Cancel'))
  await vs.screenshot('whole-flip')
  await vs.acceptDialog('Flip to Enforce')
  await vs.notification('is enforced now')
  const after = readFileSync(policy(), 'utf8')
  assert.equal(after, before.replace('enforcement_mode: observe', 'enforcement_mode: enforce'))
  assert.match(agentRuns('rm -rf build').stdout, /deny/)
  await (await vs.tree('Policies')).row('coding-team enforce ·')
  await vs.screenshot('whole-flipped')
})
