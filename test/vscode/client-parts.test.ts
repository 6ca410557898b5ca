import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { LogEvent } from '../../server/protocol/events.ts'
import type { LogState } from '../../server/protocol.ts'
import { packClientAlone } from './client-stage/stage.ts'
import { until } from './until.ts'
import { openWorkbench, type Workbench } from './workbench.ts'

const POLICY = `# What the coding team's agents may do.
name: coding-team-policy
enforcement_mode: observe
rules:
  - name: block-dotenv   # secrets
    # test: read_file {path: .env} => deny
    # test: read_file {path: README.md} => deny
    action: deny
  - name: block-rm-rf
    action: deny
  - name: own
    action: deny
`

/** Written by somebody who leaves blanks behind lines and no line end behind the last. */
const SECOND = 'name: second   \nenforcement_mode: observe\nrules: []   '

let temp: string
let vs: Workbench
before(async () => {
  temp = mkdtempSync(join(tmpdir(), 'rehearsal-client-'))
  const vsix = packClientAlone(temp)
  vs = await openWorkbench({
    vsix,
    workspace: { 'policy.yaml': POLICY, 'second.yaml': SECOND, 'notes.yaml': 'a: 1\n' },
    settings: { 'files.trimTrailingWhitespace': true, 'files.insertFinalNewline': true },
  })
})
after(async () => {
  await vs?.close()
  rmSync(temp, { recursive: true, force: true })
})

const policyPath = () => join(vs.folder, 'policy.yaml')
const onDisk = () => readFileSync(policyPath(), 'utf8')
const event = (seq: number, rule: string, subject: string): LogEvent => ({
  id: `e${seq}`,
  seq,
  time: new Date(Date.now() - 1000 * (500 - seq)).toISOString(),
  agent: 'claude-code',
  tool: 'Bash',
  subject,
  effect: rule === 'own' ? 'require_approval' : 'deny',
  verdict: 'deny',
  rule,
  mode: 'observe',
  applied: 'proceed',
  dryRun: true,
  session: `run-${seq % 2}`,
  reason: 'destroys the *checkout*',
  policy: 'coding-team-policy',
  policyFile: policyPath(),
  dialect: 'agent-assembly-sandbox',
  review: null,
  foreign: false,
  cliCall: `rehearsal call policy.yaml --tool Bash --args '{"command":"${subject}"}'`,
  json: `{\n  "seq": ${seq}\n}`,
})

function writeLog(events: readonly LogEvent[], state: Partial<LogState> = {}): void {
  const whole = { state: { kind: 'ok', message: '', path: 'log.json', ...state }, events }
  writeFileSync(join(vs.folder, 'log.json'), JSON.stringify(whole))
}

const events = () => [
  ...Array.from({ length: 60 }, (_, index) => event(index + 1, 'block-rm-rf', `rm -rf build/${index + 1}`)),
  event(61, 'own', 'git push --force origin main'),
]

test('the server starts by itself where the folder holds a policy', async () => {
  const active = await vs.inHost((vscode) => vscode.extensions.getExtension('rehearsal.rehearsal')?.isActive)
  assert.equal(active, true)
  const view = await vs.tree('Policies')
  await view.row(/^coding-team-policy observe · agent-assembly-sandbox$/)
})

describe('Shadow events', () => {
  test('without a log the view says how to get one', async () => {
    const view = await vs.tree('Shadow Events')
    assert.match(await view.welcome(), /Nothing has been recorded/)
    await vs.screenshot('client-welcome')
  })

  test('events that nobody has seen are counted on the badge', async () => {
    await vs.execute('workbench.view.explorer')
    writeLog(events())
    await vs.waitForText('61')
    await vs.screenshot('client-badge')
  })

  test('policy, rule with count, events newest first, more on demand', async () => {
    const view = await vs.tree('Shadow Events')
    await view.row('coding-team-policy')
    await view.row(/^block-rm-rf 60 · \d+ min ago$/)
    await view.expand('block-rm-rf')
    await view.row('rm -rf build/60')
    await vs.screenshot('client-shadow-events')
    await view.click('Show more')
    await view.row('rm -rf build/1')
    await view.expand('own')
    await view.row('git push --force')
  })

  test('a new event appears while the view is open, and what was open stays open', async () => {
    const view = await vs.tree('Shadow Events')
    writeLog([...events(), event(62, 'block-rm-rf', 'rm -rf fresh')])
    await view.row('rm -rf fresh')
    await view.row('git push --force')
    await view.row(/^block-rm-rf 61 ·/)
  })

  test('an event opens its rule and is copied as JSON', async () => {
    await vs.clickTreeAction('Shadow Events', 'rm -rf fresh', 'Copy as JSON')
    await vs.waitForText('Event copied as JSON')
    await vs.clickTreeAction('Shadow Events', 'rm -rf fresh', 'Open Rule')
    await until('the rule in the editor', async () => {
      const line = await vs.inHost((vscode) => vscode.window.activeTextEditor?.selection.active.line)
      return line === 8 ? { found: true } : { seen: `line ${line}` }
    })
  })

  test('a damaged log is told in its own words', async () => {
    writeLog([], { kind: 'damaged', message: 'The log is damaged at event 12; see audit verify.' })
    await vs.waitForText('The log is damaged at event 12')
    await vs.screenshot('client-damaged')
    writeLog([])
    const view = await vs.tree('Shadow Events')
    await until('the empty view', async () => {
      const text = await view.welcome()
      return text.includes('No shadow events yet') ? { found: true } : { seen: text }
    })
    writeLog(events())
  })
})

describe('test cases', () => {
  test('a lens runs its case: a passed verdict stands behind the line', async () => {
    await vs.openFile('policy.yaml')
    await vs.clickCodeLens('Dry-run this call', '{path: .env}', async () => {
      const texts = await vs.lineDecorations('{path: .env}')
      return texts.includes('✓ deny · block-dotenv') ? { found: true } : { seen: JSON.stringify(texts) }
    })
  })

  test('a failed one is shown by VS Code itself', async () => {
    await vs.clickCodeLens('Dry-run this call', 'README.md', () => vs.lookForText('got allow != expected deny'))
    await vs.screenshot('client-results')
  })

  test('editing the case clears its verdict', async () => {
    await vs.typeOver('{path: .env}', '.env', '.envrc')
    await until('no verdict', async () => {
      const texts = await vs.lineDecorations('.envrc')
      return texts.some((text) => text.includes('✓')) ? { seen: JSON.stringify(texts) } : { found: true }
    })
    await vs.execute('undo')
    await vs.save()
  })

  test('the Test Explorer lists policy and cases and runs them in one batch', async () => {
    await vs.execute('testing.runAll')
    await vs.execute('workbench.view.testing.focus')
    await vs.waitForText('read_file {path: README.md} => deny')
    await vs.screenshot('client-testing')
  })
})

test('while a continuous run is on, saving runs the cases again', async () => {
  await vs.openFile('policy.yaml')
  await vs.execute('testing.startContinuousRun')
  await vs.typeOver('{path: README.md}', 'README.md', 'a/.env')
  await vs.save()
  await until('the verdict after the save', async () => {
    const texts = await vs.lineDecorations('{path: a/.env}')
    return texts.includes('✓ deny · block-dotenv') ? { found: true } : { seen: JSON.stringify(texts) }
  })
  await vs.screenshot('client-continuous')
  await vs.execute('testing.stopContinuousRun')
})

describe('the flip', () => {
  test('asks, changes one value, saves; undo brings it back', async () => {
    await vs.openFile('policy.yaml')
    const before = onDisk()
    await vs.clickTreeAction('Policies', 'coding-team-policy', 'Flip to Enforce')
    await vs.waitForText('214 calls')
    await vs.screenshot('client-flip-dialog')
    const words = await vs.acceptDialog('Flip to Enforce')
    assert.match(words, /− 3: enforcement_mode: observe/)
    assert.match(words, /\+ 3: enforcement_mode: enforce/)
    assert.match(words, /block-rm-rf would deny 12 calls/)
    await vs.notification('is enforced now')
    assert.equal(onDisk(), before.replace('observe', 'enforce'))
    const status = await until('the status bar', async () => {
      const texts = await vs.statusBar()
      return texts.some((text) => text.includes('enforce ·')) ? { found: texts } : { seen: texts.join(' | ') }
    })
    assert.ok(status)
    await vs.screenshot('client-flipped')
    await vs.execute('undo')
    assert.equal(await vs.documentText(), before)
    await vs.execute('redo')
    await vs.save()
  })

  test('back to observe needs no question', async () => {
    await (await vs.tree('Policies')).row('coding-team-policy enforce')
    await vs.clickTreeAction('Policies', 'coding-team-policy', 'Back to Observe')
    await vs.notification('observes again')
    assert.match(onDisk(), /enforcement_mode: observe/)
  })

  test('unsaved changes that would take effect with it are listed', async () => {
    await vs.openFile('policy.yaml')
    await vs.typeOver('name: own', 'own', 'renamed')
    await (await vs.tree('Policies')).row('coding-team-policy observe')
    await vs.clickTreeAction('Policies', 'coding-team-policy', 'Flip to Enforce')
    await vs.waitForText('Unsaved changes')
    await vs.screenshot('client-flip-unsaved')
    assert.match(await vs.acceptDialog('Cancel'), /\+ 11: {3}- name: renamed/)
    assert.match(onDisk(), /enforcement_mode: observe/)
  })
})

test('a flip saves its one value and nothing that a save would tidy up', async () => {
  await vs.openFile('second.yaml')
  await until('the policy in the status bar', async () => {
    const texts = await vs.statusBar()
    return texts.some((text) => text.includes('observe ·')) ? { found: true } : { seen: texts.join(' | ') }
  })
  await vs.runCommand('Rehearsal: Flip to Enforce')
  await vs.acceptDialog('Flip to Enforce')
  await vs.notification('second is enforced now')
  assert.equal(readFileSync(join(vs.folder, 'second.yaml'), 'utf8'), SECOND.replace('observe', 'enforce'))
})

test('after a restart of the server the views answer again', async () => {
  await vs.runCommand('Rehearsal: Restart Language Server')
  writeLog([...events(), event(63, 'after-restart', 'rm -rf again')])
  await (await vs.tree('Shadow Events')).row('after-restart')
  await (await vs.tree('Policies')).row('second')
})

test('the status bar is silent about other documents', async () => {
  await vs.openFile('notes.yaml')
  await until('no policy in the status bar', async () => {
    const texts = await vs.statusBar()
    return texts.some((text) => text.includes('sandbox')) ? { seen: texts.join(' | ') } : { found: true }
  })
  await vs.screenshot('client-light')
})
