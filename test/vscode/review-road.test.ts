import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { ensureAgent } from '../agents/install.mjs'
import { ObservedProject } from './observed-project.ts'
import { until } from './until.ts'
import type { Workbench } from './workbench.ts'

/** From shadow events to enforcement with a real agent: seen, narrowed, tested, weighed, flipped, denied, verified. */
const skip = ensureAgent('claude') === undefined && process.env.REHEARSAL_REQUIRE_AGENTS !== '1'
const view = 'Shadow Events'
const [secret, example] = ['secrets/.env', 'app/.env.example']

let project: ObservedProject
let vs: Workbench

before(async () => {
  project = new ObservedProject()
  project.write({ [secret]: 'TOKEN=planted\n', [example]: 'TOKEN=\n' })
  vs = await project.open()
})
after(async () => {
  await vs?.close()
  project?.place.remove()
})

/** Claude Code reads a secret and an example of one; what the model was shown of each. */
function claudeReads() {
  const steps = [secret, example].map((name) => ({ tool: 'Read', input: { file_path: project.path(name) } }))
  return project.claude(steps, ['Read'])
}

const lens = (words: RegExp) =>
  until(`a lens that says ${words}`, async () => {
    const shown = (await vs.codeLenses()).map(String).join('\n')
    return words.test(shown) ? { found: shown } : { seen: shown }
  })

test('observed calls arrive, and the lens above the rule counts them', { skip }, async () => {
  const results = await claudeReads()
  assert.deepEqual(
    results.map(({ isError }) => isError),
    [false, false],
  )
  const tree = await vs.tree(view)
  await tree.row('block-dotenv 2')
  await vs.openFile(project.file)
  await lens(/2 hits · would deny 2 of 2 calls/)
  await vs.screenshot('review-1-events')
})

test('an event opens its rule', { skip }, async () => {
  const tree = await vs.tree(view)
  await tree.expand('block-dotenv')
  await vs.clickTreeAction(view, '.env.example', 'Open Rule')
  await until('the rule in the editor', async () => {
    const shown = await vs.inHost((vscode) => {
      const { activeTextEditor: editor } = vscode.window
      return editor ? editor.document.lineAt(editor.selection.active.line).text : ''
    })
    return shown.includes('block-dotenv') ? { found: undefined } : { seen: shown }
  })
  await vs.screenshot('review-2-rule')
})

test('the event itself narrows the rule, and says what else that changes', { skip }, async () => {
  await vs.clickTreeAction(view, 'app/.env.example', 'Narrow the Rule')
  await vs.waitForText('Leaves this very call out of block-dotenv.')
  await vs.waitForText('1 call: deny (block-dotenv) → allow')
  await vs.screenshot('review-3-narrow-the-rule')
  // The lines as they will stand, the blanks before the first one too.
  assert.match(await vs.acceptDialog('Edit Policy'), /^\+ \d+: {2,}\S/m)
  await lens(/2 hits · would deny 1 of 2 calls/)
  assert.match(await vs.documentText(), /not:/)
  await vs.execute('undo')
  await lens(/2 hits · would deny 2 of 2 calls/)
})

test('the numbers fall while the rule is narrowed', { skip }, async () => {
  await vs.typeOver(String.raw`\.env(\.|$)`, String.raw`(\.|$)`, '$')
  await lens(/2 hits · would deny 1 of 2 calls/)
  await lens(/1 call unlike the saved file: deny \(block-dotenv\) → allow/)
  await vs.screenshot('review-3-narrowed')
  await vs.execute('rehearsal.observeAlongside')
  await vs.notification('is observed alongside the saved one')
  await vs.save()
})

test('the event becomes a test case that the Test Explorer runs', { skip }, async () => {
  await vs.clickTreeAction(view, 'secrets/.env', 'Make a Test Case')
  await until('the case in the policy', async () => {
    const text = await vs.documentText()
    return text.includes(`# test: as claude-code Read {file_path: '${project.path(secret)}'} => deny by block-dotenv`)
      ? { found: undefined }
      : { seen: text }
  })
  await vs.save()
  await vs.execute('testing.runCurrentFile')
  await until('the case to pass', async () => {
    const texts = await vs.lineDecorations(`# test: as claude-code Read {file_path: '${project.path(secret)}'}`)
    return texts.some((text) => text.includes('✓ deny · block-dotenv')) ? { found: undefined } : { seen: texts.join() }
  })
  await vs.screenshot('review-4-test-case')
})

test('readiness says what enforcement would change, by rule and example', { skip }, async () => {
  await vs.execute('rehearsal.showReadiness')
  const report = await vs.webviewText('stands in the way of enforcing')
  assert.match(report, /Nothing stands in the way of enforcing/)
  assert.match(report, /block-dotenv\s+would deny\s+1/)
  await vs.screenshot('review-5-readiness')
})

test('flipped, the call is denied, the example is not, and the log verifies', { skip }, async () => {
  await vs.openFile(project.file)
  const before = project.policyOnDisk()
  await vs.clickCodeLens('Flip to enforce', undefined, () => vs.lookForText('Nothing stands in the way of enforcing'))
  await vs.screenshot('review-6-flip')
  await vs.acceptDialog('Flip to Enforce')
  await vs.notification('is enforced now')
  assert.equal(project.policyOnDisk(), before.replace('mode: observe', 'mode: enforce'))
  const results = await claudeReads()
  assert.deepEqual(
    results.map(({ isError }) => isError),
    [true, false],
  )
  assert.doesNotMatch(results[0]?.text ?? '', /planted/)
  const verified = project.rehearsal('audit', 'verify', '--audit', project.audit)
  assert.equal(verified.status, 0, verified.stdout + verified.stderr)
  await vs.screenshot('review-7-enforced')
})

test('what was observed alongside is compared with the live policy', { skip }, async () => {
  await vs.openFile(project.file)
  await vs.execute('rehearsal.showCandidate')
  assert.match(await vs.webviewText('and its candidate'), /agree on 2 of 2 calls/)
  await vs.screenshot('review-8-candidate')
  await vs.openFile(project.file)
  await vs.execute('rehearsal.withdrawCandidate')
  await vs.notification('Nothing is observed alongside')
})
