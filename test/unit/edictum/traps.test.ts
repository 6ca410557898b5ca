import assert from 'node:assert/strict'
import { test } from 'node:test'
import { edictum } from '../../../evaluator/dialects/edictum/index.ts'
import { marked } from '../../support/marked.ts'

const top = 'apiVersion: edictum/v1\nkind: Ruleset\nmetadata: {name: v}\ndefaults: {mode: enforce}\n'
const rule = (when: string, message = 'm', more = '') =>
  `${top}rules: [{id: a, type: pre, tool: t, when: ${when}, then: {action: block, message: "${message}"${more}}}]\n`
const post = (action: string, tool: string, when = '{output.text: {matches: a}}') =>
  `${top}rules: [{id: a, type: post, tool: ${tool}, when: ${when}, then: {action: ${action}, message: m}}]\n`
const session = (more: string, limits: string, message = 'm') =>
  `${top}rules: [{id: a, type: session, ${more}limits: ${limits}, then: {action: block, message: ${message}}}]\n`
const hit = '{args.p: {exists: true}}'

const table: [what: string, fixture: string, code: string, words: string][] = [
  ['a misspelt selector', rule('{«arg.path»: {exists: true}}'), 'unknown-selector', 'Did you mean `args.path`?'],
  ['a misspelt field', rule('{«principal.rol»: {exists: true}}'), 'unknown-selector', '`principal.role`'],
  ['a selector that needs more', rule('{all: [{«args»: {exists: true}}]}'), 'unknown-selector', 'always missing'],
  ['a key read as true', rule('{«yes»: {exists: true}}'), 'selector-no-string', 'quotes'],
  ['a placeholder with a blank', rule(hit, 'no «{ args.p }»'), 'unknown-placeholder', 'stays as it is'],
  ['metadata in the way', rule(hit, 'm', ', metadata: {«tags»: [a]}'), 'metadata-key', 'message is lost'],
  ['a mode without effect', session('«mode: observe», ', '{max_tool_calls: 3}'), 'session-mode', 'always enforces'],
  ['one try less', session('', '{max_attempts: «3»}'), 'attempts-off-by-one', '2 can go through'],
  ['a limit above the engine’s own', session('', '{max_tool_calls: «1000»}'), 'limit-without-effect', '200'],
  ['a session message', session('', '{max_tool_calls: 3}', '«"{args.p}"»'), 'session-message', 'not filled in'],
  ['an output that stays', post('«redact»', 'deploy'), 'output-kept', 'irreversible'],
  [
    'nothing to redact',
    post('«redact»', '"*"', '{output.text: {contains: a}}'),
    'redact-without-pattern',
    'credentials',
  ],
  ['alongside nothing', rule(hit).replace('rules:', '«observe_alongside»: true\nrules:'), 'alongside-alone', 'second'],
]

for (const [what, fixture, code, words] of table) {
  test(`warns of ${what}, at its place, and loads`, () => {
    const { text, ranges } = marked(fixture)
    const { problems, refused } = edictum.load({ path: 'p', text }, [])
    assert.equal(refused, null)
    assert.deepEqual(
      problems.map((problem) => [problem.code, problem.range]),
      [[`edictum-${code}`, ranges[0]]],
    )
    assert.ok(problems[0]?.message.includes(words), problems[0]?.message)
  })
}

test('a sound policy has no problem', () => {
  const sound = rule(
    '{any: [{args.a.b: {exists: true}}, {principal.claims.x: {equals: 1}}, {env.N: {gt: 1}}]}',
    '{tool.name}',
  )
  assert.deepEqual(edictum.load({ path: 'p', text: sound }, []).problems, [])
})
