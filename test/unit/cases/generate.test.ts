import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { leastCover } from '../../../analysis/cases/cover.ts'
import { generateCases } from '../../../analysis/cases/generate.ts'
import { appendCases, newTestFile, testFileBeside } from '../../../analysis/cases/testFileText.ts'
import { type PolicyDocument, readPolicyDocument } from '../../../analysis/policyDocument.ts'
import { finish } from '../../../analysis/replay/replay.ts'
import type { ReplaySource, SourceCall } from '../../../analysis/replay/source.ts'
import { runFile } from '../../../analysis/tests/runFile.ts'
import { readTestFile } from '../../../analysis/tests/testFile.ts'
import { isRefusal } from '../../../evaluator/dialect.ts'
import { type Json, Unknown } from '../../../evaluator/json/values.ts'
import { applyEdits } from '../../../evaluator/text.ts'

const bash = (command: Json, more: Partial<SourceCall> = {}): SourceCall => tool('Bash', { command }, more)

function tool(name: string, args: Json, more: Partial<SourceCall> = {}): SourceCall {
  const agentCall = { agent: 'claude-code', agentLabel: 'claude-code', tool: name, args } as const
  return { agentCall, own: null, cwd: '/work', stored: 'whole', ...more }
}

/** A log that holds each call as often as its number says. */
function logOf(...recorded: readonly (readonly [SourceCall, number])[]): ReplaySource {
  const repeats = recorded.flatMap(([, count], index) => Array.from({ length: count }, () => index))
  const zeros = repeats.map(() => 0)
  return {
    window: { since: null, until: null },
    calls: recorded.map(([call]) => call),
    repeats,
    sessions: zeros,
    times: repeats.map((_, index) => 1_000 * index),
    places: repeats.map((_, index) => index + 1),
    cutSessions: new Set(),
    toolNames: {},
    aside: [],
    answers: () => new Map(),
    recordedHits: () => new Map(),
    eventIds: (places) => places.map(String),
  }
}

const policyText = `name: team
enforcement_mode: observe
rules:
  - name: block-rm
    action: deny
    match: {tool_name: bash, command_pattern: "rm -rf"}
  - name: ask-push
    action: require_approval
    match: {tool_name: bash, command_pattern: "git push"}
  - name: never
    action: deny
    match: {tool_name: Never}
`

function policy(text = policyText, path = '/srv/project/team.yaml'): PolicyDocument {
  const document = readPolicyDocument(path, text)
  assert.ok(document)
  return document
}

const made = (source: ReplaySource, document = policy()) => finish(generateCases(document, source, []))

/** How the generated file's cases go against the policy, and what they are called. */
function run(text: string, document = policy()): string[] {
  const { results, problems, failure } = runFile('/srv/project/team.test.yaml', text, () => document.text)
  assert.deepEqual([problems, failure], [[], null])
  return results.map(({ testCase, result }) => `${result.outcome} ${testCase.label}`)
}

test('one case for each rule and verdict, of the call that was recorded most often', () => {
  const source = logOf([bash('rm -rf a'), 1], [bash('rm -rf build'), 5], [bash('git push'), 2], [bash('ls'), 9])
  const { cases, newlyCovered, stillUncovered } = made(source)
  assert.deepEqual([newlyCovered, stillUncovered], [['block-rm', 'ask-push'], ['never']])
  assert.deepEqual(run(newTestFile('team.yaml', cases)), [
    'passed deny by block-rm: bash rm -rf build',
    'passed require_approval by ask-push: bash git push',
    'passed allow: bash ls',
  ])
})

test('the file is written as a person would', () => {
  assert.equal(
    newTestFile('/srv/project/team.yaml', made(logOf([bash('rm -rf a'), 1], [bash('ls'), 1])).cases),
    `policy: team.yaml
cases:
  - name: 'deny by block-rm: bash rm -rf a'
    call:
      tool: bash
      args: {command: 'rm -rf a'}
    expect: {verdict: deny, rule: block-rm}

  - name: 'allow: bash ls'
    call:
      tool: bash
      args: {command: 'ls'}
    expect: allow
`,
  )
  assert.equal(testFileBeside('/w/team.policy.yml'), '/w/team.policy.test.yaml')
})

test('what cases cover already is left out: a second time nothing is made', () => {
  const source = logOf([bash('rm -rf a'), 1], [bash('git push'), 2])
  const text = newTestFile('team.yaml', made(source).cases)
  const again = finish(generateCases(policy(), source, readTestFile(text)?.cases ?? []))
  assert.deepEqual([again.cases, again.newlyCovered], [[], []])
})

test('a call whose redacted value a rule reads is not used; where none reads it, a text stands for it', () => {
  const hidden = new Unknown('redacted')
  const matters = logOf([bash(hidden, { stored: 'in-part' }), 9])
  assert.deepEqual([made(matters).cases, made(matters).unused.unknown], [[], 1])
  const beside = tool('Bash', { command: 'rm -rf a', env: hidden }, { stored: 'in-part' })
  const text = newTestFile('team.yaml', made(logOf([beside, 1])).cases)
  assert.match(text, /args: \{command: 'rm -rf a', env: 'not stored'\}/)
  assert.deepEqual(run(text), ['passed deny by block-rm: bash rm -rf a'])
  const without = logOf([bash('x', { stored: 'without-arguments' }), 3])
  assert.deepEqual([made(without).cases, made(without).unused.withoutArguments], [[], 1])
})

test('a whole call goes before one of which something was not stored', () => {
  const beside = tool('Bash', { command: 'rm -rf a', env: new Unknown('redacted') }, { stored: 'in-part' })
  const { cases } = made(logOf([beside, 50], [bash('rm -rf b'), 1]))
  assert.equal(cases.length, 1)
})

const edictum = policy(
  `apiVersion: edictum/v1
kind: ContractBundle
metadata: {name: file-safety, description: d}
defaults: {mode: enforce}
contracts:
  - id: secrets
    type: pre
    tool: "*"
    when: {any: [{args.path: {contains: .env}}, {args.path: {contains: .pem}}]}
    then: {effect: deny, message: m}
`,
  '/srv/project/team.yaml',
)

test('the least calls that cover the clauses too: one call for two alternatives where there is one', () => {
  const both = tool('Read', { path: 'a.pem.env' })
  const one = made(logOf([tool('Read', { path: '.env' }), 9], [both, 1], [tool('Read', { path: '.pem' }), 9]), edictum)
  assert.ok(one.cases.length <= 2, 'an alternative that held first hides the other')
  const two = made(logOf([tool('Read', { path: '.env' }), 9], [tool('Read', { path: '.pem' }), 9]), edictum)
  assert.deepEqual(run(newTestFile('team.yaml', two.cases), edictum), [
    'passed deny by secrets: Read .env',
    'passed deny by secrets: Read .pem',
  ])
})

const files: readonly (readonly [string, string])[] = [
  [
    'a block list',
    '# mine\npolicy: team.yaml\ncases:\n  # first\n  - name: a\n    call: {tool: Bash}\n    expect: allow # why\n# end\n',
  ],
  ['a list at the margin', 'policy: team.yaml\ncases:\n- {call: {tool: Bash}, expect: allow}\n'],
  ['no list yet', 'policy: team.yaml\ncases: []\n# end\n'],
  ['a flow list', 'policy: team.yaml\ncases: [{call: {tool: Bash}, expect: allow}]\n'],
  ['Windows line ends', 'policy: team.yaml\r\ncases:\r\n  - {call: {tool: Bash}, expect: allow}\r\n'],
  ['no line end at the end', 'policy: team.yaml\ncases:\n  - {call: {tool: Bash}, expect: allow}'],
  ['cases before the policy', 'cases:\n  - {call: {tool: Bash}, expect: allow}\npolicy: team.yaml\n'],
]

for (const [what, text] of files) {
  test(`cases are added behind those of ${what}; every line there stays`, () => {
    const { cases } = made(logOf([bash('rm -rf a'), 1], [bash('git push'), 1]))
    const edits = appendCases(text, cases)
    assert.ok(!isRefusal(edits), JSON.stringify(edits))
    const after = applyEdits(text, edits)
    assert.equal(
      run(after).filter((each) => each.startsWith('passed')).length,
      (readTestFile(text)?.cases.length ?? 0) + 2,
    )
    for (const line of text.split(/\r?\n/).filter((each) => each.startsWith('#') || each.includes('# why'))) {
      assert.ok(after.includes(line), line)
    }
    assert.equal(/(?<!\r)\n/.test(after), !text.includes('\r\n'), after)
  })
}

test('a test file that cannot be read is left alone', () => {
  assert.ok(isRefusal(appendCases('policy: x\ncases:\n  - {name: broken}\n', [])))
  assert.ok(isRefusal(appendCases('cases: [', [])))
})

const word = fc.constantFrom(
  'rm -rf',
  'git push',
  'ls',
  ' ',
  '#',
  ': ',
  "'",
  '"',
  '\n',
  '\u0000',
  '😀',
  '\\',
  '{',
  '- ',
  '\t',
  '\u2028',
)
const command = fc.array(word, { maxLength: 6 }).map((parts) => parts.join(''))
const json = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    command,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(command, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value

test('property: whatever was recorded, the cases run green against the policy', () => {
  const call = fc.tuple(
    fc.constantFrom('Bash', 'Read', 'Never', 'a b'),
    fc.dictionary(fc.constantFrom('command', 'path', 'x'), json, { noNullPrototype: true }),
  )
  fc.assert(
    fc.property(fc.array(call, { maxLength: 20 }), (calls) => {
      const source = logOf(...calls.map(([name, args], index) => [tool(name, args), index + 1] as const))
      for (const document of [policy(), edictum]) {
        const { cases } = made(source, document)
        const text = newTestFile('team.yaml', cases)
        const outcomes = cases.length === 0 ? [] : run(text, document)
        assert.deepEqual(
          outcomes.filter((each) => !each.startsWith('passed')),
          [],
        )
        assert.equal(outcomes.length, cases.length)
      }
    }),
    { numRuns: 150 },
  )
})

test('property: a cover covers all that can be covered, and no choice in it adds nothing', () => {
  const choice = fc.record({
    covers: fc.uniqueArray(fc.constantFrom(...'abcdefgh')).map((all) => new Set(all)),
    weight: fc.nat(9),
  })
  fc.assert(
    fc.property(
      fc.array(choice, { maxLength: 12 }),
      fc.uniqueArray(fc.constantFrom(...'abcdefgh')),
      (choices, before) => {
        const chosen = leastCover(choices, new Set(before))
        const seen = new Set(before)
        for (const { covers } of chosen) {
          assert.ok([...covers].some((each) => !seen.has(each)))
          for (const each of covers) seen.add(each)
        }
        assert.ok(choices.every(({ covers }) => [...covers].every((each) => seen.has(each))))
      },
    ),
  )
})
