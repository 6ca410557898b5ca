import assert from 'node:assert/strict'
import { test } from 'node:test'
import { applyEdits } from '../../../evaluator/text.ts'
import { load } from './support.ts'

/** A document, the engine's category for its first mistake, the text at every mistake, a word in the first message. */
const refused: readonly (readonly [string, string, readonly string[], RegExp])[] = [
  ['alow: [a.b]', 'unknown-top-level-key', ['alow'], /Did you mean `allow`/],
  ['warn: [a.b]\nallow: [c.d]', 'unknown-top-level-key', ['warn'], /No release of CapFence reads a `warn` list/],
  ['[a]', 'not-a-mapping', ['[a]'], /must be a map/],
  ['allow: {capability: a.b}', 'section-not-list', ['{capability: a.b}'], /must be a list/],
  ['allow: [3]', 'rule-not-mapping-or-string', ['3'], /`allow\[0\]`/],
  ['allow: [~]', 'rule-not-mapping-or-string', ['~'], /not empty/],
  ['allow: [{contains: x}]', 'capability-missing', ['contains'], /needs a `capability`/],
  ['allow: [{capability: ""}]', 'capability-missing', ['""'], /needs a `capability`/],
  ['allow: [{capability: a.b, contain: x, actor: y}]', 'unknown-condition', ['contain', 'actor'], /`contains`/],
  ['rules: [a.b]', 'legacy-rule-not-mapping', ['a.b'], /must be a map/],
  ['rules: {action: deny}', 'rules-not-list', ['{action: deny}'], /must be a list/],
  ['rules: [{capability: a.b}]', 'action-missing', ['capability'], /needs an `action`/],
  ['rules: [{action: Deny}]', 'action-unsupported', ['Deny'], /Did you mean `deny`/],
  ['rules: [{action: observe}]', 'action-unsupported', ['observe'], /Did you mean `warn`/],
  ['rules: [{action: !!set {deny}}]', 'action-unsupported', ['!!set {deny}'], /a set/],
  ['rules: [{action: deny, contains: x}]', 'unknown-legacy-key', ['contains'], /no key `contains`/],
  ['risk_levels: [low]', 'risk-levels-not-mapping', ['[low]'], /must be a map/],
  ['risk_levels: {low: deny}', 'risk-level-without-action', ['deny'], /action: deny/],
  ['risk_levels: {low: {action: audit}}', 'risk-action-unsupported', ['audit'], /Did you mean `warn`/],
  ['extends: nope.yaml', 'file-not-found', ['nope.yaml'], /working directory/],
  ['deny:\nallow: [a.b]', 'crash:TypeError', ['deny:'], /Write `deny: \[\]`/],
  ['risk_levels: ~', 'crash:AttributeError', ['risk_levels: ~'], /dies on that/],
  ['on: x', 'crash:TypeError', ['on'], /true or false/],
  ['rules: [{action: [deny]}]', 'crash:TypeError', ['[deny]'], /not a list/],
  ['extends: 5', 'crash:TypeError', ['5'], /takes the path/],
  ['extends: [nope.yaml, 5]', 'file-not-found', ['nope.yaml', '5'], /working directory/],
  ['extends: ./policy.yaml', 'crash:RecursionError', ['./policy.yaml'], /never comes to an end/],
  ['version: 2024-02-30', 'crash:ValueError', ['2024-02-30'], /a date/],
  ['allow: [a.b', 'invalid-yaml', [''], /`,` or `\]`/],
  ['allow:\n\t- a.b', 'invalid-yaml', ['\t'], /no tab/],
  ['allow: []\n---\n', 'invalid-yaml', ['-'], /second document/],
  ['description: \udcff', 'crash:UnicodeDecodeError', ['\udcff'], /not UTF-8/],
]

for (const [text, category, places, message] of refused) {
  test(`${category}: ${JSON.stringify(text)}`, () => {
    const model = load(text)
    assert.equal(model.refused?.category, category)
    assert.deepEqual(
      model.problems.map(({ range }) => text.slice(range.start, range.end)),
      places,
    )
    assert.match(model.problems[0]?.message ?? '', message)
  })
}

for (const text of ['', '[]', 'false', '0', "''", 'null', '# only a comment\n', '\ufeffallow: [a.b]']) {
  test(`${JSON.stringify(text)} loads`, () => assert.equal(load(text).refused, null))
}

const traps: readonly (readonly [string, string, string])[] = [
  ['deny: [{capability: a.b, amount_gt: 1e3}]', 'capfence-threshold-not-a-number', 'amount_gt: 1e3'],
  ['deny: [{capability: a.b, match_regex: "("}]', 'capfence-pattern-does-not-compile', 'match_regex: "("'],
  ['deny: [{capability: a.b, environment: [x]}]', 'capfence-list-is-one-value', 'environment: [x]'],
  ['deny: [{capability: a.b, match_keywords: []}]', 'capfence-empty-list', 'match_keywords: []'],
  ["deny: [{capability: a.b, contains: 'C:\\temp'}]", 'capfence-needle-never-found', "contains: 'C:\\temp'"],
  ['deny: ["a.b.c.*"]', 'capfence-star-inside-segment', '"a.b.c.*"'],
  ['deny: [a.b]\ndeny: [c.d]', 'capfence-section-twice', 'deny'],
  ['risk_levels: {low: {action: warn}}', 'capfence-risk-warn-allows', 'low'],
  ['risk_levels: {low: {action: allow}}', 'capfence-risk-allow-without-effect', 'low'],
  ['risk_levels: {hihg: {action: deny}}', 'capfence-unknown-risk-level', 'hihg'],
  ['enforcement_mode: observe', 'capfence-key-without-effect', 'enforcement_mode'],
]
for (const [text, code, place] of traps) {
  test(`${code}: ${JSON.stringify(text)}`, () => {
    const { problems, refused: why } = load(text)
    assert.equal(why, null)
    assert.deepEqual(
      problems.map((problem) => [problem.code, text.slice(problem.range.start, problem.range.end)]),
      [[code, place]],
    )
  })
}

test('an empty section is mended by its fix', () => {
  const text = 'deny: # none yet\nallow: [a.b]\n'
  const fix = load(text).problems[0]?.fixes?.[0]
  assert.equal(applyEdits(text, fix?.edits ?? []), 'deny: [] # none yet\nallow: [a.b]\n')
})

test('the last of two equal keys wins', () => {
  assert.deepEqual(labels('deny: [a.b]\ndeny: [c.d, e.f]'), ['deny[0]', 'deny[1]'])
})

test('a warn list is read although the engine refuses it', () => {
  const model = load('warn: [a.b]\nallow: [c.d]')
  assert.deepEqual(
    model.rules.map(({ label, action }) => [label, action]),
    [
      ['allow[0]', 'allow'],
      ['warn[0]', 'warn'],
    ],
  )
})

test('a warn list can be moved where the engine reads it', () => {
  const text = 'deny: []\nwarn:\n  - a.b # why\n'
  const fixes = load(text).problems[0]?.fixes ?? []
  assert.deepEqual(
    fixes.map(({ title, edits }) => [title, applyEdits(text, edits)]),
    [
      ['Move these rules to `deny`', 'deny:\n  - a.b # why\n'],
      ['Move these rules to `require_approval`', 'deny: []\nrequire_approval:\n  - a.b # why\n'],
    ],
  )
})

test('a broken document keeps the rules that can be read', () => {
  assert.ok(labels('deny:\n  - a.b\nallow: ["x\n').includes('deny[0]'))
})

test('check-policy and the runtime disagree over a capability’s letters', () => {
  const model = load('allow: ["bad cap"]')
  assert.equal(model.refused, null)
  assert.deepEqual(model.nativeLoad, { ok: true, runtime: 'ValueError' })
  assert.equal(model.problems[0]?.code, 'capfence-capability-syntax')
})

test('a line separator ends a comment', () => {
  assert.deepEqual(labels('allow: [a.b] # note\u2029deny: [c.d]'), ['deny[0]', 'allow[0]'])
})

test('extends adds the last parent’s rules first, and later risk levels win', () => {
  const model = load('extends: [p.yaml, q.yaml]\nallow: [a.b]\n', {
    'p.yaml': 'deny: [p.x]\nrisk_levels: {low: {action: deny}, high: {action: deny}}',
    'q.yaml': 'deny: [q.x]\nrisk_levels: {low: {action: warn}}',
  })
  assert.deepEqual(
    model.rules.map(({ label }) => label),
    ['allow[0]', 'q.yaml:deny[0]', 'p.yaml:deny[0]'],
  )
  assert.deepEqual(
    model.riskLevels.map(({ label, action }) => [label, action]),
    [
      ['p.yaml:risk_levels.high', 'deny'],
      ['q.yaml:risk_levels.low', 'warn'],
    ],
  )
})

test('a parent that is taken twice gives its rules twice, under labels of their own', () => {
  const files = { 'p.yaml': 'extends: base.yaml', 'base.yaml': 'deny: [a.b]' }
  assert.deepEqual(
    load('extends: [p.yaml, base.yaml]', files).rules.map(({ label }) => label),
    ['base.yaml#2:deny[0]', 'base.yaml:deny[0]'],
  )
})

test('a mistake in a parent stands at the place that names it', () => {
  const text = 'extends: p.yaml\n'
  const [problem] = load(text, { 'p.yaml': 'alow: []' }).problems
  assert.equal(problem?.category, 'unknown-top-level-key')
  assert.equal(text.slice(problem?.range.start, problem?.range.end), 'p.yaml')
})

function labels(text: string): string[] {
  return load(text).rules.map(({ label }) => label)
}
