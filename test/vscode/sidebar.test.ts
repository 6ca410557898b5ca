import assert from 'node:assert/strict'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { AuditEvent } from '../../audit/event.ts'
import { prepareEvent } from '../../audit/prepare.ts'
import { openDatabase } from '../../audit/sqlite.ts'
import { openStore } from '../../audit/store.ts'
import { until } from './until.ts'
import { vsixUnderTest } from './vsix.ts'
import { openWorkbench, type Workbench } from './workbench.ts'

/** The sidebar over a real log, in a real VS Code, with the server and the process that reads the log. */
const root = join(import.meta.dirname, '..', '..')
const audit = () => join(temp, 'state', 'audit.db')
const policyFile = () => join(temp, 'work', 'policies', 'coding-team.yaml')
let temp: string
let vs: Workbench

before(async () => {
  temp = mkdtempSync(join(tmpdir(), 'rehearsal-sidebar-'))
  cpSync(join(root, 'examples'), join(temp, 'work'), { recursive: true })
  mkdirSync(join(temp, 'state'), { mode: 0o700 })
  record(Array.from({ length: 180 }, (_, index) => call(index)))
  vs = await openWorkbench({
    vsix: vsixUnderTest(),
    workspace: join(temp, 'work'),
    settings: { 'rehearsal.audit.path': audit(), 'files.simpleDialog.enable': true },
  })
})
after(async () => {
  await vs?.close()
  rmSync(temp, { recursive: true, force: true })
})

function record(events: readonly AuditEvent[]): void {
  const store = openStore(audit())
  assert.ok(store.ok)
  const done = store.value.append(events.map((event) => prepareEvent(event, { args: 'redacted' })))
  assert.ok(done.ok)
  store.value.close()
}

/** Call number `index`: the oldest some hours ago, every third by Codex, every ninth let through. */
function call(index: number, more: Partial<AuditEvent> = {}): AuditEvent {
  const [rule, effect, tool, command] =
    index % 9 === 0
      ? ([null, 'allow', 'Read', 'README.md'] as const)
      : index % 4 === 0
        ? (['publishes', 'require_approval', 'Bash', `git push origin v${index}`] as const)
        : (['destroys-the-checkout', 'deny', 'Bash', `rm -rf build/${index}`] as const)
  return {
    id: `call-${index}`,
    kind: 'decision',
    time: new Date(Date.now() - (180 - index) * 6 * 60_000).toISOString(),
    source: 'hook',
    session: `session-${Math.trunc(index / 30)}`,
    agent: index % 3 === 0 ? 'codex' : 'claude-code',
    call_id: `toolu_${index}`,
    phase: 'before',
    tool: tool === 'Bash' ? 'bash' : 'read_file',
    tool_raw: tool,
    args: tool === 'Bash' ? { command } : { file_path: command },
    policy: 'coding-team',
    policy_file: policyFile(),
    dialect: 'agent-assembly-sandbox',
    mode: 'observe',
    verdict: effect,
    effect,
    applied: 'proceed',
    rule,
    matched: rule === null ? [] : [rule],
    reason: rule === null ? 'no rule matched' : `matched ${rule}`,
    dry_run: rule !== null,
    shadow_decision: rule === null ? null : effect,
    shadow_reason: null,
    ...more,
  }
}

const view = () => vs.tree('Shadow Events')
const labels = async () => (await (await view()).rows()).map(({ label, description }) => `${label} ${description}`)
const title = () => vs.page.locator('.pane-header[aria-label^="Shadow Events"]').innerText()
/** Waits until what stands beside the view's title matches. */
const shown = (words: RegExp) =>
  until(`${words} beside the title`, async () => {
    const text = await title()
    return words.test(text) ? { found: text } : { seen: text }
  })

/** Answers the open file dialog; it may still be listing its folder, which takes back what was typed. */
const chooseFile = (path: string) =>
  until(`the dialog to take ${path}`, async () => {
    const input = vs.page.locator('.quick-input-widget input').first()
    if (!(await input.isVisible())) return { found: undefined }
    await input.fill(path, { timeout: 1000 })
    await new Promise((resolve) => setTimeout(resolve, 300))
    if ((await input.inputValue()) !== path) return { seen: await input.inputValue() }
    await input.press('Enter')
    await new Promise((resolve) => setTimeout(resolve, 500))
    return { seen: 'an open dialog' }
  })

describe('Shadow events', () => {
  test('stand under their policy and rule, with their counts', async () => {
    const tree = await view()
    await tree.row(/^coding-team 160 · /)
    const rule = await tree.row(/^destroys-the-checkout 120 · /)
    assert.match(rule.spoken, /^destroys-the-checkout, 120 events, last \d+ min ago/)
    await tree.expand('destroys-the-checkout')
    await tree.row('rm -rf build/179')
    await tree.row('Show more')
    await vs.screenshot('sidebar-events')
  })

  test('are filtered by agent; the filter stands beside the title and is cleared from there', async () => {
    await vs.clickTreeAction('Shadow Events', null, 'Filter Events…')
    await vs.pick('Agent')
    await vs.screenshot('sidebar-filter')
    await vs.pick('codex')
    await shown(/agent codex/)
    await (await view()).row('destroys-the-checkout 30')
    await vs.screenshot('sidebar-filtered')
    await vs.clickTreeAction('Shadow Events', null, 'Clear the Events Filter')
    await (await view()).row('destroys-the-checkout 120')
  })

  test('are filtered by a typed pattern and by what was done', async () => {
    await vs.clickTreeAction('Shadow Events', null, 'Filter Events…')
    await vs.pick('Shadow or live')
    await vs.pick('Both')
    await shown(/shadow and live/)
    await vs.clickTreeAction('Shadow Events', null, 'Filter Events…')
    await vs.pick('Tool')
    await vs.pick('Type a Pattern…')
    await vs.answer('Re*')
    await shown(/tool Re\*/)
    const tree = await view()
    await tree.expand('no rule matched')
    await tree.row('README.md')
    await vs.clickTreeAction('Shadow Events', null, 'Clear the Events Filter')
  })

  for (const [by, first] of [
    ['Agent', /^claude-code 120 · /],
    ['Tool', /^Bash 160 · /],
    ['Run', /^session-5 .* · 27 · /],
    ['Rule', /^destroys-the-checkout 120 · /],
  ] as const) {
    test(`are grouped by ${by.toLowerCase()}`, async () => {
      await vs.clickTreeAction('Shadow Events', null, 'Group Events By…')
      await vs.pick(by)
      await until(`groups by ${by}`, async () => {
        const rows = await labels()
        return rows.some((row) => first.test(row)) ? { found: rows } : { seen: rows.join(' | ') }
      })
      await vs.screenshot(`sidebar-by-${by.toLowerCase()}`)
    })
  }

  test('wait while the view is paused, and come when it goes on', async (t) => {
    await vs.clickTreeAction('Shadow Events', null, 'Group Events By…')
    await vs.pick('Policy')
    await (await view()).row('coding-team 160')
    await (await view()).row('destroys-the-checkout 120')
    await vs.clickTreeAction('Shadow Events', null, 'Pause Shadow Events')
    t.after(async () => {
      if (/paused/.test(await title())) await vs.clickTreeAction('Shadow Events', null, 'Resume Shadow Events')
    })
    await shown(/paused/)
    record([call(181, { time: new Date().toISOString() })])
    await vs.waitForText('1 new event since the view was paused.')
    assert.ok((await labels()).some((row) => row.includes('destroys-the-checkout 120')))
    await vs.screenshot('sidebar-paused')
    await vs.clickTreeAction('Shadow Events', null, 'Resume Shadow Events')
    const tree = await view()
    await tree.row('destroys-the-checkout 121')
    await tree.expand('destroys-the-checkout')
    await tree.row('rm -rf build/181')
    await until('no badge', async () => {
      const badges = await vs.page.locator('.activitybar .badge-content').allInnerTexts()
      return badges.every((text) => text.trim() === '') ? { found: undefined } : { seen: badges.join() }
    })
  })

  test('are marked, which the log keeps over a reload of the window', async () => {
    await vs.clickTreeAction('Shadow Events', 'rm -rf build/181', 'Mark as False Positive')
    const marked = () =>
      until('the mark', async () => {
        const row = await (await view()).row('rm -rf build/181')
        return /marked as false positive/.test(row.spoken) ? { found: row } : { seen: row.spoken }
      })
    await marked()
    await vs.screenshot('sidebar-marked')
    const db = openDatabase(audit(), { readonly: true })
    assert.ok(db.ok)
    assert.deepEqual(db.value.prepare('SELECT event_id, review FROM reviews').all(), [
      { event_id: 'call-181', review: 'false_positive' },
    ])
    db.value.close()
    await vs.reload()
    const tree = await view()
    await tree.expand('destroys-the-checkout')
    await marked()
    await vs.clickTreeAction('Shadow Events', 'rm -rf build/181', 'Clear the Mark')
    await until('no mark', async () => {
      const row = await (await view()).row('rm -rf build/181')
      return /marked/.test(row.spoken) ? { seen: row.spoken } : { found: row }
    })
  })

  test('are copied as the command that asks again', async () => {
    await vs.clickTreeAction('Shadow Events', 'rm -rf build/181', 'Copy as CLI Call')
    await vs.waitForText('Command copied')
  })

  test('are exported as CSV, guarded against formulas', async () => {
    record([
      call(183, {
        time: new Date().toISOString(),
        args: { command: 'rm -rf x' },
        reason: '=HYPERLINK("http://x.example")',
      }),
    ])
    await (await view()).row('destroys-the-checkout 122')
    const to = join(temp, 'work', 'out.csv')
    await vs.clickTreeAction('Shadow Events', 'destroys-the-checkout', 'Export Events as CSV…')
    await vs.waitForText('Export Events as CSV')
    await vs.screenshot('sidebar-csv-dialog')
    await chooseFile(to)
    await vs.notification('122 events written')
    const lines = readFileSync(to, 'utf8').trim().split('\r\n')
    assert.equal(lines.length, 123)
    assert.ok(lines.some((line) => line.includes(`'=HYPERLINK`)))
    rmSync(to)
  })

  test('of another system are shown in the same view, read-only, until one goes back', async () => {
    const sample = join(temp, 'work', 'edictum.jsonl')
    writeFileSync(sample, Array.from({ length: 30 }, (_, index) => edictum(index)).join(''))
    await vs.runCommand('Rehearsal: Open Another Log…')
    await vs.waitForText('Open Another Log')
    await chooseFile(sample)
    await vs.waitForText('is a log of edictum; it is only read.')
    const tree = await view()
    await tree.expand('no-echo')
    await tree.row('echo 29')
    await vs.screenshot('sidebar-edictum')
    await vs.clickTreeAction('Shadow Events', null, "Back to This Folder's Log")
    await (await view()).row('destroys-the-checkout 122')
  })
})

const edictum = (index: number) =>
  `${JSON.stringify({
    schema_version: '0.3.0',
    timestamp: new Date(Date.UTC(2026, 0, 1) + index * 1000).toISOString(),
    run_id: 'run',
    call_id: `c${index}`,
    tool_name: 'Bash',
    tool_args: { command: `echo ${index}` },
    environment: 'production',
    action: 'call_would_deny',
    decision_source: 'contract',
    decision_name: 'no-echo',
    reason: 'no echo',
    mode: 'observe',
    policy_version: 'abc',
  })}\n`

describe('the summary', () => {
  test('has a card for each policy with its would-be decisions and pictures', async () => {
    await vs.runCommand('Focus on Summary View')
    const text = await vs.webviewText('destroys-the-checkout, 122 times')
    assert.match(text, /coding-team\s+Observing/)
    assert.match(text, /Would-be denies\s+122/)
    assert.match(text, /Would-be pending approvals\s+40/)
    assert.match(text, /Top matched rule: destroys-the-checkout, 122 times/)
    await vs.screenshot('sidebar-summary')
  })

  test('loads nothing, runs only its own script, and speaks to a screen reader', async () => {
    const frame = await summaryFrame()
    const csp = await frame.locator('meta[http-equiv]').getAttribute('content')
    assert.match(csp ?? '', /^default-src 'none'; style-src 'nonce-[\w-]+'; script-src 'nonce-[\w-]+'$/)
    const pictures = await frame.locator('svg[role="img"]').first().getAttribute('aria-label')
    assert.match(pictures ?? '', /^Would-be denies per hour: 122 in all, most \d+ at \d\d:\d\d on /)
    const unnamed = await frame.evaluate(
      "[...document.querySelectorAll('button')].filter((one) => one.textContent.trim() === '').length",
    )
    assert.equal(unnamed, 0)
    const remote = await frame.evaluate(
      "performance.getEntriesByType('resource').filter(({ name }) => /^https?:/.test(name) && !name.includes('127.0.0.1')).length",
    )
    assert.equal(remote, 0)
  })

  test('is used from the keyboard: another window, and all events of the policy', async () => {
    const frame = await summaryFrame()
    await frame.locator('#window').selectOption('1')
    await until('the last hour', async () => {
      const count = await frame.locator('.count').first().innerText()
      return Number(count) < 30 ? { found: count } : { seen: count }
    })
    await frame.locator('#events-0').focus()
    await vs.page.keyboard.press('Enter')
    await shown(/last hour · policy coding-team\.yaml/)
    await vs.screenshot('sidebar-summary-events')
    await vs.clickTreeAction('Shadow Events', null, 'Clear the Events Filter')
  })

  test('enables the policy live, and says so', async () => {
    await vs.runCommand('Focus on Summary View')
    await vs.clickInWebview('Enable live')
    await vs.acceptDialog('Flip to Enforce')
    await vs.notification('is enforced now')
    await vs.webviewText('Live')
    await vs.screenshot('sidebar-summary-live')
    assert.match(readFileSync(policyFile(), 'utf8'), /enforcement_mode: enforce/)
  })

  async function summaryFrame() {
    return until('the summary', async () => {
      for (const frame of vs.page.frames()) {
        if (
          (await frame
            .locator('main[aria-label="Summary of policies"] .card')
            .count()
            .catch(() => 0)) > 0
        )
          return { found: frame }
      }
      return { seen: 'no such frame' }
    })
  }
})

describe('from the first day', () => {
  test('a new policy is written from the example of its system', async () => {
    await vs.runCommand('Rehearsal: New Policy…')
    await vs.pick('capfence')
    await vs.waitForText('New Policy')
    await chooseFile(join(temp, 'work', 'policies', 'capfence.yaml'))
    const row = await (await vs.tree('Policies')).row('capfence')
    assert.equal(row.label, 'capfence.yaml')
    await vs.screenshot('sidebar-new-policy')
  })

  test('an agent is observed once the change of its settings was shown and confirmed', async () => {
    const settings = join(vs.home, '.claude', 'settings.json')
    await vs.runCommand('Rehearsal: Observe an Agent Here…')
    await vs.pick('Claude Code')
    // The policies that were made live or cannot observe would block: it asks.
    await vs.waitForText('of your policies would block calls')
    await vs.screenshot('sidebar-observe-or-block')
    assert.match(await vs.acceptDialog('Observe with Every Policy'), /• policies\/capfence\.yaml/)
    await vs.waitForText('what init changes')
    await vs.waitForText("Write Rehearsal's hooks into")
    await vs.screenshot('sidebar-observe-agent')
    assert.equal(existsSync(settings), false)
    const words = await vs.acceptDialog('Write Change')
    assert.match(words, /policies\/capfence\.yaml: observes, nothing is blocked/)
    await vs.notification('is judged here from its next session on')
    assert.match(readFileSync(settings, 'utf8'), /--enforcement-mode observe/)
    await vs.runCommand('Rehearsal: Refresh Policies')
    await vs.tree('Policies')
    await vs.waitForText('Hook not seen: the hook of Claude Code')
    await vs.screenshot('sidebar-hook-not-seen')
  })

  test('every policy says what the log knows of it', async () => {
    const known = /^coding-team enforce · hook: observe · \d+ shadow events? · agent-assembly-sandbox$/
    await (await vs.tree('Policies')).row(known)
  })
})

describe('a log that cannot be read', () => {
  test('is a sentence, and the policies still stand there', async () => {
    for (const end of ['', '-wal', '-shm']) rmSync(audit() + end, { force: true })
    writeFileSync(audit(), 'this is no database, whatever its name says. '.repeat(200))
    await view()
    await vs.waitForText('is damaged')
    await vs.screenshot('sidebar-damaged')
    await (await vs.tree('Policies')).row('coding-team')
    assert.ok(existsSync(audit()))
  })
})
