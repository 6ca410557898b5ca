import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { jsonText } from '../../../audit/json-text.ts'
import type { PolicyModel } from '../../../evaluator/dialect.ts'
import { guarded } from '../../../evaluator/guarded.ts'
import { parseJson } from '../../../evaluator/json/parse.ts'
import { Float } from '../../../evaluator/json/values.ts'
import { PythonDate } from '../../../evaluator/python/date.ts'
import { compilePattern } from '../../../evaluator/regex/compile.ts'
import type { Pattern } from '../../../evaluator/regex/pattern.ts'
import type { StoredPatternData } from '../../../evaluator/regex/stored.ts'
import { dialects } from '../../../evaluator/registry.ts'
import { readStored } from '../../../evaluator/stored/read.ts'
import { writeStored } from '../../../evaluator/stored/write.ts'
import type { Adapter, Vector } from '../../conformance/adapter.ts'
import { adapterOf } from '../../conformance/adapters.ts'

function compiled({ source, flavour, flags }: StoredPatternData): Pattern {
  const made = compilePattern(source, flavour, flags)
  if (!made.ok) throw new Error(made.error.message)
  return made.pattern
}

const again = (value: unknown) => readStored(writeStored(value) ?? '', compiled)

test('every kind of value that a model holds comes back', () => {
  const shared = { start: 1, end: 2 }
  const value = {
    list: [1, 'two', null, true, undefined, -0, Number.NaN, Number.NEGATIVE_INFINITY, 10n ** 30n],
    float: new Float(1),
    date: new PythonDate('date', '2024-01-31'),
    map: new Map<unknown, unknown>([
      ['a', shared],
      [1, [shared]],
    ]),
    set: new Set(['x']),
    bytes: Uint8Array.of(0, 255),
    shared: [shared, shared],
    root: { range: shared, of: ['late'] },
    get computed() {
      return 'when asked'
    },
  }
  const read = again(value) as typeof value
  assert.deepEqual({ ...read }, { ...value })
  assert.equal(read.shared[0], read.shared[1])
  assert.equal(read.root.range, read.shared[0])
  assert.ok(read.float instanceof Float)
})

const cyclic: { self?: unknown } = {}
cyclic.self = cyclic
const unkept: Record<string, unknown> = {
  'a function': { f: () => 1 },
  'an object of another class': { url: new URL('https://example.org') },
  'a value inside itself': cyclic,
  'a hidden key': Object.defineProperty({}, 'x', { value: 1 }),
  'the key __proto__': JSON.parse('{"__proto__": 1}'),
}
for (const [what, value] of Object.entries(unkept)) {
  test(`${what} is not kept`, () => assert.equal(writeStored(value), null))
}

const nothing: readonly string[] = [
  '',
  'null',
  '[]',
  '{"version":2}',
  '{"version":2,"shapes":[],"value":[0,1],"late":"[]"}',
  '{"version":2,"shapes":[],"value":["a",5],"late":"[]"}',
  '{"version":2,"shapes":[],"value":["constructor"],"late":"[]"}',
]
test('what was not kept gives nothing', () => {
  for (const text of nothing) assert.equal(readStored(text, compiled) ?? null, null, text)
})

const patterns: readonly (readonly [Parameters<typeof compilePattern>[1], string])[] = [
  ['rust', 'rm +-rf +/srv/3\\b'],
  ['rust', '(?i)secret'],
  ['python', '^git\\s+push$'],
  ['python', '(a+)+$'],
  ['re2', '[^a-z]{3}'],
  ['javascript', '(\\d)\\1'],
  ['javascript', '^é'],
  ['python', '\\w+ß'],
  ['rust', '\\bž'],
]
const texts = [
  '',
  'rm -rf /srv/3',
  'rm  -rf  /srv/34',
  'SECRET ſecret',
  'git push\n',
  'aaaa',
  'aaaab',
  '12 33',
  'é',
  'straße',
  '😀 ž',
  'x'.repeat(5000),
]
for (const [flavour, source] of patterns) {
  test(`a ${flavour} pattern searches as before it was kept: ${source}`, () => {
    const pattern = compiled({ source, flavour, flags: {} } as StoredPatternData)
    const kept = again(pattern) as Pattern
    assert.deepEqual(
      [kept.source, kept.flavour, kept.needsIsolation, kept.literals],
      [pattern.source, flavour, pattern.needsIsolation, pattern.literals],
    )
    for (const text of texts) {
      assert.equal(kept.test(text), pattern.test(text), text.slice(0, 20))
      assert.deepEqual(kept.findAll(text), pattern.findAll(text))
      assert.equal(kept.replaceAll(text, '#'), pattern.replaceAll(text, '#'))
      assert.equal(kept.testWhole(text), pattern.testWhole(text))
    }
  })
}

const vectors = path.join(import.meta.dirname, '../../../../shared/conformance')
for (const { name } of dialects) {
  const file = path.join(vectors, `${name}.dev.jsonl.gz`)
  test(`policies of ${name} that were kept answer the engines' recorded calls as the ones that were read`, {
    skip: !existsSync(file),
  }, async () => {
    const adapter = (await adapterOf(name)) as Adapter
    const { compile } = guarded(adapter.dialect)
    const lines = gunzipSync(readFileSync(file)).toString('utf8').split('\n')
    let [kept, calls, unkept] = [0, 0, 0]
    for (const line of lines.filter((text, at) => at % 7 === 0 && text !== '')) {
      const vector = parseJson(line) as unknown as Vector
      const model = adapter.dialect.load({ path: 'policy.yaml', text: vector.policy }, [])
      if (model.refused !== null || model.cannotReproduce !== null) continue
      // A model is kept when it is compiled: what compiling adds to it is kept, too.
      const first = compile(model)
      const read = again(model) as PolicyModel | null
      if (read === null) {
        unkept++
        continue
      }
      kept++
      const second = compile(read)
      assert.deepEqual(jsonText(second.rules as never), jsonText(first.rules as never), vector.id)
      let counters = adapter.counters?.(vector) ?? null
      for (const { call: json, call_json: text } of vector.calls ?? []) {
        const { call, given } = adapter.toCall(json ?? null, vector, text)
        const answers = [first, second].map((policy) => ({
          native: policy.native(call, given, counters),
          decision: policy.evaluate(call, given, counters),
          output: policy.judgeOutput(call, given, counters),
          needsIsolation: policy.needsIsolation,
        }))
        assert.equal(jsonText(answers[1] as never), jsonText(answers[0] as never), vector.id)
        counters = answers[0]?.native.counters ?? null
        calls++
      }
    }
    assert.ok(kept > 20 && calls > 20, `${kept} policies, ${calls} calls`)
    assert.ok(unkept <= kept / 50, `${unkept} of ${kept} could not be kept`)
  })
}
