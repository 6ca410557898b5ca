import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isNullable, isRegular, type Node, some } from '../../../evaluator/regex/ast.ts'
import { parsePattern } from '../../../evaluator/regex/compile.ts'
import { LinearMatcher } from '../../../evaluator/regex/linear.ts'
import { compileProgram } from '../../../evaluator/regex/program.ts'
import { subject } from '../../../evaluator/regex/subject.ts'
import { Generator } from './generate.ts'

const ATOMS =
  'a b c . \\w \\W \\d \\s \\S \\b \\B ^ $ \\A \\z [ab] [^a] [a-c] [^\\w] é K \\x41 \\x4 \\u0041 \\u{61} 😀 [😀-😂] \\n - \\pL (?:) \\07 \\_ []a] [^] [] [a-] } a{,2} \\Z \\cA \\c1 [\\c1] [\\b] [a-\\d] \\8 \\12 \\k [\\w-z] \\0 \\377 \\400'.split(
    ' ',
  )
const OPENS = ['(', '(?:', '(?i:', '(?s:', '(?m:', '(?=', '(?!', '(?<=', '(?<!', '(?-i:']
const CHARACTERS = [...'aabbcABéÉKk\u212asſ\n\r 1٣-_u\\', '😀', '😁', '\u0001']

const hasEmptyRounds = (node: Node) => some(node, (n) => n.kind === 'repeat' && isNullable(n.body))

for (const seed of [1, 2, 3]) {
  test(`JavaScript: the linear matcher finds what RegExp finds (seed ${seed})`, () => {
    const generator = new Generator(seed, ATOMS, OPENS, CHARACTERS)
    for (let i = 0; i < 500; i++) {
      const source = generator.pattern()
      const ignoreCase = i % 5 === 0
      const native = nativePattern(source, ignoreCase ? 'i' : '')
      if (!native) continue
      const parsed = parsePattern(source, 'javascript', { ignoreCase })
      assert.ok(!('error' in parsed), `${JSON.stringify(source)} is not understood`)
      const program = isRegular(parsed.node) ? compileProgram(parsed.node) : null
      if (!program) continue
      for (let k = 0; k < 4; k++) {
        const text = generator.text()
        const expected: RegExpExecArray | null = native.exec(text)
        const found = new LinearMatcher(program, subject(text, true).points, 1e9).find({ from: 0 })
        const label = `${JSON.stringify(source)} on ${JSON.stringify(text)}`
        assert.equal(found !== null, expected !== null, label)
        if (!found || !expected || hasEmptyRounds(parsed.node)) continue
        assert.deepEqual(found, { start: expected.index, end: expected.index + expected[0].length }, label)
      }
    }
  })
}

function nativePattern(source: string, flags: string): RegExp | null {
  try {
    return new RegExp(source, flags)
  } catch {
    return null
  }
}
