import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { anthropic } from '../agents/anthropic.ts'
import { runClaude } from '../agents/claude.ts'
import { ensureAgent } from '../agents/install.mjs'
import { startModel } from '../agents/model.ts'
import { makePlace, type Place } from '../agents/place.ts'
import { until } from './until.ts'
import { openWorkbench, type Workbench } from './workbench.ts'

/** The whole road with nothing simulated but the model: a real VS Code, a real Claude Code, the gate as `init` installs it. */
const root = join(import.meta.dirname, '..', '..')
const skip = ensureAgent('claude') === undefined && process.env.REHEARSAL_REQUIRE_AGENTS !== '1'
const file = 'policies/file-safety.yaml'
const secret = (place: Place) => join(place.cwd, 'app', '.env')

let place: Place
let vs: Workbench

before(async () => {
  place = makePlace()
  cpSync(join(root, 'examples', 'policies'), join(place.cwd, 'policies'), { recursive: true })
  mkdirSync(join(place.cwd, 'app'))
  writeFileSync(secret(place), 'TOKEN=planted\n')
  const init = rehearsal('init', 'claude', '--policy', file, '--audit', join(place.home, 'audit.db'), '--yes')
  assert.equal(init.status, 0, init.stderr)
  vs = await openWorkbench({
    vsix: join(root, 'dist', 'rehearsal.vsix'),
    workspace: place.cwd,
    settings: { 'rehearsal.audit.path': join(place.home, 'audit.db') },
  })
})
after(async () => {
  await vs?.close()
  place?.remove()
})

function rehearsal(...args: string[]) {
  const env = { PATH: process.env.PATH ?? '', HOME: place.home }
  return spawnSync(process.execPath, [join(root, 'dist', 'cli.cjs'), ...args], {
    cwd: place.cwd,
    env,
    encoding: 'utf8',
  })
}

/** Three calls of Claude Code, the second of which the policy denies; what the model was shown of each. */
async function claudeWorks() {
  rmSync(join(place.cwd, 'made.txt'), { force: true })
  const model = await startModel(anthropic, [
    { tool: 'Bash', input: { command: 'echo hi > made.txt', description: 'make a file' } },
    { tool: 'Read', input: { file_path: secret(place) } },
    { tool: 'Bash', input: { command: 'cat made.txt', description: 'look' } },
    { say: 'all done' },
  ])
  try {
    const run = await runClaude({ ...place, model, prompt: 'go', allowedTools: ['Bash', 'Read'] })
    assert.equal(run.exitCode, 0, run.stderr)
    return run.toolResults
  } finally {
    await model.close()
  }
}

test('a mistyped mode is underlined with the word that was meant, and the fix mends it', async () => {
  await vs.openFile(file)
  await vs.typeOver('mode: observe', 'observe', 'obesrve')
  const [problem] = await vs.waitForProblems('the mistake', ([one]) => one?.message.includes('obesrve') === true)
  assert.match(problem?.message ?? '', /[Dd]id you mean `observe`\?/)
  await vs.screenshot('road-1-typo')
  await vs.quickFix('mode: obesrve', 'Change to `observe`')
  await vs.waitForProblems('no mistake', (list) => list.length === 0)
  await vs.save()
  assert.equal(readFileSync(join(place.cwd, file), 'utf8'), readFileSync(join(root, 'examples', file), 'utf8'))
})

test('a dry run writes its verdict behind the line', async () => {
  const line = '# test: Read {file_path: /srv/app/.env} => deny'
  await vs.clickCodeLens('Dry-run this call', line)
  await until('the verdict', async () => {
    const texts = await vs.lineDecorations(line)
    return texts.some((text) => text.includes('✓ deny · block-dotenv')) ? { found: true } : { seen: texts.join() }
  })
  await vs.screenshot('road-2-dry-run')
})

test('observed, every call of a real agent runs, and the sidebar tells what would have happened', {
  skip,
}, async () => {
  const view = await vs.tree('Shadow Events')
  const results = await claudeWorks()
  assert.deepEqual(
    results.map(({ isError }) => isError),
    [false, false, false],
  )
  assert.match(results[1]?.text ?? '', /planted/)
  const rule = await view.row('block-dotenv')
  assert.match(rule.description, /^1 · /)
  await view.expand('block-dotenv')
  await view.row('.env')
  await vs.screenshot('road-3-shadow-event')
  const shadow = JSON.parse(list('--dry-run-only'))
  assert.equal(shadow.length, 1)
  assert.equal(shadow[0].rule, 'block-dotenv')
  assert.match(shadow[0].reason, /holds secrets; ask for the value you need\./)
})

test('the flip changes one word of the file, and the same call of the same agent is denied', { skip }, async () => {
  const before = readFileSync(join(place.cwd, file), 'utf8')
  await vs.openFile(file)
  await vs.clickCodeLens('Flip to enforce')
  await vs.waitForText('Cancel')
  await vs.screenshot('road-4-flip')
  await vs.acceptDialog('Flip to Enforce')
  await vs.notification('is enforced now')
  const after = readFileSync(join(place.cwd, file), 'utf8')
  assert.equal(after, before.replace('mode: observe', 'mode: enforce'))

  const results = await claudeWorks()
  assert.deepEqual(
    results.map(({ isError }) => isError),
    [false, true, false],
  )
  assert.match(results[1]?.text ?? '', /block-dotenv.*holds secrets; ask for the value you need\./)
  assert.doesNotMatch(results[1]?.text ?? '', /planted/)
  assert.equal(existsSync(join(place.cwd, 'made.txt')), true)
  const changed = JSON.parse(list('--kind', 'mode_changed'))
  assert.deepEqual(
    changed.map(({ detail }: { detail: { before: string; after: string } }) => [detail.before, detail.after]),
    [['observe', 'enforce']],
  )
  assert.equal(rehearsal('audit', 'verify', '--audit', join(place.home, 'audit.db')).status, 0)
  await vs.screenshot('road-5-enforced')
})

test('undo takes the flip back', { skip }, async () => {
  await vs.execute('undo')
  await vs.save()
  assert.equal(readFileSync(join(place.cwd, file), 'utf8'), readFileSync(join(root, 'examples', file), 'utf8'))
})

function list(...args: string[]): string {
  const { stdout, stderr } = rehearsal(
    'audit',
    'list',
    '--format',
    'json',
    '--audit',
    join(place.home, 'audit.db'),
    ...args,
  )
  assert.equal(stderr, '')
  return stdout
}
