import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkText } from '../../../analysis/checkFile.ts'
import { runFile } from '../../../analysis/tests/runFile.ts'
import { testFileAt } from '../../../analysis/tests/testFile.ts'

const files: Record<string, string> = {
  '/w/shell.yaml': `deny:
  - {capability: shell.execute, contains: rm -rf}
require_approval:
  - {capability: pay.send, amount_gt: 100}
allow:
  - {capability: shell.execute}
`,
  '/w/contracts.yaml': `apiVersion: edictum/v1
kind: ContractBundle
metadata: {name: n, description: d}
defaults: {mode: observe}
contracts:
  - {id: no-rm, type: pre, tool: Bash, when: {args.command: {contains: rm}}, then: {effect: deny, message: m}}
  - {id: ask-push, type: pre, tool: Bash, when: {args.command: {contains: push}}, then: {effect: approve, message: m}}
`,
  '/w/policy.json':
    '{"id":"p","name":"p","version":"1.0.0","rules":[{"id":"x","effect":"deny","condition":{"any":[{"field":"action.type","operator":"eq","value":"code.exec"}]}},{"id":"y","effect":"allow","rateLimit":{"requests":0,"window":"1h"}}]}',
}
const read = (path: string) => files[path] ?? null

/** Outcome and message of each case. */
function outcomes(path: string, text: string, policies: readonly string[] = []): string[] {
  const { results, problems, failure } = runFile(path, text, read, { policies })
  if (failure !== null) return [failure]
  const cases = results.map(({ testCase, result }) => `${testCase.label}: ${result.message ?? result.outcome}`)
  return [...cases, ...problems.map(({ message }) => message)]
}

const fixtures = `suite: starter
cases:
  - {name: removal, policy: shell.yaml, event: {capability: shell.execute, payload: {command: rm -rf /}}, expected: {verdict: deny}}
  - {name: nothing allows it, policy: shell.yaml, event: {capability: net.get, payload: {}}, expected: {verdict: deny}}
  - {name: large, policy: shell.yaml, event: {capability: pay.send, payload: {amount: 101}}, expected: {verdict: require_approval}}
  - {name: wrong, policy: shell.yaml, event: {capability: shell.execute, payload: {command: ls}}, expected: {verdict: deny}}
  - {name: no verdict, policy: shell.yaml, event: {capability: a.b}}
  - {name: gone, policy: gone.yaml, event: {capability: a.b}, expected: {verdict: deny}}
`

test('a fixture suite of CapFence: each case names its policy; what nothing allows is shown as deny', () => {
  assert.deepEqual(outcomes('/w/starter_cases.yaml', fixtures), [
    'removal: passed',
    'nothing allows it: passed',
    'large: passed',
    'wrong: expected deny, got allow · policy_allow',
    'gone: gone.yaml cannot be read from here',
    'A case needs `expected.verdict`: without it CapFence fails the case.',
  ])
})

test('a file without `cases` is one case, and JSON is read too', () => {
  const one = { policy: 'shell.yaml', event: { capability: 'shell.execute' }, expected: { verdict: 'allow' } }
  assert.deepEqual(outcomes('/w/one.json', JSON.stringify(one)), ['case 1: passed'])
})

const cases = `cases:
  - {id: a, tool: Bash, args: {command: rm x}, expect: DENY, match_contract: no-rm}
  - {tool: Bash, args: {command: git push}, expect: deny}
  - {id: c, tool: Read, args: {path: x}, expect: allow, match_contract: no-rm}
  - {id: d, tool: Bash, args: {command: rm x}, expect: deny, match_contract: other}
  - {id: e, tool: Bash, expect: maybe}
`

test('a cases file of edictum: the mode does not count, approval counts as deny, a contract is looked at on deny alone', () => {
  assert.deepEqual(outcomes('/w/cases.yaml', cases, ['/w/contracts.yaml']), [
    'a: passed',
    'case-2: passed',
    'c: passed',
    'd: expected rule other, got no-rm · m',
    '`expect` takes `allow` or `deny`.',
  ])
})

test('a cases file of edictum names no policy: a comment or the command line does', () => {
  assert.match(outcomes('/w/cases.yaml', cases)[0] ?? '', /it names no policy/)
  assert.equal(outcomes('/w/cases.yaml', `# rehearsal: policy=contracts.yaml\n${cases}`)[0], 'a: passed')
})

const envelope = (type: string) => ({
  action: { type, resource: 'ls' },
  principal: { type: 'agent', id: 'a' },
  context: { environment: 'development' },
})

test('a test file of authensor: its policy by path or in place, outcomes in its own words', () => {
  const tests = [
    { name: 'denied', envelope: envelope('code.exec'), expected: { outcome: 'deny', matchedRuleId: 'x' } },
    { name: 'allowed', envelope: envelope('code.read'), expected: { outcome: 'allow', matchedRuleId: 'y' } },
    { name: 'other', envelope: envelope('code.exec'), expected: { outcome: 'allow' } },
  ]
  const expected = ['denied: passed', 'allowed: passed', 'other: expected allow, got deny · no rule matched']
  const byPath = outcomes('/w/t.json', JSON.stringify({ policy: 'policy.json', tests }))
  assert.deepEqual(byPath.slice(0, 2), expected.slice(0, 2))
  assert.match(byPath[2] ?? '', /^other: expected allow, got deny/)
  const inPlace = JSON.stringify({ policy: JSON.parse(files['/w/policy.json'] ?? ''), tests }, null, 2)
  assert.deepEqual(outcomes('/w/t.json', inPlace), byPath)
})

test('policies and other documents are no test files', () => {
  for (const [path, text] of Object.entries(files)) assert.equal(testFileAt(path, text), null, path)
  for (const text of ['', 'cases: 3\nevent: x\nexpected: y', 'tests: [{}]\nexpect: 1\ntool: 2', 'on: {event: push}']) {
    assert.equal(testFileAt('/w/x.yaml', text), null, text)
  }
})

test('what is wrong with a case is a finding at its place', () => {
  const { dialect, problems } = checkText('/w/starter_cases.yaml', fixtures)
  assert.equal(dialect, 'test')
  assert.deepEqual(
    problems.map(({ code, range }) => [code, fixtures.slice(range.start, range.start + 17)]),
    [['test-case', '{name: no verdict']],
  )
})
