import assert from 'node:assert/strict'
import { test } from 'node:test'
import { finish, Replay } from '../../../analysis/replay/replay.ts'
import { replayed, sourceOf, sums, textOf } from './support.ts'

const sandbox = (rules: string) => `name: team\nenforcement_mode: observe\nrules:\n${rules}`
const noRm = "  - name: no-rm\n    action: deny\n    match: {tool_name: bash, command_pattern: 'rm -rf'}\n"
const noBash = '  - name: no-bash\n    action: deny\n    match: {tool_name: bash}\n'
const cut = { tool: 'Bash', args: { command: 'curl -H [redacted:token]' }, redacted: ['command'] }

test('a call is unknown when a rule reads what was redacted', () => {
  assert.deepEqual(sums(replayed(sandbox(noRm), [cut, cut])), { unknown: 2 })
})

test('it is known when no rule reads that value, or all ways come to the same', () => {
  const elsewhere = noRm.replace('bash', 'read_file')
  assert.deepEqual(sums(replayed(sandbox(elsewhere), [cut])), { allow: 1 })
  assert.deepEqual(sums(replayed(sandbox(noBash), [cut])), { deny: 1 })
  const twice = noRm + noRm.replace('no-rm', 'never')
  assert.deepEqual(sums(replayed(sandbox(noBash + twice), [cut])), { deny: 1 })
})

test('calls recorded without arguments are put aside, whatever a rule reads', () => {
  assert.deepEqual(sums(replayed(sandbox(noBash), [{ tool: 'Bash' }, { tool: 'Read', args: {} }])), {
    allow: 1,
    'without-arguments': 1,
  })
})

test('rules on outputs show their recorded hits alone', () => {
  const text = sandbox(`${noRm}  - name: hide\n    action: redact\n    match: {output_contains_pattern: 'secret'}\n`)
  const { rules } = replayed(text, [{ tool: 'Bash', args: { command: 'cat' } }], {
    recordedHits: () => new Map([['hide', 4]]),
  })
  assert.deepEqual(
    rules.map(({ label, decided, recordedHits, onOutputs }) => [label, decided, recordedHits, onOutputs]),
    [
      ['no-rm', 0, 0, false],
      ['hide', 0, 4, true],
    ],
  )
})

test('what was recorded under the same text stands, and is counted where what is stored says another thing', () => {
  const stored = { tool: 'Bash', args: { command: 'ls' } }
  const answers = () => new Map([[0, { effect: 'deny', rule: 'no-rm', flag: '' }]])
  const report = replayed(sandbox(noRm), [stored, stored], { answers })
  assert.deepEqual(sums(report), { deny: 2, 'recorded-otherwise': 2 })
  assert.equal(report.rules[0]?.decided, 2)
  const open = replayed(sandbox(noRm), [cut], { answers })
  assert.deepEqual(sums(open), { deny: 1 })
})

const limited = `apiVersion: edictum/v1
kind: ContractBundle
metadata: {name: limits}
defaults: {mode: enforce}
contracts:
  - id: no-rm
    type: pre
    tool: Bash
    when: {args.command: {contains: 'rm'}}
    then: {effect: deny, message: "no"}
  - id: two-calls
    type: session
    limits: {max_tool_calls: 2}
    then: {effect: deny, message: "enough"}
`
const ls = (session: number) => ({ tool: 'Bash', args: { command: 'ls' }, session })

test('policies that count are replayed in order, session by session', () => {
  const report = replayed(limited, [ls(1), ls(2), ls(1), ls(1), ls(2), ls(1)])
  assert.deepEqual(sums(report), { allow: 4, deny: 2 })
  assert.deepEqual(sums(replayed(limited, [ls(0), ls(0), ls(0), ls(0)])), { allow: 4 })
})

test('sessions that began before the window are put aside where a policy counts', () => {
  const cutSessions = new Set([1])
  assert.deepEqual(sums(replayed(limited, [ls(1), ls(2)], { cutSessions })), { allow: 1, 'session-cut': 1 })
  assert.deepEqual(sums(replayed(sandbox(noRm), [ls(1), ls(2)], { cutSessions })), { allow: 2 })
})

test('after a call of which nothing is known, a session is known as far as its counters cannot matter', () => {
  const open = { ...cut, session: 1 }
  // It ran or was denied: the second call after it is the second or the third that ran.
  assert.deepEqual(sums(replayed(limited, [open, ls(1), ls(1), ls(1)])), { allow: 1, deny: 1, unknown: 2 })
})

test('where a policy counts, what it was recorded to say of a repeat stands, also in a session that was cut', () => {
  const repeatAnswers = () => new Map([[1, { effect: 'deny', rule: 'two-calls', flag: '' }]])
  const cutSessions = new Set([1])
  assert.deepEqual(sums(replayed(limited, [ls(1), ls(2)], { cutSessions, repeatAnswers })), { allow: 1, deny: 1 })
})

test('a comment beside a rule changes nothing, also where only the record of the saved text knows what was decided', () => {
  const saved = sandbox(noRm)
  const source = sourceOf([cut], {
    answers: (_, digest) =>
      digest === textOf(saved).policy.digest ? new Map([[0, { effect: 'deny', rule: 'no-rm', flag: '' }]]) : new Map(),
  })
  const engine = new Replay(source)
  const judged = (text: string) => finish(engine.judge(textOf(text)))
  const edited = noRm.replace('    match', '    # test: bash {command: rm -rf x} => deny\n    match')
  assert.deepEqual(engine.changes(judged(sandbox(edited)), judged(saved)), [])
  assert.deepEqual(engine.behind(judged(sandbox(edited)), { changed: true }, judged(saved)).calls, 0)
  assert.equal(engine.changes(judged(sandbox('  []\n')), judged(saved))[0]?.to.effect, 'allow')
})
