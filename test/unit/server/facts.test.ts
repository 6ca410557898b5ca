import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RuleCount } from '../../../audit/rule-counts.ts'
import { plainDiagnostics, provideDiagnostics } from '../../../server/diagnostics.ts'
import { FiredInLog } from '../../../server/firedInLog.ts'
import { lintTests } from '../../../server/tests.ts'
import { opened, policies, textAt } from '../../support/opened.ts'

const policy = `${policies.sandbox}  - {name: no-curl, action: deny, match: {command_pattern: curl}}\n`

function counted(rule: string, hits: number): RuleCount {
  const key = { policy: 'team', policyFile: '/w/p.yaml', rule }
  return { ...key, dialect: null, effect: 'deny', dryRun: true, hits, decided: hits, lastSeq: 1, lastSeen: '' }
}

/** The hints on a policy once the log was asked. */
async function hintsWith(counts: readonly RuleCount[] | null) {
  const { document } = opened('/w/p.yaml', policy)
  let told = 0
  const fired = new FiredInLog(
    async () => counts,
    () => told++,
  )
  assert.deepEqual(fired.problems(document), [], 'nothing is said before the log was asked')
  await new Promise((done) => setImmediate(done))
  return { document, told, hints: fired.problems(document) }
}

test('a rule that none of enough calls met is a hint, and only for those who ask', async () => {
  const { document, told, hints } = await hintsWith([counted('no-rm', 3), counted('', 1997)])
  assert.equal(told, 1)
  assert.deepEqual(
    hints.map(({ code, range }) => [code, document.text.getText().slice(range.start, range.end)]),
    [['never-fired', 'no-curl']],
  )
  assert.match(hints[0]?.message ?? '', /none of the 2,000 calls/)
  const shown = (severity: object) => {
    const found = provideDiagnostics(document, hints, { ...plainDiagnostics, ...severity }) ?? []
    return found.filter(({ code }) => code === 'never-fired').length
  }
  assert.equal(shown({}), 0)
  assert.equal(shown({ severity: { 'never-fired': 'hint' } }), 1)
})

test('a young log, or one that cannot be read, says nothing', async () => {
  assert.deepEqual((await hintsWith([counted('no-rm', 99)])).hints, [])
  assert.deepEqual((await hintsWith(null)).hints, [])
})

const cases = (policyFile: string) => `policy: ${policyFile}
cases:
  - call: {tool: bash, args: {command: rm -rf /}}
    expect: {verdict: deny, rule: no-rm}
  - call: {tool: bash, args: {command: ls}}
    expect: {rule: «no-mr»}
  - call: {tool: bash, args: {command: ls}}
    expect: «alow»
  - call: {tool: bash, args: {command: ls}}
    expect:
      verdict: "«dney»"
`

test('cases of a test file that expect what the policy does not have', () => {
  const { documents } = opened('/w/p.yaml', policy)
  const { document, ranges } = opened('/w/p.test.yaml', cases('p.yaml'), documents)
  const found = lintTests(document, documents)
  assert.deepEqual(
    found.map(({ code, range }) => [code, range]),
    ranges.map((range, index) => [index === 0 ? 'test-unknown-rule' : 'test-unknown-verdict', range]),
  )
  assert.deepEqual(
    found.map(({ fixes = [] }) => fixes[0]?.edits[0]?.newText),
    ['no-rm', 'allow', 'deny'],
  )
})

test('a test file whose policy is not there says so at its path', () => {
  const { document, documents } = opened('/w/p.test.yaml', cases('gone.yaml').replaceAll(/[«»]/g, ''))
  const [found, ...rest] = lintTests(document, documents)
  assert.deepEqual(rest, [])
  assert.equal(found?.code, 'test-policy')
  const range = found && {
    start: document.text.positionAt(found.range.start),
    end: document.text.positionAt(found.range.end),
  }
  assert.equal(range && textAt(document, range), 'gone.yaml')
})

test('a rule that a later file of a composition replaces is told at that file', () => {
  const { documents } = opened('/w/one.yaml', policies.edictum)
  opened('/w/two.yaml', policies.edictum, documents)
  opened(
    '/w/beside.yaml',
    policies.edictum.replace('kind: Ruleset', 'kind: Ruleset\nobserve_alongside: true'),
    documents,
  )
  const { document, ranges } = opened(
    '/w/both.test.yaml',
    'policy: [one.yaml, beside.yaml, «two.yaml»]\ncases:\n  - call: {tool: read_file}\n    expect: {rule: a}\n',
    documents,
  )
  const found = lintTests(document, documents)
  assert.deepEqual(
    found.map(({ code, range }) => [code, range]),
    ranges.map((range) => ['edictum-shadowed-id', range]),
  )
  assert.match(found[0]?.message ?? '', /`a` of two.yaml takes the place of the one in one.yaml/)
})
