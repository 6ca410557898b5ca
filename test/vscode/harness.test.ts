import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { buildExtension } from './vsix.ts'
import { openWorkbench, type Workbench } from './workbench.ts'

const POLICY = `mode: obsrve
rules:
  - id: block-dotenv
    # test: read_file {path: .env} => deny
    pattern: .env
  - id: readme
    # test: read_file {path: README.md} => allow
    pattern: README
${Array.from({ length: 80 }, (_, index) => `  - id: rule-${index}\n    mode: obsrve # ${index}\n`).join('')}`

let temp: string
let vsix: string
before(() => {
  temp = mkdtempSync(join(tmpdir(), 'rehearsal-probe-'))
  vsix = buildExtension('probe', temp)
})
after(() => rmSync(temp, { recursive: true, force: true }))

describe('a trusted workbench', () => {
  let vs: Workbench
  before(async () => {
    vs = await openWorkbench({ vsix, workspace: { 'policy.yaml': POLICY }, env: { PROBE: 'seen' } })
    await vs.openFile('policy.yaml')
  })
  after(() => vs?.close())

  test('code runs in the extension host, with the environment given and a home of its own', async () => {
    const seen = await vs.inHost(
      (vscode, wanted: string) => ({
        version: vscode.version,
        wanted: process.env[wanted],
        home: process.env.HOME,
        probe: vscode.extensions.getExtension('rehearsal-tests.probe')?.isActive,
      }),
      'PROBE',
    )
    assert.deepEqual(seen, { version: '1.139.1', wanted: 'seen', home: vs.home, probe: true })
    await assert.rejects(
      vs.inHost(() => {
        throw new RangeError('as wanted')
      }),
      /RangeError: as wanted/,
    )
  })

  test('the Problems panel is read to its end', async () => {
    const list = await vs.waitForProblems('81 problems', (found) => found.length === 81)
    assert.deepEqual(list[0], {
      file: 'policy.yaml',
      severity: 'Error',
      message: 'unknown mode `obsrve`: did you mean `observe`?',
      line: 1,
      column: 7,
      source: 'probe',
      code: 'unknown-mode',
    })
    assert.equal(list[80]?.line, 168)
  })

  test('hover, lens, the text behind a line', async () => {
    assert.match(await vs.hover('mode: obsrve', 'obsrve'), /Probe saw obsrve/)
    assert.match(await vs.hover('mode: obsrve # 79', 'obsrve'), /did you mean/)
    assert.deepEqual(await vs.lineDecorations('README.md'), [])
    await vs.clickCodeLens('Dry-run this call', 'README.md', async () => {
      const texts = await vs.lineDecorations(7)
      return texts.includes('✓ deny · block-dotenv') ? { found: true } : { seen: JSON.stringify(texts) }
    })
    assert.deepEqual(await vs.lineDecorations(4), [])
    await vs.screenshot('harness-editor')
  })

  test('typing, fixing, saving', async () => {
    await vs.typeAt('pattern: README', '.md\n    note: {fine')
    assert.match(await vs.documentText(), /pattern: README\.md\n {4}note: \{fine\n/)
    assert.deepEqual(await vs.quickFixes('mode: obsrve'), ['Change to `observe`'])
    await vs.quickFix('mode: obsrve # 5', 'Change to `observe`')
    await vs.waitForProblems('one problem less', (found) => found.length === 80)
    await vs.typeOver('mode: obsrve', 'obsrve', 'enforce')
    assert.ok((await vs.completions('mode: enforce')).includes('enforce'))
    await vs.save()
    assert.match(readFileSync(join(vs.folder, 'policy.yaml'), 'utf8'), /^mode: enforce\n/)
    await vs.waitForProblems('two problems less', (found) => found.length === 79)
  })

  test('commands, dialogs, lists, inputs, notifications, status bar', async () => {
    await vs.runCommand('Ask Me')
    assert.equal(await vs.acceptDialog('Flip'), 'Flip to enforce?\nTwo calls would be blocked.')
    await vs.notification('You said Flip', 'Again')
    await vs.notification('Once more')
    await vs.runCommand('Probe: Pick a Fruit')
    await vs.pick('pear')
    await vs.answer('Conference')
    await vs.notification('pear called Conference')
    assert.ok((await vs.statusBar()).includes('probe: ready'))
    await vs.screenshot('harness-notifications')
  })

  test('trees: rows past the screen, buttons in rows, menus and title bars', async () => {
    const fruit = await vs.tree('Fruit')
    assert.deepEqual(await fruit.row('pears'), {
      label: 'pears',
      description: '60 × ripe',
      spoken: 'all about pears',
      level: 1,
      expanded: false,
    })
    await fruit.expand('pears')
    await fruit.expand('apples')
    const rows = await fruit.rows()
    assert.equal(rows.length, 122)
    assert.equal(rows[121]?.label, 'pears 60')
    await fruit.click('pears 33')
    await vs.clickTreeAction('Fruit', 'apples 48', 'Eat')
    await vs.notification('Ate apples 48')
    await vs.clickTreeAction('Fruit', 'pears 2', 'Peel')
    await vs.notification('Peeled pears 2')
    await vs.clickTreeAction('Fruit', null, 'Refresh Fruit')
    await vs.notification('Refreshed')
    const empty = await vs.tree('Nothing Here')
    assert.match(await empty.welcome(), /There is nothing/)
    assert.deepEqual(await empty.rows(), [])
    await vs.screenshot('harness-tree')
  })

  test('webviews', async () => {
    await vs.runCommand('Focus on Summary View')
    assert.match(await vs.webviewText('shadow events'), /12 shadow events/)
    await vs.clickInWebview('Count')
    await vs.notification('The card says twelve')
    await vs.screenshot('harness-webview')
  })

  test('a reload brings a new extension host', async () => {
    const before = await vs.inHost(() => process.pid)
    await vs.reload()
    assert.notEqual(await vs.inHost(() => process.pid), before)
    await vs.waitForText('policy.yaml')
  })

  test('a wait that ends says what was seen, and where the picture is', async () => {
    await assert.rejects(vs.waitForText('no such words', 300), /seen instead: .*policy[\s\S]*failed-\d+-\d+\.png/)
  })
})

test('Restricted Mode', async () => {
  const vs = await openWorkbench({ vsix, workspace: { 'policy.yaml': POLICY }, trusted: false })
  try {
    await vs.waitForText('Restricted Mode')
    assert.equal(await vs.inHost((vscode) => vscode.workspace.isTrusted), false)
    await vs.screenshot('harness-restricted')
  } finally {
    await vs.close()
  }
})
