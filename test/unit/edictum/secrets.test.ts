import assert from 'node:assert/strict'
import { test } from 'node:test'
import { redactCommands } from '../../../evaluator/dialects/edictum/secrets.ts'

/** An output and what is left of it when a `redact` contract names no pattern. */
const outputs: [output: string, left: string][] = [
  ['export API_KEY=abc x', 'export API_KEY=[REDACTED] x'],
  ['export \n MY_TOKENS=abc', 'export \n MY_TOKENS=[REDACTED]'],
  ['export NAME=abc', 'export NAME=abc'],
  ['EXPORT A_KEY=abc', 'EXPORT A_KEY=abc'],
  ['-psecret db', '-p[REDACTED] db'],
  ['mysql -psecret db', 'mysql -p[REDACTED] db'],
  ['mysql -p secret db', 'mysql -p [REDACTED] db'],
  ['mysql -p', 'mysql -p'],
  ['x --password=abc', 'x --password=[REDACTED]'],
  ['--password abc', '--password [REDACTED]'],
  // Without its value, what is left of the longer flag is the shorter one.
  ['--password  abc', '--p[REDACTED]  abc'],
  ['--password= abc', '--p[REDACTED] abc'],
  ['a-p--password=b', 'a-p[REDACTED]'],
  ['--password -p x', '--password [REDACTED] x'],
  ['https://u:p@h:q@x/y', 'https://u:[REDACTED]@x/y'],
  ['https://u:@h', 'https://u:@h'],
  ['https://é٣:p@h', 'https://é٣:[REDACTED]@h'],
]

test('what is redacted where no pattern says what', () => {
  for (const [output, left] of outputs) assert.equal(redactCommands(output), left, output)
})

test('a text that grows by more than a hundred characters is cut', () => {
  const text = '-p😀 '.repeat(20)
  const left = [...redactCommands(text)]
  assert.equal(left.length, [...text].length + 100)
  assert.equal(left.slice(-3).join(''), '...')
})
