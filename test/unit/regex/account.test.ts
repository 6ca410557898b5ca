import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nothingGiven } from '../../../evaluator/call.ts'
import { account } from '../../../evaluator/regex/account.ts'
import { isRegular } from '../../../evaluator/regex/ast.ts'
import { compilePattern, parsePattern } from '../../../evaluator/regex/compile.ts'
import { LinearMatcher, type Match } from '../../../evaluator/regex/linear.ts'
import { PatternTooSlow, type RegexFlavour } from '../../../evaluator/regex/pattern.ts'
import { compileProgram } from '../../../evaluator/regex/program.ts'
import { subject } from '../../../evaluator/regex/subject.ts'
import { dialectNamed } from '../../../evaluator/registry.ts'
import { Generator } from './generate.ts'

/** Milliseconds after which something hangs. */
const timeout = 60_000

function patternOf(source: string, flavour: RegexFlavour = 'python') {
  const compiled = compilePattern(source, flavour)
  assert.ok(compiled.ok, source)
  return compiled.pattern
}

/** A policy of edictum that asks for every pattern in turn. */
function policyOf(patterns: readonly string[]) {
  const dialect = dialectNamed('edictum')
  assert.ok(dialect)
  const rules = patterns.map(
    (pattern, i) =>
      `  - {id: c${i}, type: pre, tool: "*", when: {args.p: {matches: '${pattern}'}}, then: {effect: deny, message: m}}`,
  )
  const text = `apiVersion: edictum/v1\nkind: ContractBundle\nmetadata: {name: slow}\ndefaults: {mode: enforce}\ncontracts:\n${rules.join('\n')}\n`
  return dialect.compile(dialect.load({ path: 'slow.yaml', text }, []))
}

/** Slow, but not too slow for one call. */
const slow = (i: number) => `(a|aa)+\\1c${i}`
const call = { tool: 't', args: { p: 'a'.repeat(100) } }

test('patterns that are slow each are paid from one account, and the verdict says when it is empty', {
  timeout,
}, () => {
  const one = policyOf([`(a)\\1*c1`])
  assert.equal(one.evaluate(call, nothingGiven, null).effect, 'allow')
  const many = policyOf(Array.from({ length: 60 }, (_, i) => slow(i)))
  const decision = many.evaluate(call, nothingGiven, null)
  assert.equal(decision.effect, 'error')
  assert.match(
    decision.reason ?? '',
    /more steps on this text than can be waited for, with what was searched for before/,
  )
})

test('a call is answered alike however often it is made, and explained as it was decided', { timeout }, () => {
  for (const count of [1, 3, 12]) {
    const policy = policyOf(Array.from({ length: count }, (_, i) => `(\\w+ ?)+\\1{${i}}!x`))
    for (const length of [20, 60, 4_000]) {
      const long = { tool: 't', args: { p: 'ab '.repeat(length) } }
      const first = policy.evaluate(long, nothingGiven, null)
      assert.deepEqual(policy.evaluate(long, nothingGiven, null), first)
      assert.deepEqual(policy.explain(long, nothingGiven, null).decision, first)
      assert.deepEqual(policy.evaluate(long, nothingGiven, null), first)
    }
  }
})

test('what a call spent is not missing in the next, nor in a search outside of any', { timeout }, () => {
  const many = policyOf(Array.from({ length: 60 }, (_, i) => slow(i)))
  assert.equal(many.evaluate(call, nothingGiven, null).effect, 'error')
  assert.equal(patternOf('(a)\\1*c').test('aaac'), true)
  assert.equal(policyOf(['(a)\\1*c1']).evaluate(call, nothingGiven, null).effect, 'allow')
})

test('a rule whose trace takes too long does not change the decision that was told', { timeout }, () => {
  const dialect = dialectNamed('safeclaw')
  assert.ok(dialect)
  const rules = Array.from(
    { length: 60 },
    (_, i) =>
      `  - {name: r${i}, action: bash, conditions: {command: {matches: '(?:a?){${i + 20}}a{60}x'}}, decision: DENY}`,
  )
  const text = `name: p\nmode: enforce\nrules:\n  - {name: first, action: bash, conditions: {command: {contains: a}}, decision: DENY}\n${rules.join('\n')}\n`
  const policy = dialect.compile(dialect.load({ path: 'p.yaml', text }, []))
  const long = { tool: 'bash', args: { command: 'a'.repeat(50_000) } }
  assert.deepEqual(policy.explain(long, nothingGiven, null).decision, policy.evaluate(long, nothingGiven, null))
})

test('patterns of more than one loop are decided on texts of some hundred thousand characters', { timeout }, () => {
  for (const [source, text, matches] of [
    ['.*foo.*bar', 'rm -rf /tmp/x foo@bar.com '.repeat(8_000), 1],
    ['\\b(\\w+)\\b.*\\bzzz\\b', 'word and word '.repeat(20_000), 0],
    ['(?i)[\\w.-]{1,20}\\W{2}zz', 'rm -rf /x '.repeat(30_000), 0],
    ['(?:[^/]*/)+\\.\\.(?:/[^/]*)*secret', 'a/b/../'.repeat(50_000), 0],
    ['[a-z]+@[a-z]+\\.com', `${'no address here; '.repeat(20_000)}me@home.com`, 1],
  ] as const) {
    account.open()
    try {
      assert.equal(patternOf(source, 'rust').test(text), matches > 0, source)
      assert.equal(patternOf(source, 'rust').findAll(text).length, matches, source)
    } finally {
      account.close()
    }
  }
})

test('a long literal is found without comparing it from every place', { timeout }, () => {
  const half = 'a'.repeat(9_000)
  const pattern = patternOf(`${half}b${half}`, 're2')
  const text = 'a'.repeat(1_000_000)
  assert.equal(pattern.test(text), false)
  assert.equal(pattern.test(`${text}b${text}`), true)
})

test('a text that takes too long to read is not read', { timeout }, () => {
  for (const text of ['a'.repeat(20_000_000), 'a𝔸'.repeat(2_000_000)]) {
    assert.throws(() => patternOf('(a+)+!x|y').test(text), PatternTooSlow)
  }
})

test('one ordinary pattern is decided on ten megabytes, some on one', { timeout }, () => {
  const dialect = dialectNamed('agent-assembly-sandbox')
  assert.ok(dialect)
  const prose = 'The quick brown fox, jumps over 13 lazy dogs; '.repeat(220_000)
  for (const [count, length] of [
    [1, 10_000_000],
    [10, 1_000_000],
  ] as const) {
    for (const source of ['SECRET[0-9]+', '[0-9]{3}-[0-9]{2}-[0-9]{4}', 'sec[rR]et[a-z]+']) {
      const rules = Array.from(
        { length: count },
        (_, i) => `  - {name: r${i}, action: deny, match: {tool_name: bash, command_pattern: '${source}${i}'}}`,
      )
      const policy = dialect.compile(
        dialect.load({ path: 'p.yaml', text: `name: p\nrules:\n${rules.join('\n')}\n` }, []),
      )
      const long = { tool: 'bash', args: { command: prose.slice(0, length) } }
      assert.equal(policy.evaluate(long, nothingGiven, null).effect, 'allow', `${count} × ${source}`)
    }
  }
})

test('many matches are paid for', { timeout }, () => {
  assert.throws(() => {
    account.open()
    try {
      patternOf('a|b', 'rust').findAll('ab'.repeat(500_000))
    } finally {
      account.close()
    }
  }, PatternTooSlow)
})

test('where matches stand is the same with the states kept and thread by thread', () => {
  const atoms = 'a b c . \\w \\d [ab] [^a] é (?:a|ab) a{0,3} (?:a?){3} ^ $ \\b \\B \\Z'.split(' ')
  const generator = new Generator(11, atoms, ['(', '(?:', '(?i:', '(?m:'], [...'aaabbcé1 \n'])
  let found = 0
  for (let i = 0; i < 3000; i++) {
    const parsed = parsePattern(generator.pattern(), i % 2 === 0 ? 'rust' : 'python')
    if ('error' in parsed || !isRegular(parsed.node)) continue
    const { node } = parsed
    const program = compileProgram(node)
    if (!program) continue
    for (let k = 0; k < 3; k++) {
      const text = generator.text()
      const { points } = subject(text, false)
      const kept: LinearMatcher = new LinearMatcher(program, points, 1e9, () => compileProgram(node, true))
      const plain: LinearMatcher = new LinearMatcher(program, points, 1e9)
      for (let from = 0; from <= points.length; from++) {
        for (const advance of [false, true]) {
          const match: Match | null = plain.find({ from, advance })
          assert.deepEqual(kept.find({ from, advance }), match, JSON.stringify({ i, text, from, advance }))
          if (match) found++
        }
      }
    }
  }
  assert.ok(found > 5_000, `${found}`)
})

/** A policy of agent-assembly, whose patterns are Rust's. */
function sensitive(patterns: readonly string[]) {
  const dialect = dialectNamed('agent-assembly')
  assert.ok(dialect)
  const text = `data: {sensitive_patterns: [${patterns.map((pattern) => `'${pattern}'`).join(', ')}]}`
  return { dialect, model: dialect.load({ path: 'p.yaml', text }, []) }
}

test('a thousand patterns with the same sets of characters are read as one', { timeout }, () => {
  for (const source of ['(?i)[\\w.-]+@[\\w.-]+', '[^\\w]\\W', '\\p{L}+\\d', '(?i)müller[\\wäöü]+']) {
    const { model } = sensitive(Array.from({ length: 1_000 }, (_, i) => `${source}${i}`))
    assert.equal(model.cannotReproduce, null, source)
  }
})

test('patterns that together ask for too much are given up while they are read, and the policy says so', {
  timeout,
}, () => {
  const letters = (i: number) => `[\\w${String.fromCharCode(0x4e00 + 2 * i)}-\\x{${(0x10000 + i).toString(16)}}]`
  for (const [source, count] of [
    [(i: number) => `(?i)${letters(i)}${letters(i + 1)}${letters(i + 2)}`, 400],
    [(i: number) => `a{1,300}{1,8${i % 10}}b${i}`, 60],
  ] as const) {
    const { dialect, model } = sensitive(Array.from({ length: count }, (_, i) => source(i)))
    assert.match(model.cannotReproduce ?? '', /too large to be run here/)
    const decision = dialect.compile(model).evaluate({ tool: 'bash', args: 'x' }, nothingGiven, null)
    assert.equal(decision.effect, 'error')
  }
})
