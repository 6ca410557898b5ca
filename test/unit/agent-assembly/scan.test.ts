import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { compileClause, compileExpression } from '../../../evaluator/dialects/agent-assembly/expression/compile.ts'
import { parseExpression } from '../../../evaluator/dialects/agent-assembly/expression/parse.ts'
import { parsePayload } from '../../../evaluator/dialects/agent-assembly/expression/payload.ts'
import { looksRandom, Tally } from '../../../evaluator/dialects/agent-assembly/scan/random.ts'
import { pairsOf } from '../../../evaluator/dialects/agent-assembly/scan/reading.ts'
import { holdsSecrets, scanText, secretReading } from '../../../evaluator/dialects/agent-assembly/scan/scan.ts'
import type { Json } from '../../../evaluator/json/values.ts'

const alphabet = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/_-'
const run = (of: string, minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...of), minLength, maxLength })
const part = fc.oneof(
  { weight: 4, arbitrary: run(alphabet, 10, 70) },
  run('0123456789abcdefABCDEF', 30, 70),
  run('0123456789abcdef:-', 60, 80),
  run('abcz', 60, 80),
  run('0123456789- .', 8, 24),
  run(`${alphabet}!"#%&'()*.:;<=>?@[]{|}~`, 20, 70),
  fc.constantFrom(
    ' ',
    '\t',
    '\n',
    '"',
    '\0',
    '[REDACTED]',
    '[REDACTED:OpenAiKey]',
    '.',
    '@',
    'a@b.cd',
    '4111 1111 1111 1111',
  ),
  fc.constantFrom(
    'sk-x',
    'sK-ant-',
    'AKIA',
    'asia',
    'ghp_a',
    'GHR_',
    'github_pat_',
    'xoxb-',
    'xoxr-',
    'xapp-',
    'AccountKey=a',
  ),
  fc.constantFrom('postgres://', 'mysql://', 'mongodb://', 'https://', 'Postgres://', 'defaultendpointsprotocol='),
  fc.constantFrom(
    '"type": "service_account"',
    '"type":"service_account"',
    '-----BEGIN PRIVATE KEY-----',
    'file_path',
    'a--b',
  ),
)
const texts = fc.array(part, { maxLength: 5 }).map((parts) => parts.join(''))

test('a pass that is left out would have found nothing', () => {
  const [reading, tally] = [secretReading(), new Tally()]
  fc.assert(
    fc.property(texts, (text) => {
      // Characters beyond ASCII make a text worth every pass.
      const withEveryPass = scanText(`${text}\n\n\u00e9`)
      assert.deepEqual(scanText(text), withEveryPass)
      assert.equal(holdsSecrets(reading.read(text), tally), withEveryPass.length > 0)
    }),
    { numRuns: 20_000 },
  )
})

test('every beginning of a credential is seen, at any place and in either case', () => {
  const [reading, tally] = [secretReading(), new Tally()]
  const beginnings = [
    ...['sk-', 'sk-ant-', 'AKIA', 'ASIA', 'xoxb-', 'xoxp-', 'xoxa-', 'xoxr-', 'xapp-', 'DefaultEndpointsProtocol='],
    ...['ghp_', 'ghs_', 'gho_', 'ghu_', 'ghr_', 'github_pat_', 'postgres://', 'mysql://', 'mongodb://'],
    ...['', 'RSA ', 'EC ', 'OPENSSH '].map((kind) => `-----BEGIN ${kind}PRIVATE KEY-----`),
    '-----BEGIN PGP PRIVATE KEY BLOCK-----',
    ...[':', ': ', ' :', ' : '].map((colon) => `"type"${colon}"service_account"`),
  ]
  for (const beginning of beginnings) {
    for (const before of ['', ' ', 'a ', ' a ']) {
      for (const text of [beginning, beginning.toLowerCase(), beginning.toUpperCase()]) {
        assert.ok(holdsSecrets(reading.read(before + text), tally), before + text)
        assert.ok(scanText(`${before}${text} a`).length > 0, before + text)
        const short = text.slice(0, -1)
        assert.equal(holdsSecrets(reading.read(before + short), tally), scanText(before + short).length > 0)
      }
    }
  }
})

test('a pair of runs is no finding where one of them holds grouped hex digits', () => {
  const run = 'yATFCZyUXzozngPRZNpUOAlbqPYqQOIM'
  assert.equal(scanText(`${run} x5t9Gq`).length, 2)
  const hex = Array(16).fill('533e').join(':')
  assert.deepEqual(
    scanText(`${run} -${hex}`).map(({ start }) => start),
    [run.length + 2],
  )
})

test('a tally, however often it was used, says of a part what is said of it alone', () => {
  const tally = new Tally()
  const reading = secretReading()
  const before = run(`${alphabet} "{}:.`, 0, 90)
  const part = fc.oneof(run(`${alphabet} "{}:.`, 23, 64), run(alphabet, 23, 64))
  fc.assert(
    fc.property(before, part, fc.nat(), (before, text, at) => {
      const isRun = /^[A-Za-z0-9+/_-]*$/.test(text)
      const [start, gap] = [before.length, before.length + (at % text.length)]
      const end = start + text.length
      assert.equal(tally.looksRandom(reading.read(before + text), start, end, isRun), looksRandom(text))
      const split = reading.read(`${before}${text.slice(0, gap - start)} ${text.slice(gap - start)}`)
      assert.equal(tally.looksRandom(split, start, end + 1, isRun, gap), looksRandom(text))
    }),
    { numRuns: 5_000 },
  )
})

test('a literal that a text may not hold does not stand in it, whatever was read before', () => {
  const reading = secretReading()
  const text = fc.string({ unit: fc.constantFrom(...'ab/"\\é'), maxLength: 12 })
  fc.assert(
    fc.property(text, text, (whole, literal) => {
      const may = reading.read(whole).mayHold(pairsOf(literal))
      assert.ok(may || !whole.includes(literal))
      if (/é/.test(whole + literal)) return
      const standAt = (start: number, text: string) =>
        Array.from({ length: Math.floor((text.length - start) / 2) }, (_, i) =>
          text.slice(start + 2 * i, start + 2 * i + 2),
        )
      const met = standAt(0, whole)
      assert.equal(
        may,
        [0, 1].some((start) => standAt(start, literal).every((pair) => met.includes(pair))),
      )
    }),
    { numRuns: 3000 },
  )
})

test('a condition on arguments is the same whether their text is parsed or passed over', () => {
  const word = fc.constantFrom('a', 'b', 'a/b', '', 'ä', '\\', '"', '0')
  const value = fc.oneof(
    word,
    fc.integer(),
    fc.array(word, { maxLength: 2 }),
    fc.record({ a: word }, { requiredKeys: [] }),
  )
  const payload = fc.oneof(
    fc.dictionary(word, value).map((object) => JSON.stringify(object)),
    fc.dictionary(word, value).map((object) => JSON.stringify(object).replaceAll('a', '\\u0061')),
    fc.dictionary(word, value).map((object) => JSON.stringify(object).replaceAll('/', '\\/')),
    fc.array(value).map((list) => JSON.stringify(list)),
    fc.constantFrom('', '{"a": ', '"a"', '{"a":"b","a":"a/b"}'),
  )
  const field = fc.constantFrom('args.a', 'args.b', 'args.0', 'args.a.a', 'args.a.0')
  const clause = fc
    .tuple(
      field,
      fc.constantFrom('==', '!=', 'contains', 'starts_with', '>', 'in'),
      fc.constantFrom('"a"', '"a/b"', '"ab"', '""', '"ä"', '5', '["a"]'),
    )
    .map((parts) => parts.join(' '))
  const group = fc.array(clause, { minLength: 1, maxLength: 2 }).map((clauses) => clauses.join(' AND '))
  const expression = fc.array(group, { minLength: 1, maxLength: 3 }).map((groups) => groups.join(' OR '))
  const reading = secretReading()
  fc.assert(
    fc.property(payload, expression, (text, source) => {
      const groups = parseExpression(source)
      if (groups === null) return
      const asked = (payload: Json) => ({
        action: { kind: 'ToolCall' as const, tool: '', payload, detail: '', ids: null },
        level: 0,
        json: parsePayload(text),
        read: () => reading.read(text),
      })
      const plainly = groups.some((clauses) => clauses.every((one) => compileClause(one)(asked(null)) === true))
      assert.equal(compileExpression(groups)(asked(text)), plainly)
    }),
    { numRuns: 10_000 },
  )
})
