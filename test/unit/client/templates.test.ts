import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { checkText } from '../../../analysis/checkFile.ts'
import { dryRun } from '../../../analysis/dryRun.ts'
import { readPolicyDocument } from '../../../analysis/policyDocument.ts'
import { runFile } from '../../../analysis/tests/runFile.ts'
import { allPassed } from '../../../analysis/tests/runReport.ts'
import { dialects, exampleOf } from '../../../client/start/example.ts'
import { nothingGiven } from '../../../evaluator/call.ts'
import type { Json } from '../../../evaluator/json/values.ts'

/** What each template is there to stop, as Claude Code asks for it. */
const dangerous: Readonly<Record<string, readonly [string, Json]>> = {
  'agent-assembly-sandbox': ['Bash', { command: 'rm -rf /' }],
  'agent-assembly': ['Bash', { command: 'rm -rf /' }],
  edictum: ['Read', { file_path: '/srv/project/.env' }],
  capfence: ['Bash', { command: 'rm -rf /' }],
  safeclaw: ['Bash', { command: 'rm -rf /' }],
  'safeclaw-json': ['Bash', { command: 'rm -rf /' }],
  authensor: ['Bash', { command: 'rm -rf /' }],
  orca: ['Bash', { command: 'rm -rf /' }],
}

for (const { name } of dialects) {
  const example = exampleOf(readFileSync(`docs/dialects/${name}.md`, 'utf8'))
  const text = example?.text ?? ''
  const file = `/srv/project/policies/team.${example?.ending}`

  test(`the template of ${name} stops what it is there to stop, under the agent's own tool name`, () => {
    const document = readPolicyDocument(file, text)
    assert.ok(document)
    const [tool, args] = dangerous[name] ?? assert.fail(`no dangerous call for ${name}`)
    const call = document.dialect.fromAgent({ agent: 'claude-code', agentLabel: 'claude-code', tool, args }, {})
    const { effect } = dryRun(document.policy, call, { ...nothingGiven, cwd: '/srv/project' }).decision
    assert.ok(effect === 'deny' || effect === 'require_approval', `${tool} is answered ${effect}`)
  })

  test(`the template of ${name} opens without a warning, and its own tests pass`, () => {
    const told = checkText(file, text).problems.filter(({ severity }) => severity === 'error' || severity === 'warning')
    assert.deepEqual(told, [])
    assert.ok(allPassed([runFile(file, text, () => null)]))
  })
}

test("the gateway's template names a tool as the agent does: it is compared letter by letter", () => {
  const text = exampleOf(readFileSync('docs/dialects/agent-assembly.md', 'utf8'))?.text ?? ''
  const inSmallLetters = text.replace('  Bash: {', '  bash: {')
  const document = readPolicyDocument('/srv/project/team.yaml', inSmallLetters)
  const args = JSON.stringify({ command: 'rm -rf /' })
  assert.ok(document)
  assert.equal(dryRun(document.policy, { tool: 'Bash', args }, nothingGiven).decision.effect, 'allow')
})
