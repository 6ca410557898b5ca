import assert from 'node:assert/strict'
import { test } from 'node:test'
import { capfence } from '../../../evaluator/dialects/capfence/index.ts'
import type { NamedFiles, PolicyText, Unread } from '../../../evaluator/text.ts'

/** A reader over texts by their names, as a host's is over files. */
function reader(files: Readonly<Record<string, string | Unread>>): NamedFiles & { readonly asked: string[] } {
  const read = new Map<string, PolicyText>()
  const asked: string[] = []
  return {
    asked,
    made: new WeakMap(),
    read(name) {
      asked.push(name)
      const there = files[name] ?? ({ as: 'missing', message: `There is no ${name}.`, instead: `sub/${name}` } as const)
      const path = `/w/${name}`
      const text =
        typeof there === 'string' ? { path, named: name, text: there } : { path, named: name, text: '', unread: there }
      const known = read.get(name)
      if (known?.text === text.text) return known
      read.set(name, text)
      return text
    },
  }
}

function load(text: string, named: NamedFiles, given: readonly PolicyText[] = []) {
  return capfence.load({ path: '/w/child.yaml', text }, given, undefined, named)
}

test('parents are asked for by the names in `extends`, and theirs after them', () => {
  const named = reader({ 'a.yaml': 'extends: b.yaml\ndeny: [a.x]', 'b.yaml': 'allow: [b.y]' })
  const model = load('extends: a.yaml\nallow: [c.z]', named)
  assert.deepEqual(named.asked, ['a.yaml', 'b.yaml'])
  assert.deepEqual(
    model.rules.map(({ label, document }) => [label, document]),
    [
      ['allow[0]', 0],
      ['a.yaml:deny[0]', 1],
      ['b.yaml:allow[0]', 2],
    ],
  )
  assert.deepEqual(
    model.further.map(({ path }) => path),
    ['/w/a.yaml', '/w/b.yaml'],
  )
})

test('what was read comes with the model, so that it loads again without a reader', () => {
  const text = 'extends: [a.yaml, gone.yaml]\n'
  const model = load(text, reader({ 'a.yaml': 'deny: [a.x]' }))
  const again = capfence.load({ path: '/w/child.yaml', text }, model.further)
  assert.deepEqual(again.problems, model.problems)
  assert.equal(capfence.compile(again).digest, capfence.compile(model).digest)
})

test('another text of a parent is another policy', () => {
  const digest = (parent: string) => capfence.compile(load('extends: a.yaml', reader({ 'a.yaml': parent }))).digest
  assert.notEqual(digest('deny: [a.x]'), digest('deny: [a.y]'))
})

test('a parent that is not there can be named as it is there', () => {
  const text = 'extends: p.yaml\n'
  const [problem] = load(text, reader({})).problems
  assert.equal(problem?.code, 'capfence-file-not-found')
  assert.equal(problem?.message, 'There is no p.yaml.')
  assert.equal(text.slice(problem?.range.start, problem?.range.end), 'p.yaml')
  assert.equal(problem?.fixes?.[0]?.edits[0]?.newText, 'sub/p.yaml')
})

test('a missing parent of a parent is told where the policy names the first', () => {
  const text = 'extends: a.yaml\n'
  const [problem, ...others] = load(text, reader({ 'a.yaml': 'extends: b.yaml' })).problems
  assert.deepEqual(others, [])
  assert.equal(text.slice(problem?.range.start, problem?.range.end), 'a.yaml')
  assert.match(problem?.message ?? '', /A parent of it names another one\. There is no b\.yaml/)
  assert.equal(problem?.fixes, undefined)
})

const unread: readonly (readonly [Unread, string | null, string | null])[] = [
  [{ as: 'missing', message: 'Not there.' }, 'file-not-found', null],
  [{ as: 'folder', message: 'A folder.' }, 'crash:IsADirectoryError', null],
  [{ as: 'raised', raised: 'PermissionError', message: 'Not to be read.' }, 'crash:PermissionError', null],
  [{ as: 'unforeseen', message: 'A pipe.' }, null, 'A pipe'],
]
for (const [why, category, cannotReproduce] of unread) {
  test(`a parent without a text: ${why.message}`, () => {
    const model = load('extends: p.yaml\nallow: [a.b]', reader({ 'p.yaml': why }))
    assert.equal(model.refused?.category ?? null, category)
    assert.equal(model.cannotReproduce, cannotReproduce)
    assert.equal(model.problems[0]?.message, why.message)
  })
}

test('a mistake in a parent comes with its line', () => {
  const [problem] = load('extends: p.yaml', reader({ 'p.yaml': 'deny: [a.b]\n\nalow: []\n' })).problems
  assert.match(problem?.message ?? '', /^In `p\.yaml`, line 3: /)
})

test('parents in a circle are refused as the engine dies of them', () => {
  const model = load(
    'extends: a.yaml',
    reader({ 'a.yaml': 'extends: b.yaml', 'b.yaml': 'extends: ./a.yaml', './a.yaml': 'extends: b.yaml' }),
  )
  assert.equal(model.refused?.category, 'crash:RecursionError')
})

test('a parent that is the policy itself is a circle', () => {
  assert.equal(load('extends: child.yaml', reader({ 'child.yaml': 'x' })).refused?.category, 'crash:RecursionError')
})

test('a chain is followed for 64 levels, and no further', () => {
  const chain = (length: number) =>
    Object.fromEntries(
      Array.from({ length }, (_, at) => [`${at}.yaml`, at + 1 < length ? `extends: ${at + 1}.yaml` : 'deny: [a.b]']),
    )
  assert.equal(load('extends: 0.yaml', reader(chain(64))).cannotReproduce, null)
  const model = load('extends: 0.yaml', reader(chain(65)))
  assert.equal(model.cannotReproduce, 'the parents go deeper than 64 levels')
  assert.deepEqual(
    model.problems.map(({ code }) => code),
    ['capfence-extends-cannot-reproduce'],
  )
})

test('parents that all name the next one twice end in words', () => {
  const files = Object.fromEntries(
    Array.from({ length: 40 }, (_, at) => [`${at}.yaml`, at < 39 ? `extends: [${at + 1}.yaml, ${at + 1}.yaml]` : '']),
  )
  assert.equal(load('extends: 0.yaml', reader(files)).cannotReproduce, 'the parents come to more than 256 documents')
})

test('a parent that stayed is not read again with the next version of its child', () => {
  const named = reader({ 'a.yaml': 'deny: [a.x]' })
  const [first, second] = ['allow: [b.y]', 'allow: [b.z]'].map((own) => load(`extends: a.yaml\n${own}`, named))
  assert.equal(first?.rules[1], second?.rules[1])
})

test('what is missing on the disk may have been given', () => {
  const model = load('extends: p.yaml', reader({}), [{ path: '/elsewhere/p.yaml', text: 'deny: [a.b]' }])
  assert.deepEqual(
    model.rules.map(({ label }) => label),
    ['p.yaml:deny[0]'],
  )
})
