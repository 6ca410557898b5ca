import fc from 'fast-check'
import { type Call, nothingGiven } from '../../../evaluator/call.ts'
import { parseJson } from '../../../evaluator/json/parse.ts'
import { isObject, type Json, Unknown } from '../../../evaluator/json/values.ts'
import type { DialectName } from '../../../evaluator/policy.ts'
import type { PolicyText } from '../../../evaluator/text.ts'
import type { Vector } from '../../conformance/adapter.ts'
import { adapterOf } from '../../conformance/adapters.ts'
import { vectorsOf } from '../../support/vectors.ts'

/** A policy with its further texts, and calls that were made for it. */
export interface Sample {
  readonly document: PolicyText
  readonly further: readonly PolicyText[]
  readonly asked: readonly { readonly call: Call; readonly given: typeof nothingGiven }[]
}

const longest = 6_000
const most = 400

/** Recorded policies that are not too long, evenly taken from all; none where they are not at hand. */
export async function recordedSamples(dialect: DialectName): Promise<readonly Sample[]> {
  const adapter = await adapterOf(dialect)
  const short = vectorsOf(dialect).filter(({ policy }) => policy.length <= longest)
  const step = Math.max(1, Math.floor(short.length / most))
  return short.filter((_, index) => index % step === 0).flatMap((vector) => (adapter ? sampleOf(vector) : []))

  function sampleOf(vector: Vector): Sample {
    const { files = {}, policy, calls = [] } = vector
    const further = Object.entries(files).map(([path, text]) => ({ path, text }))
    const texts = adapter?.texts?.(vector) ?? { document: { path: 'policy.yaml', text: policy }, further }
    const asked = calls.slice(0, 4).flatMap((each) => {
      const json = each.call ?? parseJson(each.call_json ?? 'null')
      const made = adapter?.toCall(json, vector, each.call_json)
      return made ? [{ call: made.call, given: { ...nothingGiven, ...made.given } }] : []
    })
    return { ...texts, asked }
  }
}

/** Pieces that readers and engines stumble over: markup, values of other types, patterns that blow up, characters. */
const pieces = [
  '',
  ' ',
  '\t',
  '\n',
  '\r',
  '\0',
  '\u2028',
  '\ufeff',
  '\ud800',
  'ſ',
  '𝔸',
  ':',
  '- ',
  '? ',
  '# ',
  '"',
  "'",
  '\\',
  '|\n',
  '>-\n',
  '---\n',
  '...\n',
  '%YAML 1.2\n',
  '&a ',
  '*a',
  '<<: *a\n',
  '!!binary ',
  '!x ',
  '[',
  ']',
  '{',
  '}',
  ',',
  'null',
  'true',
  'yes',
  '[]',
  '{}',
  '""',
  '0x1F',
  '1e400',
  '-0.0',
  '12345678901234567890',
  '2026-01-01',
  '__proto__',
  'constructor',
  '(a+)+$',
  '(?i)(x|x)*y',
  '(?<=a+)b',
  '\\1',
  '[z-a]',
  'a{1000}{1000}',
  '.*.*.*.*=',
  '*'.repeat(40),
  '['.repeat(300),
] as const

const change = fc.record({
  kind: fc.constantFrom('insert', 'replace', 'cut', 'drop line', 'repeat line', 'swap lines', 'indent') as fc.Arbitrary<
    'insert' | 'replace' | 'cut' | 'drop line' | 'repeat line' | 'swap lines' | 'indent'
  >,
  at: fc.nat(),
  other: fc.nat(),
  piece: fc.constantFrom(...pieces),
})
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never

/** A text with a few changes of the kinds that people and machines make; sometimes none. */
export function mutated(texts: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(texts, fc.array(change, { maxLength: 4 })).map(([text, changes]) => changes.reduce(changed, text))
}

function changed(text: string, { kind, at, other, piece }: Change): string {
  const place = at % (text.length + 1)
  if (kind === 'insert') return text.slice(0, place) + piece + text.slice(place)
  if (kind === 'cut') return text.slice(0, place)
  if (kind === 'replace') {
    const word = /[\w.*/^$()+-]+/g
    word.lastIndex = place
    const found = word.exec(text)
    return found ? text.slice(0, found.index) + piece + text.slice(found.index + found[0].length) : text
  }
  const lines = text.split('\n')
  const [first, second] = [at % lines.length, other % lines.length]
  const [one, two] = [lines[first] ?? '', lines[second] ?? '']
  if (kind === 'drop line') lines.splice(first, 1)
  else if (kind === 'repeat line') lines.splice(second, 0, one)
  else if (kind === 'indent') lines[first] = ` ${one}`
  else {
    lines[first] = two
    lines[second] = one
  }
  return lines.join('\n')
}

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(...pieces),
  fc.nat(3_000).map((count) => `${'a'.repeat(count)}!`),
  fc.nat(300).map((count) => '/..'.repeat(count)),
  fc.nat(300).map((count) => 'rm -rf '.repeat(count)),
)
const value: fc.Arbitrary<Json> = fc.oneof(
  hostile,
  fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>,
  fc.constant(new Unknown('cut')),
  fc.bigInt().map((big) => big),
)

/** A call like one that was recorded, with other values in its places; or one made up. */
export function callLike(calls: readonly Call[]): fc.Arbitrary<Call> {
  const madeUp = fc
    .record(
      {
        tool: fc.oneof(fc.constantFrom('Bash', 'bash', 'shell.exec', 'file_read', 'Read'), hostile),
        args: fc.oneof(
          fc.dictionary(fc.constantFrom('command', 'path', 'file_path', 'url', '__proto__'), value),
          value,
        ),
        agent: hostile,
        output: value,
      },
      { requiredKeys: ['tool', 'args'] },
    )
    .map((made): Call => made)
  if (calls.length === 0) return madeUp
  const like = fc
    .tuple(fc.constantFrom(...calls), fc.nat(), value)
    .map(([call, at, put]): Call => ({ ...call, args: withValue(call.args, at, put) }))
  return fc.oneof(fc.constantFrom(...calls), like, madeUp)
}

function withValue(args: Json, at: number, put: Json): Json {
  if (!isObject(args)) return put
  const keys = Object.keys(args)
  const key = keys[at % (keys.length || 1)]
  return key === undefined ? put : { ...args, [key]: put }
}
