import assert from 'node:assert/strict'
import { existsSync, rmSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { ensureAgent } from '../agents/install.mjs'
import { ObservedProject } from './observed-project.ts'
import type { Workbench } from './workbench.ts'

/** The whole road with nothing simulated but the model: a real VS Code, a real Claude Code, the gate as `init` installs it. */
const skip = ensureAgent('claude') === undefined && process.env.REHEARSAL_REQUIRE_AGENTS !== '1'
const secret = 'app/.env'

let project: ObservedProject
let vs: Workbench

before(async () => {
  project = new ObservedProject()
  project.write({ [secret]: 'TOKEN=planted\n' })
  vs = await project.open()
})
after(async () => {
  await vs?.close()
  project?.place.remove()
})

/** Three calls of Claude Code, the second of which the policy denies; what the model was shown of each. */
function claudeWorks() {
  rmSync(project.path('made.txt'), { force: true })
  const steps = [
    { tool: 'Bash', input: { command: 'echo hi > made.txt', description: 'make a file' } },
    { tool: 'Read', input: { file_path: project.path(secret) } },
    { tool: 'Bash', input: { command: 'cat made.txt', description: 'look' } },
  ]
  return project.claude(steps, ['Bash', 'Read'])
}

test('a mistyped mode is underlined with the word that was meant, and the fix mends it', async () => {
  await vs.openFile(project.file)
  await vs.typeOver('mode: observe', 'observe', 'obesrve')
  const [problem] = await vs.waitForProblems('the mistake', ([one]) => one?.message.includes('obesrve') === true)
  assert.match(problem?.message ?? '', /[Dd]id you mean `observe`\?/)
  await vs.screenshot('road-1-typo')
  await vs.quickFix('mode: obesrve', 'Change to `observe`')
  await vs.waitForProblems('no mistake', (list) => list.length === 0)
  await vs.save()
  assert.equal(project.policyOnDisk(), project.example)
})

test('a dry run writes its verdict behind the line', async () => {
  const line = '# test: Read {file_path: /srv/app/.env} => deny'
  await vs.clickCodeLens('Dry-run this call', line, async () => {
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
  await view.row(/^block-dotenv 1 · /)
  await view.expand('block-dotenv')
  await view.row('.env')
  await vs.screenshot('road-3-shadow-event')
  const shadow = JSON.parse(list('--dry-run-only'))
  assert.equal(shadow.length, 1)
  assert.equal(shadow[0].rule, 'block-dotenv')
  assert.match(shadow[0].reason, /holds secrets; ask for the value you need\./)
})

test('the flip changes one word of the file, and the same call of the same agent is denied', { skip }, async () => {
  const before = project.policyOnDisk()
  await vs.openFile(project.file)
  await vs.clickCodeLens('Flip to enforce', undefined, () => vs.lookForText('Cancel'))
  await vs.screenshot('road-4-flip')
  await vs.acceptDialog('Flip to Enforce')
  await vs.notification('is enforced now')
  assert.equal(project.policyOnDisk(), before.replace('mode: observe', 'mode: enforce'))

  const results = await claudeWorks()
  assert.deepEqual(
    results.map(({ isError }) => isError),
    [false, true, false],
  )
  assert.match(results[1]?.text ?? '', /block-dotenv.*holds secrets; ask for the value you need\./)
  assert.doesNotMatch(results[1]?.text ?? '', /planted/)
  assert.equal(existsSync(project.path('made.txt')), true)
  const changed = JSON.parse(list('--kind', 'mode_changed'))
  assert.deepEqual(
    changed.map(({ detail }: { detail: { before: string; after: string } }) => [detail.before, detail.after]),
    [['observe', 'enforce']],
  )
  assert.equal(project.rehearsal('audit', 'verify', '--audit', project.audit).status, 0)
  await vs.screenshot('road-5-enforced')
})

test('undo takes the flip back', { skip }, async () => {
  await vs.execute('undo')
  await vs.save()
  assert.equal(project.policyOnDisk(), project.example)
})

function list(...args: string[]): string {
  const { stdout, stderr } = project.rehearsal('audit', 'list', '--format', 'json', '--audit', project.audit, ...args)
  assert.equal(stderr, '')
  return stdout
}
