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
  // A hook that gets no processor for a second denies in doubt, counted or not: then fewer go through.
  let judged = await hooksAtOnce(policy, 'crowd-0')
  for (let tries = 1; judged.late > 0 && tries < 5; tries++) judged = await hooksAtOnce(policy, `crowd-${tries}`)
  assert.deepEqual(judged, { let: 3, stopped: 3, late: 0 })
  assert.equal(place.hook({ ...before('ls', 'other'), session_id: 'alone' }, '--policy', policy).stdout, '')
})

/** What became of six calls of one session; never are more let through than the session may have. */
async function hooksAtOnce(policy: string, session: string) {
  const calls = Array.from({ length: 6 }, (_, index) => ({ ...before('ls', `p${index}`), session_id: session }))
  const ended = await Promise.all(calls.map((payload) => place.hookInBackground(payload, '--policy', policy)))
  const answers = ended.map(({ stdout }) => stdout).filter((answer) => answer !== '')
  const late = answers.filter((answer) => answer.includes('had no answer after 1 s')).length
  for (const answer of answers) assert.match(answer, /Blocked by limited \(three\): enough|had no answer after 1 s/)
  assert.ok(answers.length >= 3)
  return { let: 6 - answers.length, stopped: answers.length - late, late }
}

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
