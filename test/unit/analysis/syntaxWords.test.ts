import assert from 'node:assert/strict'
import { test } from 'node:test'
import { diagnosePolicy } from '../../../analysis/diagnose.ts'
import { readPolicyAs } from '../../../analysis/policyDocument.ts'
import { dialectNamed } from '../../../evaluator/registry.ts'

const broken: [what: string, text: string, says: string][] = [
  [
    'a key under a list item',
    'rules:\n  - name: a\n   x: 1\n',
    'A list item or the end of the list must stand here, not a map.',
  ],
  ['an open quote', 'name: "a\nrules: []\n', 'The text ends inside quotes; the closing one is missing.'],
  [
    'a quote that ends in an escape',
    'a: "b\\"\nname: "c"\n',
    'The text ends inside quotes; the closing one is missing.',
  ],
  [
    'a single quote that ends in two',
    "a: 'b''\nname: 'c'\n",
    'The text ends inside quotes; the closing one is missing.',
  ],
  ['an open single quote', "name: 'a\n", 'The text ends inside quotes; the closing one is missing.'],
  [
    'an escape of a regular expression',
    'name: "a\\sb"\nrules: []\n',
    '\\s is no escape of YAML; write \\\\ for a backslash, or use single quotes.',
  ],
  ['a word alone', 'name: a\nrules: []\nfoo\n', 'A key stands here, and no `:` follows it.'],
  ['a word among keys', 'name: a\nfoo\nrules: []\n', 'A key stands here, and no `:` follows it on its line.'],
  ['two colons', 'a: b: c\n', 'A `:` with a value cannot stand here; put the text in quotes, or begin a new line.'],
  ['a tab', '\tname: a\n', 'YAML takes no tab here; use spaces.'],
  ['a reserved sign', 'name: @x\n', '`@` cannot begin a value; put it in quotes.'],
  ['an open bracket', 'rules: [a\n', '`,` or `]` is missing: a list in brackets does not end.'],
  ['an open brace', 'rules: {a: 1\n', '`,` or `}` is missing: a map in braces does not end.'],
  ['a closing bracket', 'a: ]\n', 'A value must stand here, not `]`.'],
]

for (const name of ['agent-assembly-sandbox', 'orca', 'safeclaw']) {
  for (const [what, text, says] of broken) {
    test(`${name}: ${what} is told in plain words`, () => {
      const dialect = dialectNamed(name)
      assert.ok(dialect)
      assert.equal(diagnosePolicy(readPolicyAs(dialect, 'team.yaml', text))[0]?.message, says)
    })
  }
}
