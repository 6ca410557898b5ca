import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { until } from './until.ts'
import { openWorkbench, type Workbench } from './workbench.ts'

/** The Testing view with the real server: ten thousand cases, coverage, runs on save, cases from recorded calls. */
const root = join(import.meta.dirname, '..', '..')
const manyCases = 10_000

const policy = (name: string) => `name: ${name}
enforcement_mode: observe
rules:
  - name: block-rm
    # test: bash {command: rm -rf x} => deny
    action: deny
    match: { tool_name: bash, command_pattern: "rm -rf" }
  - name: ask-push
    action: require_approval
    match: { tool_name: bash, command_pattern: "git push" }
`
const cases = (file: string, count: number) =>
  `policy: ${file}\ncases:\n${Array.from({ length: count }, (_, index) => `  - { name: case ${index}, call: { tool: bash, args: { command: rm -rf ${index} } }, expect: deny }`).join('\n')}\n`

let temp: string
let vs: Workbench
const audit = () => join(temp, 'state', 'audit.db')

before(async () => {
  temp = mkdtempSync(join(tmpdir(), 'rehearsal-testing-'))
  vs = await openWorkbench({
    vsix: join(root, 'dist', 'rehearsal.vsix'),
    workspace: {
      'team.yaml': policy('team'),
      'team.test.yaml': cases('team.yaml', 2),
      'many.yaml': policy('many'),
      'other.test.yaml': cases('many.yaml', 1),
      'many.test.yaml': cases('many.yaml', manyCases),
    },
    settings: { 'rehearsal.audit.path': audit(), 'testing.coverageBarThresholds': { red: 0, yellow: 60, green: 90 } },
  })
})
after(async () => {
  await vs?.close()
  rmSync(temp, { recursive: true, force: true })
})

/** What the Testing view says of the last run: `3/3`. */
const tally = () =>
  vs.page.evaluate(
    `document.querySelector('.result-summary, .test-explorer-header')?.innerText ?? document.body.innerText.match(/\\d+\\/\\d+/)?.[0] ?? ''`,
  )

test('a saved policy runs its own cases and those of test files about it, and no others', async () => {
  await vs.execute('workbench.view.testing.focus')
  await vs.waitForText('other.test.yaml')
  await vs.execute('testing.startContinuousRun')
  await vs.openFile('team.yaml')
  await vs.inHost(async (vscode) => {
    const editor = vscode.window.activeTextEditor
    await editor?.edit((edit) => edit.insert(new vscode.Position(0, 0), '# edited\n'))
    await editor?.document.save()
    return null
  })
  await verdict('# test: bash {command: rm -rf x}')
  await vs.openFile('team.test.yaml')
  await verdict('case 0')
  await vs.openFile('other.test.yaml')
  assert.deepEqual(await vs.lineDecorations('case 0'), [])
  await vs.execute('testing.stopContinuousRun')
})

/** Waits until the line that holds `text` has a passed verdict behind it. */
const verdict = (text: string) =>
  until(`a verdict behind ${text}`, async () => {
    const seen = await vs.lineDecorations(text)
    return seen.some((each) => each.includes('✓ deny')) ? { found: undefined } : { seen: JSON.stringify(seen) }
  })

test('the view lists the documents at once; ten thousand cases are listed and run, and the editor stays responsive', async () => {
  await vs.execute('workbench.view.testing.focus')
  await vs.waitForText('many.test.yaml')
  const start = performance.now()
  void vs.execute('testing.runAll').catch(() => null)
  await until(
    'all cases to be through',
    async () => {
      const text = String(await tally())
      return text.includes(`${manyCases + 5}/${manyCases + 5}`) ? { found: undefined } : { seen: text }
    },
    60_000,
  )
  console.log(`# ${manyCases + 5} cases listed and run in ${Math.round(performance.now() - start)} ms`)
  await vs.screenshot('testing-ten-thousand')
})

test('coverage: the policies with their share, and what never decided in the editor', async () => {
  await vs.openFile('team.yaml')
  await vs.execute('testing.coverageCurrentFile')
  await vs.waitForText('Test Coverage')
  await vs.waitForText(/50(\.0+)?%/)
  await vs.execute('workbench.view.testing.focus')
  await vs.execute('testing.coverage.toggleInline').catch(() => null)
  await vs.openFile('team.yaml')
  await until('covered and uncovered lines', async () => {
    const found = String(
      await vs.page.evaluate(
        `['coverage-deco-hit','coverage-deco-miss'].map((name) => name + ' ' + document.querySelectorAll('[class*="' + name + '"]').length).join(', ')`,
      ),
    )
    return /hit [1-9].*miss [1-9]/.test(found) ? { found: undefined } : { seen: found }
  })
  await vs.screenshot('testing-coverage')
})

test('cases are made of recorded calls, shown unsaved behind what is there', async () => {
  for (const [index, command] of ['git push origin', 'ls'].entries()) hook(command, index)
  await vs.openFile('team.yaml')
  await vs.execute('rehearsal.generateCases')
  await until('the new cases in the test file', async () => {
    const text = await vs.inHost((vscode) => {
      const open = vscode.workspace.textDocuments.find(({ uri }) => uri.path.endsWith('/team.test.yaml'))
      return { text: open?.getText() ?? '', isDirty: open?.isDirty ?? false }
    })
    const isThere = text.text.includes("name: 'require_approval by ask-push: bash git push origin'") && text.isDirty
    return isThere ? { found: undefined } : { seen: text.text.slice(-300) }
  })
  assert.ok(!readFileSync(join(vs.folder, 'team.test.yaml'), 'utf8').includes('ask-push'))
  await vs.screenshot('testing-generated')
})

/** One call of an agent, through the gate as it is installed. */
function hook(command: string, index: number): void {
  const payload = {
    session_id: 'whole',
    transcript_path: '/dev/null',
    cwd: vs.folder,
    permission_mode: 'default',
    hook_event_name: 'PreToolUse',
    tool_name: 'Bash',
    tool_input: { command },
    tool_use_id: `toolu_${index}`,
  }
  const args = [join(root, 'dist', 'hook.cjs'), 'claude', '--policy', join(vs.folder, 'team.yaml'), '--audit', audit()]
  const { status, stderr } = spawnSync(process.execPath, args, {
    cwd: vs.folder,
    input: JSON.stringify(payload),
    env: { PATH: process.env.PATH ?? '', HOME: temp },
    encoding: 'utf8',
  })
  assert.equal(status, 0, stderr)
}
