import assert from 'node:assert/strict'
import { test } from 'node:test'
import { edictum } from '../../../evaluator/dialects/edictum/index.ts'
import { marked } from '../../support/marked.ts'

const head = 'apiVersion: edictum/v1\nkind: ContractBundle\nmetadata: {name: v}\ndefaults: {mode: enforce}\n'
const top = `${head}contracts:\n`
const pre = (rest: string) => `${top}  - id: a\n    type: pre\n    tool: "*"\n${rest}`
const then = '    then: {effect: deny, message: m}\n'
const when = (condition: string) => pre(`    when: ${condition}\n${then}`)
const one = `${top}  - {id: a, type: pre, tool: t, when: {args.p: {exists: true}}, then: {effect: deny, message: m}}\n`
const sandbox = (rest: string) => `${top}  - id: s\n    type: sandbox\n    tool: t\n    message: m\n${rest}`

/** What is wrong, the document with the place marked, the engine's category, and words the message must hold. */
const refused: [what: string, fixture: string, category: string, words: string][] = [
  ['a misspelt mode', one.replace('enforce', '«enforse»'), 'schema', 'Did you mean `enforce`?'],
  ['a misspelt top key', one.replace('defaults', '«default»'), 'schema', 'Did you mean `defaults`?'],
  [
    'a missing top key',
    `«apiVersion»: edictum/v1\nkind: ContractBundle\nmetadata: {name: v}\n${one.split('\n').slice(4).join('\n')}`,
    'schema',
    'needs the key `defaults`',
  ],
  ['a key of the other vocabulary', one.replace('effect', '«action»'), 'schema', 'Here it is called `effect`.'],
  ['a word of the other vocabulary', one.replace('deny', '«block»'), 'schema', 'Did you mean `deny`?'],
  ['an unknown effect', one.replace('deny', '«denny»'), 'schema', 'Did you mean `deny`?'],
  ['a type that does not exist', one.replace('type: pre', 'type: «prE»'), 'schema', 'Did you mean `pre`?'],
  ['an id in capitals', one.replace('id: a', 'id: «A»'), 'schema', 'small letters'],
  ['two operators', when('{args.p: {exists: true, «equals»: 1}}'), 'schema', 'one operator'],
  ['two selectors', when('{args.p: {exists: true}, «args.q»: {exists: true}}'), 'schema', 'one condition only'],
  [
    'a selector beside all',
    when('{all: [{args.p: {exists: true}}], «args.q»: {exists: true}}'),
    'schema',
    'one condition',
  ],
  ['an empty list', when('{any: «[]»}'), 'schema', 'at least one entry'],
  ['a value where an operator belongs', when('{args.p: «foo»}'), 'schema', 'must be a map, not a string'],
  ['a number as a text', when('{args.p: {contains: «5»}}'), 'schema', 'must be a string, not a number'],
  ['a text as a number', when('{args.p: {gt: «"5"»}}'), 'schema', 'must be a number'],
  ['a boolean as a number', when('{args.p: {gt: «yes»}}'), 'schema', 'must be a number'],
  ['an empty pattern', when("{args.p: {matches: «''»}}"), 'schema', 'matches everything'],
  [
    'a pattern that does not close',
    when("{args.p: {matches: 'a«»(b'}}").replace('«»(', '«(»'),
    'invalid-regex',
    'refused',
  ],
  ['a count that Python dies of', when("{args.p: {matches: 'a«{4294967295}»'}}"), 'crash:OverflowError', 'too large'],
  ['an unknown operator', when('{args.p: {«contain»: x}}'), 'unknown-operator', 'Did you mean `contains`?'],
  ['an operator cut short', when('{args.p: {«match»: x}}'), 'unknown-operator', 'Did you mean `matches`?'],
  ['an operator of nothing here', when('{args.p: {«like»: x}}'), 'unknown-operator', 'Write `exists`'],
  ['the output before the call', when('{«output.text»: {exists: true}}'), 'output-in-pre', 'type: post'],
  [
    'two of one id',
    `${one}  - {id: «a», type: pre, tool: t, when: {args.p: {exists: true}}, then: {effect: deny, message: m}}\n`,
    'duplicate-id',
    'give each its own',
  ],
  [
    'an exclusion from nothing',
    sandbox('    allows: {}\n    «not_within»: [/a]\n'),
    'sandbox-dependency',
    'needs `within`',
  ],
  [
    'domains excluded from nothing',
    sandbox('    allows: {}\n    not_allows: {«domains»: [a]}\n'),
    'sandbox-dependency',
    '`allows.domains`',
  ],
  ['tool and tools', sandbox('    within: [/a]\n    «tools»: [u]\n'), 'schema', 'not both'],
  ['a sandbox without walls', sandbox('').replace('id: s', '«id»: s'), 'schema', '`within`, `allows` or both'],
  ['a tab', `apiVersion: edictum/v1\nkind:«\t»ContractBundle\n`, 'yaml', 'tab'],
  ['a second document', `${one}«-»--\na: 1\n`, 'yaml', 'second document'],
  ['a date that is none', `${one}v: «2024-13-45»\n`, 'crash:ValueError', 'quotes'],
  ['a list', '«- a»\n', 'not-a-mapping', 'map'],
  ['an empty text', '«»', 'not-a-mapping', 'map'],
  ['a set', '«!!set {a}»\n', 'not-a-mapping', 'map'],
  ['a set as metadata', one.replace('message: m', 'message: m, metadata: «!!set {a}»'), 'schema', 'not a set'],
  ['a pair as a condition', when('{all: !!omap [«args.p: {exists: true}»]}'), 'schema', 'not a pair'],
  ['a path with a NUL', sandbox('    within: [«"a\\0"»]\n'), 'crash:ValueError', 'NUL'],
]

for (const [what, fixture, category, words] of refused) {
  test(`refuses ${what}, at its place`, () => {
    const { text, ranges } = marked(fixture)
    const model = edictum.load({ path: 'policy.yaml', text }, [])
    assert.equal(model.refused?.category, category, JSON.stringify(model.problems))
    const problem = model.problems.find((each) => each.category === category)
    assert.deepEqual(problem?.range, ranges[0])
    assert.ok(problem?.message.includes(words), problem?.message)
  })
}

test('one mistake has one message', () => {
  for (const [what, fixture] of refused) {
    const { text } = marked(fixture)
    const { problems } = edictum.load({ path: 'policy.yaml', text }, [])
    const most = what === 'a date that is none' ? 2 : 1
    assert.ok(problems.length <= most, `${what}: ${JSON.stringify(problems.map(({ message }) => message))}`)
  }
})

test('what stands beside a pattern that is refused is looked at as well: the schema comes first', () => {
  const text = one.replace('{exists: true}', "{matches: '+'}").replace('message: m', 'message: m, timeout: x')
  assert.equal(edictum.load({ path: 'p', text }, []).refused?.category, 'schema')
})

test('a condition nested beyond the stack of the engine is refused, not dropped', () => {
  const nested = (open: string, close: string, times: number) =>
    edictum.load({ path: 'p', text: when(`${open.repeat(times)}{args.p: {exists: true}}${close.repeat(times)}`) }, [])
  assert.equal(nested('{not: ', '}', 100).refused, null)
  assert.equal(nested('{not: ', '}', 310).refused?.category, 'crash:RecursionError')
  assert.equal(nested('{all: [', ']}', 100).refused, null)
  assert.equal(nested('{any: [', ']}', 150).refused?.category, 'crash:RecursionError')
})

test('of several values that PyYAML does not take, the first one it comes to refuses the document', () => {
  const refusal = (...values: string[]) =>
    edictum.load({ path: 'p', text: `${one}${values.map((value, at) => `k${at}: ${value}\n`).join('')}` }, []).refused
  assert.equal(refusal('!!int x', '=')?.category, 'crash:ValueError')
  assert.equal(refusal('=', '!!int x')?.category, 'yaml')
})

test('a path with a NUL is refused only where it is compiled', () => {
  const broken = sandbox('    within: ["a\\0"]\n')
  const refusal = (text: string, ...further: string[]) =>
    edictum.load(
      { path: 'p', text },
      further.map((more) => ({ path: 'q', text: more })),
    ).refused?.category
  assert.equal(refusal(broken), 'crash:ValueError')
  assert.equal(refusal(broken.replace('tool: t', 'tool: t\n    enabled: false')), undefined)
  assert.equal(refusal(broken, sandbox('    within: [/a]\n')), undefined)
  assert.equal(refusal(sandbox('    within: [/a]\n'), broken), 'crash:ValueError')
})

test('a close word comes as a fix', () => {
  const { text } = marked(one.replace('enforce', '«enforse»'))
  const [problem] = edictum.load({ path: 'p', text }, []).problems
  assert.equal(problem?.fixes?.[0]?.edits[0]?.newText, 'enforce')
})

test('what is broken leaves the rest of the model', () => {
  const second = one.split('\n').at(-2)?.replace('id: a', 'id: b')
  const text = `${one.replace('id: a', 'id: A')}${second}\n`
  const model = edictum.load({ path: 'p', text }, [])
  assert.deepEqual(
    model.contracts.map(({ id }) => id),
    ['b'],
  )
})

test('YAML 1.1 and its merges are read as the engine reads them', () => {
  const text = `${head}contracts:
  - &base {id: a, type: pre, tool: t, enabled: no, when: {args.n: {lt: 1:30}}, then: {effect: deny, message: m}}
  - <<: *base
    id: b
    enabled: on
`
  const model = edictum.load({ path: 'p', text }, [])
  assert.equal(model.refused, null)
  assert.deepEqual(
    model.contracts.map(({ id, enabled }) => [id, enabled]),
    [
      ['a', false],
      ['b', true],
    ],
  )
})

test('a document is known by its marks', () => {
  const root = (text: string) => edictum.load({ path: 'p', text }, []).layers[0]?.root ?? null
  assert.equal(edictum.detect(root(one)).level, 'certain')
  assert.equal(edictum.detect(root('rules: [{type: pre}]')).level, 'possible')
  assert.equal(edictum.detect(root('rules: [{action: deny}]')).level, 'none')
})
