import assert from 'node:assert/strict'
import { test } from 'node:test'
import { diagnosePolicy } from '../../../analysis/diagnose.ts'
import { PolicyReader } from '../../../analysis/policyReader.ts'
import { runFile } from '../../../analysis/tests/runFile.ts'
import { allPassed } from '../../../analysis/tests/runReport.ts'
import { readTestComment, testCommentsOf } from '../../../analysis/tests/testComment.ts'
import { coreYaml } from '../../../evaluator/yaml/core.ts'
import { readYaml } from '../../../evaluator/yaml/read.ts'

const nowhere = { start: 0, end: 0 }

function read(body: string) {
  const found = readTestComment(body, nowhere, 'id')
  if ('message' in found) return found.message
  const { call, given, expect } = found
  return { call, mode: given.modeOverride, expect }
}

const understood: [body: string, expected: unknown][] = [
  ['bash => deny', { call: { tool: 'bash', args: {} }, mode: undefined, expect: { verdict: 'deny' } }],
  [
    'read_file {path: .env} => deny by block-dotenv',
    {
      call: { tool: 'read_file', args: { path: '.env' } },
      mode: undefined,
      expect: { verdict: 'deny', rule: 'block-dotenv' },
    },
  ],
  [
    'as night-1 bash {command: "rm -rf /"} in enforce => deny',
    {
      call: { tool: 'bash', args: { command: 'rm -rf /' }, agent: 'night-1' },
      mode: 'enforce',
      expect: { verdict: 'deny' },
    },
  ],
  [
    'bash {command: env} output "KEY=1" => redact',
    {
      call: { tool: 'bash', args: { command: 'env' }, output: 'KEY=1' },
      mode: undefined,
      expect: { verdict: 'redact' },
    },
  ],
  [
    `bash {command: "echo '}' => x"} => allow`,
    { call: { tool: 'bash', args: { command: "echo '}' => x" } }, mode: undefined, expect: { verdict: 'allow' } },
  ],
  [
    'bash {command: don\'t {x: 1}} => allow by "rule with words"',
    'This test cannot be read: its arguments are not a YAML flow map in braces. Write `test: [as AGENT] TOOL [{args}] [output "text"] [in enforce|observe] => VERDICT [by RULE]`.',
  ],
  ['in => allow', { call: { tool: 'in', args: {} }, mode: undefined, expect: { verdict: 'allow' } }],
  [
    '"a tool" {} => DENY by block rm -rf',
    { call: { tool: 'a tool', args: {} }, mode: undefined, expect: { verdict: 'DENY', rule: 'block rm -rf' } },
  ],
]

for (const [body, expected] of understood) {
  test(`# test: ${body}`, () => assert.deepEqual(read(body), expected))
}

const refused: [body: string, why: string][] = [
  ['=> deny', 'it names no tool'],
  ['bash {command: [} => deny', 'its arguments are not a YAML flow map in braces'],
  ['bash {command: x => deny', 'its arguments are not a YAML flow map in braces'],
  ['bash in disabled => allow', '`in` takes `enforce` or `observe`'],
  ['bash =>', 'it names no verdict behind `=>`'],
  ['bash => deny because', '`because` is not understood behind the verdict'],
  ['bash twice => deny', '`twice => deny` is not understood before `=>`'],
]

for (const [body, why] of refused) {
  test(`# test: ${body} is refused`, () => {
    const message = read(body)
    assert.ok(typeof message === 'string' && message.includes(why), `${JSON.stringify(message)} does not say: ${why}`)
  })
}

test('only comment tokens count, never lines of a block scalar or comments without an arrow', () => {
  const text = 'a: |\n  # test: bash => deny\nb: 1 # test: bash => allow\n# test: nothing to see\n'
  const { cases, problems } = testCommentsOf(readYaml(text, coreYaml).comments)
  assert.deepEqual(
    cases.map(({ label }) => label),
    ['bash => allow'],
  )
  assert.deepEqual(problems, [])
})

test('equal cases have ids of their own, and moving a case keeps its id', () => {
  const ids = (text: string) => testCommentsOf(readYaml(text, coreYaml).comments).cases.map(({ id }) => id)
  const [first, second] = ids('# test: a => deny\n# test: a => deny\n')
  assert.notEqual(first, second)
  assert.deepEqual(ids('x: 1\n\n# test: a => deny\n'), [first])
})

const slips: [comment: string, code: string, says: RegExp, mended: string | null][] = [
  [
    '# test: Read {path: .env} -> deny',
    'test-comment',
    /`->` stands where `=>` should/,
    '# test: Read {path: .env} => deny',
  ],
  ['# test: Read → deny', 'test-comment', /`→` stands where `=>` should/, '# test: Read => deny'],
  ['# test: a {x: "=>"} ==> deny', 'test-comment', /`==>` stands where `=>` should/, '# test: a {x: "=>"} => deny'],
  ['# test: Read {path: .env}', 'test-comment', /no `=>` with a verdict follows/, null],
  ['# test: Read {path: .env} deny', 'test-comment', /no `=>` with a verdict follows/, null],
  ['# test: Read deny', 'test-comment', /no `=>` with a verdict follows/, null],
  ['# tset: Read {path: .env} => deny', 'nearly-a-test', /Did you mean `test:`/, '# test: Read {path: .env} => deny'],
  ['# tests: Read => deny', 'nearly-a-test', /Did you mean `test:`/, '# test: Read => deny'],
  ['#Test: Read => DENY', 'nearly-a-test', /Did you mean `test:`/, '#test: Read => DENY'],
  [
    '# test Read {path: .env} => deny by a',
    'nearly-a-test',
    /Did you mean `test:`/,
    '# test: Read {path: .env} => deny by a',
  ],
]

for (const [comment, code, says, mended] of slips) {
  test(`\`${comment}\` is told, and mended`, () => {
    const text = `a: 1\n${comment}\n`
    const { cases, problems } = testCommentsOf(readYaml(text, coreYaml).comments)
    assert.deepEqual(cases, [])
    assert.equal(problems.length, 1)
    assert.equal(problems[0]?.code, code)
    assert.match(problems[0]?.message ?? '', says)
    const [edit] = problems[0]?.fixes?.[0]?.edits ?? []
    const after = edit ? text.slice(0, edit.range.start) + edit.newText + text.slice(edit.range.end) : null
    assert.equal(after, mended === null ? null : `a: 1\n${mended}\n`)
    if (after !== null) assert.equal(testCommentsOf(readYaml(after, coreYaml).comments).cases.length, 1)
  })
}

const prose = [
  '# test: see the runbook',
  '# test: the arrow-headed case is below',
  '# text: a => b',
  '# rest: of {the} list => here and there',
  '# Test all of this by hand',
  '# next: Read => deny',
  '# TODO(me) a -> b',
]

for (const comment of prose) {
  test(`\`${comment}\` is prose`, () => {
    const { cases, problems } = testCommentsOf(readYaml(`a: 1\n${comment}\n`, coreYaml).comments)
    assert.deepEqual([cases, problems], [[], []])
  })
}

test('a slip far down in a long policy is told as well, and fails the run', () => {
  const rules = Array.from(
    { length: 30 },
    (_, index) => `  - {name: r${index}, action: deny, match: {tool_name: t${index}}} # a note\n`,
  )
  const text = `name: a\nenforcement_mode: enforce\nrules:\n${rules.join('')}  # tset: t1 {} => deny\n`
  const document = new PolicyReader().read('team.yaml', text)
  assert.ok(document)
  assert.deepEqual(
    diagnosePolicy(document)
      .map(({ code, severity }) => [code, severity])
      .filter(([, severity]) => severity !== 'information'),
    [['nearly-a-test', 'warning']],
  )
  assert.equal(allPassed([runFile('team.yaml', text, () => null)]), false)
})
