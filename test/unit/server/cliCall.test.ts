import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { cliCall, quoteForPowerShell, quoteForSh } from '../../../server/cliCall.ts'

const recorded = {
  time: '2026-06-11T10:00:00.000Z',
  phase: 'before',
  agent: 'claude-code',
  cwd: '/srv/app',
  tool: 'bash',
  tool_raw: 'Bash',
  args: { command: 'rm -rf \'a b\' && echo "$HOME" `id`\n# x' },
  args_state: 'whole',
  policy_file: '/srv/app/my policies/team.yaml',
} as const

test('the words come out of a shell as they went in, whatever they hold', () => {
  const text = fc.string({ unit: 'binary' }).filter((each) => !each.includes('\0') && each.isWellFormed())
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (words) => {
      const { stdout } = spawnSync('sh', ['-c', `printf '%s\\0' ${words.map(quoteForSh).join(' ')}`], {
        encoding: 'utf8',
      })
      assert.deepEqual(stdout.split('\0').slice(0, -1), words)
    }),
    { numRuns: 40 },
  )
})

test('the command asks the policy for the recorded verdict', (t) => {
  const folder = mkdtempSync(join(tmpdir(), "rehearsal call's "))
  t.after(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'policy.yaml')
  const rule = '{action: deny, name: no-rm, match: {tool_name: Bash, command_pattern: "rm -rf"}}'
  writeFileSync(file, `name: p\nenforcement_mode: observe\nrules:\n  - ${rule}\n`)
  const command = cliCall(
    { ...recorded, policy_file: file, context: { environment: 'test', principal: { user_id: "o'neil" } } },
    'linux',
  )
  const run = command.replace(/^rehearsal/, `${quoteForSh(process.execPath)} cli/entry.ts`)
  const { stdout, stderr, status } = spawnSync('sh', ['-c', run], {
    encoding: 'utf8',
    cwd: join(import.meta.dirname, '../../..'),
  })
  assert.match(stdout, /: deny\n {2}rule: {4}no-rm/, stderr)
  assert.equal(status, 1)
})

test('what was not kept cannot be asked again', () => {
  for (const args_state of ['none', 'hashed'] as const) assert.equal(cliCall({ ...recorded, args_state }, 'linux'), '')
  assert.equal(cliCall({ ...recorded, phase: 'after' }, 'linux'), '')
  const { args: _, ...without } = recorded
  assert.equal(cliCall(without, 'linux'), '')
})

test('PowerShell gets its own quotes', () => {
  assert.equal(quoteForPowerShell(`{"a": "it's"}`), `'{\\"a\\": \\"it''s\\"}'`)
  assert.equal(quoteForPowerShell('C:\\a\\b.yaml'), 'C:\\a\\b.yaml')
})
