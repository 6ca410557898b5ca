import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { candidateIndex } from '../../../evaluator/dialects/capfence/candidates.ts'
import { Facts } from '../../../evaluator/dialects/capfence/facts.ts'
import { Failure } from '../../../evaluator/dialects/capfence/failure.ts'
import {
  compileRisks,
  compileRule,
  judge,
  stepsOf,
  testClauses,
  testRule,
} from '../../../evaluator/dialects/capfence/judge.ts'
import { PayloadSieve } from '../../../evaluator/dialects/capfence/payload-sieve.ts'
import { Float, type Json, Unknown } from '../../../evaluator/json/values.ts'
import { documentRepr, documentStr } from '../../../evaluator/python/document-text.ts'
import { load } from './support.ts'

const unit = fc.constantFrom(
  ...['a', 'A', 'b', 'B', 'k', '1', '2', ' ', '.', "'", '"', '\\', '\n', '\t', '\x01', '\x7f', '\0'],
  ...['{', '}', '[', ']', ':', ',', 'n', 'x', 'é', 'K', 'İ', 'Σ', '\u2028', '\ud83d\ude00', '\ud800'],
)
const plainUnit = fc.constantFrom('a', 'A', 'b', 'k', '1', ' ', ':', "'")
const string = fc.oneof(fc.string({ unit: plainUnit, maxLength: 6 }), fc.string({ unit, maxLength: 6 }))
const scalar = fc.oneof(
  { weight: 4, arbitrary: string },
  fc.constantFrom<Json>(null, true, false, 12, -1, 2.5, 10n ** 20n, new Float(3), new Unknown('cut')),
)
const value: fc.Arbitrary<Json> = fc.oneof(
  { weight: 5, arbitrary: scalar },
  fc.array(scalar, { maxLength: 2 }),
  fc.dictionary(string, scalar, { maxKeys: 2 }),
)
const payloads = fc.dictionary(fc.oneof(fc.constantFrom('path', 'file', 'amount', 'k', '1', "it's"), string), value, {
  maxKeys: 4,
})

/** Texts that stand in the payload as Python writes it, across whatever pieces, and others. */
const needles = (payload: { readonly [key: string]: Json }) => {
  const whole = documentRepr(payload)
  const values = Object.values(payload).map(documentStr).join(' ')
  const part = (text: string) =>
    fc
      .tuple(fc.nat({ max: text.length }), fc.integer({ min: 1, max: 6 }))
      .map(([from, of]) => text.slice(from, from + of))
  return fc.oneof(part(whole), part(values), part(whole.toUpperCase()), string)
}

const asked = payloads.chain((payload) =>
  fc.tuple(
    fc.constant(payload),
    fc.array(
      fc.tuple(
        fc.constantFrom('deny', 'require_approval', 'allow'),
        fc.constantFrom('contains', 'match_keywords', 'match_regex', 'path_prefix', 'amount_gt'),
        fc.array(needles(payload), { maxLength: 3 }),
      ),
      { maxLength: 6 },
    ),
  ),
)

function documentOf(rules: readonly (readonly [string, string, readonly string[]])[]): string {
  const lines = (section: string) =>
    rules
      .filter(([own]) => own === section)
      .map(([, key, texts]) => {
        const escaped = texts.map((text) => (key === 'match_regex' ? text.replace(/[^a-z0-9 ]/gi, '\\$&') : text))
        const one = key === 'contains' || key === 'path_prefix'
        const condition = key === 'amount_gt' ? '1' : JSON.stringify(one ? (escaped[0] ?? '') : escaped)
        return `  - {capability: "a.*", ${key}: ${condition}}\n`
      })
      .join('')
  return ['deny', 'require_approval', 'allow'].map((section) => `${section}:\n${lines(section)}`).join('')
}

test('the rules that the sieve lets through decide as all of them do', () => {
  let compared = 0
  fc.assert(
    fc.property(asked, ([payload, wanted]) => {
      const model = load(documentOf(wanted))
      const rules = model.rules.map(compileRule)
      const risks = compileRisks(model)
      const candidates = candidateIndex(rules, 1)
      for (const asking of [payload, {}, { k: 'a' }, payload]) {
        const facts = () => new Facts('a.b', asking, null)
        const [some, every]: [string[], string[]] = [[], []]
        const steps = candidates(facts())
        assert.ok(steps !== null)
        const answer = judge(steps, risks, facts(), testClauses, some)
        assert.deepEqual(answer, judge(stepsOf(rules), risks, facts(), testRule, every))
        assert.deepEqual(some, every)
        compared += every.length
      }
    }),
    { numRuns: 3_000 },
  )
  assert.ok(compared > 3_000)
})

test('a literal that stands in what Python would write is found, in whatever pieces it is read', () => {
  let read = 0
  fc.assert(
    fc.property(
      payloads.chain((payload) => fc.tuple(fc.constant(payload), fc.array(needles(payload), { minLength: 1 }))),
      ([payload, texts]) => {
        const needs = texts.map((text, index) => ({ key: index % 2 === 0 ? 'text' : 'values', literals: [text] }))
        const lowered = needs.map((need) =>
          need.key === 'text' ? { ...need, literals: need.literals.map(lower) } : need,
        )
        const ranks = PayloadSieve.build(lowered)?.sieve.ranks(payload) ?? null
        if (ranks === null) return
        read++
        const facts = new Facts('a.b', payload, null)
        for (const [rank, { key, literals }] of lowered.entries()) {
          const stands = (key === 'text' ? facts.text : facts.valuesText).includes(literals[0] as string)
          if (stands && literals[0] !== '') assert.ok(ranks.includes(rank))
        }
      },
    ),
    { numRuns: 3_000 },
  )
  assert.ok(read > 300)
})

test('where the engine dies on a rule, it does so whether others were sieved or not', () => {
  const model = load('deny:\n  - {capability: "*", contains: zz}\n  - {capability: "*", match_regex: "("}\n')
  const rules = model.rules.map(compileRule)
  const facts = new Facts('a.b', { k: 'a' }, null)
  const steps = candidateIndex(rules, 1)(facts)
  assert.ok(steps !== null)
  assert.ok(judge(steps, new Map(), facts, testClauses, []).verdict instanceof Failure)
})

function lower(text: string): string {
  return text.toLowerCase()
}
