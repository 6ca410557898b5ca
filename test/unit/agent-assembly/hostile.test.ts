import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nothingGiven } from '../../../evaluator/call.ts'
import { agentAssembly } from '../../../evaluator/dialects/agent-assembly/index.ts'

const load = (text: string) => agentAssembly.load({ path: 'p.yaml', text }, [])
const bomb = [
  'a: &a [x,x,x,x,x,x,x,x,x]',
  ...[...'bcdefghijk'].map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghij'[i]}`).join()}]`),
].join('\n')

const documents: readonly (readonly [string, string])[] = [
  ['an alias bomb', bomb],
  ['an alias bomb in a broken document', `${bomb}\nl: [`],
  ['an alias inside what it names', 'a: &a [*a]'],
  ['brackets without end', '['.repeat(100_000)],
  ['deep brackets', `a: ${'['.repeat(300)}${']'.repeat(300)}`],
]

for (const [name, text] of documents)
  test(`${name} is refused`, () => assert.equal(load(text).refused?.category, 'document'))

/** Texts on which a scan that looks at anything twice per place would take hours, with what is found. */
const payloads: readonly (readonly [string, string])[] = [
  ['@'.repeat(1_000_000), 'allow'],
  ['sk-'.repeat(300_000), 'redact'],
  ['-----BEGIN PRIVATE KEY-----'.repeat(30_000), 'redact'],
  ['AccountKey='.repeat(100_000), 'redact'],
  ['a@b.c,'.repeat(100_000), 'redact'],
  ['[REDACTED]'.repeat(100_000), 'allow'],
]

const policy = agentAssembly.compile(load('{}'))
for (const [args, effect] of payloads) {
  test(`a scan of ${args.slice(0, 20)}… ends`, () => {
    assert.equal(policy.evaluate({ tool: 'x', args }, nothingGiven, null).effect, effect)
  })
}

test('long runs are counted in full', () => {
  const args = 'aB3dEf7hJk9mNp2qRs5tUvWxYz'.repeat(400)
  assert.equal(policy.evaluate({ tool: 'x', args }, nothingGiven, null).effect, 'redact')
})
