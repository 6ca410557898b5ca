import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { after as afterTests, test } from 'node:test'
import { before, buildCommandLine, makePlace } from './place.ts'

const built = buildCommandLine()
const place = makePlace(built.cli)
afterTests(() => {
  built.remove()
  place.remove()
})

function bundle(name: string, contracts: string, more = ''): string {
  const head = `apiVersion: edictum/v1\nkind: ContractBundle\nmetadata: {name: ${name}}\ndefaults: {mode: enforce}\n`
  return place.write(`${name}.yaml`, `${head}${more}contracts:\n${contracts}`)
}

const noRm = `  - id: no-rm
    type: pre
    tool: Bash
    when: {args.command: {contains: "rm -rf"}}
    then: {effect: deny, message: "not {args.command}"}
`
const threeCalls = `  - id: three
    type: session
    limits: {max_tool_calls: 3}
    then: {effect: deny, message: "enough"}
`
/** No linear engine can run it, and backtracking takes for ever on it. */
const slow = `  - id: slow
    type: pre
    tool: Bash
    when: {args.command: {matches: '^(?:(a+)+\\1)+b$'}}
    then: {effect: deny, message: "no"}
`

test('of hooks at once exactly as many go through as the session may have', async () => {
  const policy = bundle('limited', threeCalls + noRm)
  const calls = Array.from({ length: 6 }, (_, index) => ({ ...before('ls', `p${index}`), session_id: 'crowd' }))
  const ended = await Promise.all(calls.map((payload) => place.hookInBackground(payload, '--policy', policy)))
  const stopped = ended.filter(({ stdout }) => stdout !== '')
  assert.equal(stopped.length, 3)
  for (const { stdout } of stopped) assert.match(stdout, /Blocked by limited \(three\): enough/)
  assert.equal(place.hook({ ...before('ls', 'other'), session_id: 'alone' }, '--policy', policy).stdout, '')
})

test('a pattern that would search for ever is cut off, and the call is denied in doubt', () => {
  const policy = bundle('slow', slow)
  const endless = place.hook(before(`${'a'.repeat(60)}c`, 's1'), '--policy', policy)
  assert.match(
    endless.stdout,
    /still searching for a pattern when its time was over|takes more steps on this text than can be waited for/,
  )
  assert.match(place.hook(before('aaab', 's2'), '--policy', policy).stdout, /Blocked by slow \(slow\): no/)
  assert.equal(place.hook(before('ls', 's3'), '--policy', policy).stdout, '')
})

test('bundles given together are one policy; one that is gone takes the composition with it', () => {
  const first = bundle('first', noRm)
  const second = bundle(
    'second',
    '  - id: no-touch\n    type: pre\n    tool: Bash\n    when: {args.command: {contains: "touch"}}\n    then: {effect: deny, message: "no"}\n',
  )
  const flags = ['--policy', first, '--policy', second]
  assert.match(place.hook(before('touch x', 'c1'), ...flags).stdout, /no-touch/)
  assert.match(place.hook(before('rm -rf x', 'c2'), ...flags).stdout, /not rm -rf x/)
  const rows = place.list().filter(({ call_id }) => call_id === 'c1' || call_id === 'c2')
  assert.equal(rows.length, 2)
  rmSync(second)
  assert.match(place.hook(before('ls', 'c3'), ...flags).stdout, /second\.yaml is gone/)
})
