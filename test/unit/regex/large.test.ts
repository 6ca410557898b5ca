import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nothingGiven } from '../../../evaluator/call.ts'
import { agentAssembly } from '../../../evaluator/dialects/agent-assembly/index.ts'
import { guarded } from '../../../evaluator/guarded.ts'
import { isRegular } from '../../../evaluator/regex/ast.ts'
import { compilePattern, parsePattern } from '../../../evaluator/regex/compile.ts'
import { LinearMatcher } from '../../../evaluator/regex/linear.ts'
import { PatternTooSlow } from '../../../evaluator/regex/pattern.ts'
import { compileProgram } from '../../../evaluator/regex/program.ts'
import { subject } from '../../../evaluator/regex/subject.ts'
import { Generator } from './generate.ts'

const ATOMS = 'a b c . \\w \\d [ab] [^a] é (?:a|ab) a{0,3} (?:a?){3} ^ $ \\b'.split(' ')

test('whether there is a match is the same with the states kept and thread by thread', () => {
  const generator = new Generator(7, ATOMS, ['(', '(?:', '(?i:'], [...'aaabbcé1 '])
  let asked = 0
  for (let i = 0; i < 1500; i++) {
    const source = generator.pattern()
    const parsed = parsePattern(source, 'rust')
    const program = 'error' in parsed || !isRegular(parsed.node) ? null : compileProgram(parsed.node)
    if (!program) continue
    for (let k = 0; k < 4; k++) {
      const text = generator.text()
      const matcher: LinearMatcher = new LinearMatcher(program, subject(text, false).points)
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
