import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nothingGiven } from '../../../evaluator/call.ts'
import { agentAssembly } from '../../../evaluator/dialects/agent-assembly/index.ts'
import { authensor } from '../../../evaluator/dialects/authensor/index.ts'
import { guarded } from '../../../evaluator/guarded.ts'
import { isRegular } from '../../../evaluator/regex/ast.ts'
import { compilePattern, parsePattern } from '../../../evaluator/regex/compile.ts'
import { LinearMatcher } from '../../../evaluator/regex/linear.ts'
import { PatternTooSlow } from '../../../evaluator/regex/pattern.ts'
import { compileProgram } from '../../../evaluator/regex/program.ts'
import { subject } from '../../../evaluator/regex/subject.ts'
import { Generator } from './generate.ts'

const ATOMS = 'a b c . \\w \\d [ab] [^a] é (?:a|ab) a{0,3} (?:a?){3} ^ $ \\b \\B \\Z'.split(' ')

/** Milliseconds after which something hangs. */
const timeout = 60_000

test('whether there is a match is the same with the states kept and thread by thread', () => {
  const generator = new Generator(7, ATOMS, ['(', '(?:', '(?i:', '(?m:'], [...'aaabbcé1 \n'])
  let asked = 0
  for (let i = 0; i < 3000; i++) {
    const source = generator.pattern()
    const parsed = parsePattern(source, i % 2 === 0 ? 'rust' : 'python')
    const program = 'error' in parsed || !isRegular(parsed.node) ? null : compileProgram(parsed.node)
    if (!program) continue
    for (let k = 0; k < 4; k++) {
      const text = generator.text()
      const matcher: LinearMatcher = new LinearMatcher(program, subject(text, false).points, 1e9)
      for (const search of [{ from: 0 }, { from: 0, anchored: true }, { from: 0, anchored: true, whole: true }]) {
        const plainly: boolean = matcher.find(search) !== null
        assert.equal(matcher.find({ ...search, any: true }) !== null, plainly, `${source} on ${JSON.stringify(text)}`)
        asked++
      }
    }
  }
  assert.ok(asked > 5_000, `${asked}`)
})

test('a large program is answered on a text that keeps it busy', () => {
  const compiled = compilePattern('a{1,300}{1,3}b', 'rust')
  assert.ok(compiled.ok)
  assert.equal(compiled.pattern.test(`${'a'.repeat(20_000)}!`), false)
  assert.equal(compiled.pattern.test(`${'a'.repeat(20_000)}b`), true)
})

test('repeats of repeats are given up where they would take seconds, and the verdict says so', () => {
  const text = `${'a'.repeat(20_000)}!b`
  const compiled = compilePattern('a{1,300}{1,60}b', 'rust')
  assert.ok(compiled.ok)
  const { pattern } = compiled
  assert.throws(() => pattern.test(text), PatternTooSlow)
  assert.throws(() => pattern.findAll(text), PatternTooSlow)
  const dialect = guarded(agentAssembly)
  const document = { path: 'p.yaml', text: "data: {sensitive_patterns: ['a{1,300}{1,60}b']}" }
  const policy = dialect.compile(dialect.load(document, []))
  const decision = policy.evaluate({ tool: 'bash', args: text }, nothingGiven, null)
  assert.equal(decision.effect, 'error')
  assert.match(decision.reason ?? '', /more steps on this text than can be waited for/)
})

test('rounds that may be empty and must be made are not left to an engine that tries them one after the other', {
  timeout,
}, () => {
  const text = `${'a'.repeat(2_658)}!`
  for (const flavour of ['javascript', 'python', 're2', 'rust'] as const) {
    const compiled = compilePattern('^(?:a?){40}a{40}$', flavour)
    assert.ok(compiled.ok)
    assert.equal(compiled.pattern.test(text), false)
    assert.equal(compiled.pattern.test('a'.repeat(60)), true)
  }
})

test('a policy whose scope is such a pattern answers', { timeout }, () => {
  const policy = { id: 'p', name: 'p', version: '1', scope: { actionTypes: ['(?:a?){40}a{40}'] }, rules: [] }
  const dialect = guarded(authensor)
  const compiled = dialect.compile(dialect.load({ path: 'p.json', text: JSON.stringify([policy]) }, []))
  const call = { tool: `${'a'.repeat(2_658)}!`, args: {} }
  const decision = compiled.evaluate(call, nothingGiven, null)
  assert.deepEqual(compiled.explain(call, nothingGiven, null).decision, decision)
})

test('a long text is searched for a counted repeat without going through it again from every place', {
  timeout,
}, () => {
  for (const source of ['[ab]{200}[bc]', '(?:ab|a[bc]){60}x', '\\b[ab]{200}\\b']) {
    const compiled = compilePattern(source, 'rust')
    assert.ok(compiled.ok)
    assert.equal(compiled.pattern.test('a'.repeat(1_000_000)), false, source)
    assert.deepEqual(compiled.pattern.findAll('a'.repeat(1_000_000)), [], source)
  }
})

test('many matches of a large program are found without making room for it anew', { timeout }, () => {
  const compiled = compilePattern('(?:q{1,300}){1,80}[xy]|b', 'rust')
  assert.ok(compiled.ok)
  assert.equal(compiled.pattern.findAll('b'.repeat(8_000)).length, 8_000)
})

test('what a back-reference compares counts, however few the steps', { timeout }, () => {
  for (const source of ['(.+)\\1!!', '(a+)\\1+!!', `${'(a)?'.repeat(2_000)}\\1x`]) {
    const compiled = compilePattern(source, 'python')
    assert.ok(compiled.ok)
    assert.throws(() => compiled.pattern.test('a'.repeat(200_000)), PatternTooSlow, source)
  }
})

test('places between words, however many, are not written out for the plain engine', { timeout }, () => {
  for (const flavour of ['python', 'rust'] as const) {
    const compiled = compilePattern('\\b'.repeat(9_000), flavour)
    assert.ok(compiled.ok)
    assert.equal(compiled.pattern.test('é!'), true)
    assert.equal(compiled.pattern.test('!'), false)
  }
})

for (const [flavour, source, kind] of [
  ['rust', `(?i)${'\\p{L}'.repeat(2_000)}`, 'invalid'],
  ['rust', `(?i)${'[\\w\\d]'.repeat(3_000)}`, 'cannot-reproduce'],
  ['rust', `(?i)${'[[:alpha:]\\w]'.repeat(1_400)}`, 'cannot-reproduce'],
  ['python', `(?i)${'[a-\\uffff]'.repeat(1_500)}`, 'cannot-reproduce'],
  ['re2', 'a'.repeat(20_001), 'cannot-reproduce'],
] as const) {
  test(`${flavour}: a pattern of sets without number is given up while it is read: ${source.slice(0, 30)}…`, {
    timeout,
  }, () => {
    const compiled = compilePattern(source, flavour)
    assert.equal(compiled.ok ? null : compiled.error.kind, kind)
  })
}

test('many sets are read where they are the same, and each once', { timeout }, () => {
  for (const [flavour, source] of [
    ['re2', `(?i)${'\\p{L}'.repeat(2_000)}`],
    ['re2', `(?i)${'é'.repeat(10_000)}`],
    ['javascript', `(?i:${'é'.repeat(10_000)})`],
    ['rust', '[\\w.-]+@'.repeat(20)],
  ] as const) {
    const compiled = compilePattern(source, flavour)
    assert.ok(compiled.ok, source.slice(0, 30))
    assert.equal(compiled.pattern.test('é'), false)
  }
})

test('loops in loops and looks in looks do not hold up the look for what they cost', { timeout }, () => {
  const nested = `${'(?:'.repeat(200)}a${'|b)*'.repeat(200)}`
  const looks = `${'(?='.repeat(900)}a${')'.repeat(900)}`
  const alternatives = Array.from({ length: 380 }, (_, i) => String.fromCharCode(0x4e00 + i)).join('|')
  for (const source of [nested, looks, `(?:${alternatives})*x`, 'a?'.repeat(9_000), '.*'.repeat(9_000)]) {
    const compiled = compilePattern(source, 'javascript')
    assert.ok(compiled.ok)
    assert.equal(compiled.pattern.test('ax'), true)
  }
})
