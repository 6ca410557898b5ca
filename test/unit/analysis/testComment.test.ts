import assert from 'node:assert/strict'
import { test } from 'node:test'
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
