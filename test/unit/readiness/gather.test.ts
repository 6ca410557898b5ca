import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readPolicyDocument } from '../../../analysis/policyDocument.ts'
import { evidenceOf, nothingObserved, testsOf } from '../../../analysis/readiness/gather.ts'
import { runFile } from '../../../analysis/tests/runFile.ts'
import { policyEvidence } from '../../../audit/evidence.ts'
import { setReviews } from '../../../audit/reviews.ts'
import { newStore, prepared, readerOf, value } from '../audit/support.ts'

const file = '/srv/project/policy.yaml'
const text = `name: policy
enforcement_mode: observe
rules:
  - name: no-echo
    # test: bash {command: echo hi} => deny
    # test: bash {command: ls} => deny
    action: deny
    match: {tool_name: bash, command_pattern: echo}
  - name: never
    action: deny
    match: {tool_name: never}
`

test('a log, a text and its tests become evidence', (t) => {
  const store = newStore(t)
  const hit = [{ rule: 'no-echo', effect: 'deny', decided: true }] as const
  const rows = [0, 1, 2, 3, 4].map((index) => prepared(index, { policy_file: file }, hit))
  const allowed = prepared(5, { policy_file: file, effect: 'allow', rule: null, matched: [], dry_run: false }, [])
  const other = prepared(6, { policy_file: '/srv/project/other.yaml' }, hit)
  const limited = prepared(7, { policy_file: file, limit: 'the command had failed' }, hit)
  value(store.append([...rows, allowed, other, limited]))
  const log = value(policyEvidence(readerOf(t, store), file, { since: '2026-01-01' }))

  const document = readPolicyDocument(file, text)
  assert.ok(document)
  const tests = testsOf([runFile(file, text, () => null)])
  const evidence = evidenceOf({ document, log, tests, candidates: [] })

  assert.equal(evidence.tried.calls, 7)
  assert.deepEqual(
    evidence.tried.wouldBe.map(({ rule, effect, count }) => ({ rule, effect, count })),
    [{ rule: 'no-echo', effect: 'deny', count: 6 }],
  )
  assert.deepEqual(
    evidence.tried.wouldBe[0]?.examples.map(({ call }) => call),
    ['Bash echo 7', 'Bash echo 4', 'Bash echo 3'],
  )
  assert.deepEqual(evidence.neverHit, ['never'])
  assert.deepEqual(evidence.limits, [{ limit: 'the command had failed', count: 1 }])
  assert.equal(evidence.reviews.open, 6)
  assert.equal(evidence.tests.run, 2)
  assert.deepEqual(
    evidence.tests.failing.map(({ label }) => label),
    ['bash {command: ls} => deny'],
  )
  assert.equal(evidence.observed?.last, '2026-01-01T00:00:07.000Z')
})

test('a false positive that is still stopped is found by judging it again', (t) => {
  const store = newStore(t)
  const wrong = prepared(0, { id: 'wrong', policy_file: file })
  const mended = prepared(1, { id: 'mended', policy_file: file, args: { command: 'ls' } })
  value(store.append([wrong, mended, prepared(2, { policy_file: file })]))
  value(setReviews(store, ['wrong', 'mended'], 'false_positive', { who: 'me', time: '2026-01-01T00:00:00.000Z' }))
  const log = value(policyEvidence(readerOf(t, store), file, {}))
  const document = readPolicyDocument(file, text)
  assert.ok(document)
  const { reviews } = evidenceOf({ document, log, tests: { run: 0, failing: [] }, candidates: [] })
  assert.deepEqual([reviews.falsePositive, reviews.open, reviews.stillStopped.map(({ id }) => id)], [2, 1, ['wrong']])
})

test('of a command that comes again and again one example is shown, and others beside it', (t) => {
  const store = newStore(t)
  const commands = ['echo a', 'echo b', 'echo c', 'echo d', ...Array(20).fill('echo z')]
  value(store.append(commands.map((command, index) => prepared(index, { policy_file: file, args: { command } }))))
  const log = value(policyEvidence(readerOf(t, store), file, {}))
  const document = readPolicyDocument(file, text)
  assert.ok(document)
  const { tried } = evidenceOf({ document, log, tests: { run: 0, failing: [] }, candidates: [] })
  assert.deepEqual(
    tried.wouldBe[0]?.examples.map(({ call }) => call),
    ['Bash echo z', 'Bash echo d', 'Bash echo c'],
  )
})

test('a window without decisions is empty evidence, no fault', (t) => {
  const store = newStore(t)
  value(store.append([prepared(0, { policy_file: file })]))
  const log = value(policyEvidence(readerOf(t, store), file, { since: '2027-01-01' }))
  assert.deepEqual(log, nothingObserved)
})

test('a policy was observed from its first call on, not from the hour it fell into', (t) => {
  const store = newStore(t)
  const hit = [{ rule: 'no-echo', effect: 'deny', decided: true }] as const
  value(store.append([1800, 1860].map((index) => prepared(index, { policy_file: file }, hit))))
  const { first, last } = value(policyEvidence(readerOf(t, store), file, {}))
  assert.deepEqual([first, last], ['2026-01-01T00:30:00.000Z', '2026-01-01T00:31:00.000Z'])
})
