import assert from 'node:assert/strict'
import { test } from 'node:test'
import { provideSemanticTokens, semanticTokensLegend } from '../../../server/semanticTokens.ts'
import { opened, policies } from '../../support/opened.ts'

/** The tokens as `type text`, in order. */
function tokens(
  fixture: string,
  path = '/w/policy.yaml',
  range?: Parameters<typeof provideSemanticTokens>[1],
): string[] {
  const { document } = opened(path, fixture)
  const data = provideSemanticTokens(document, range)?.data ?? []
  const found: string[] = []
  let [line, character] = [0, 0]
  for (let at = 0; at < data.length; at += 5) {
    const [down = 0, right = 0, length = 0, type = 0] = data.slice(at)
    ;[line, character] = down > 0 ? [line + down, right] : [line, character + right]
    const start = document.text.offsetAt({ line, character })
    found.push(`${semanticTokensLegend.tokenTypes[type]} ${document.text.getText().slice(start, start + length)}`)
  }
  return found
}

const table: [dialect: keyof typeof policies, expected: string[]][] = [
  [
    'sandbox',
    [
      'keyword observe',
      'function no-rm',
      'enumMember deny',
      'property tool_name',
      'property command_pattern',
      'regexp rm\\s+-rf',
    ],
  ],
  ['safeclaw', ['keyword simulate', 'function no-dotenv', 'property path', 'operator contains', 'enumMember DENY']],
  [
    'edictum',
    ['keyword observe', 'function a', 'property args.path', 'operator matches', "regexp '\\.env$'", 'enumMember block'],
  ],
  [
    'safeclawJson',
    [
      'enumMember "allow"',
      'function "no-env"',
      'enumMember "deny"',
      'property "action.resource"',
      'operator "matches"',
      'regexp "env"',
    ],
  ],
  ['authensor', ['enumMember deny', 'function no-env', 'property action.resource', 'operator matches', 'regexp env']],
  ['capfence', ['property capability', 'operator match_regex', 'regexp rm -rf']],
  ['agentAssembly', ['enumMember true', 'property args.command', 'operator contains', "regexp 'AKIA[0-9A-Z]+'"]],
  [
    'orca',
    [
      'keyword true',
      'function no shell',
      'property tool_name_glob',
      'enumMember deny',
      'property args_match',
      'operator regex',
      'regexp rm',
    ],
  ],
]

for (const [dialect, expected] of table) {
  test(`semantic tokens: ${dialect}`, () => {
    const found = tokens(policies[dialect])
    assert.deepEqual(
      found.filter((token) => !expected.includes(token) && !token.startsWith('property')),
      [],
    )
    assert.deepEqual(
      expected.filter((token) => !found.includes(token)),
      [],
    )
  })
}

test('semantic tokens: half-typed YAML keeps its colours', () => {
  assert.ok(tokens(`${policies.sandbox}  - name: x\n    action: allow\n    match: {[\n`).includes('enumMember allow'))
})

test('semantic tokens: a block scalar is coloured line by line', () => {
  const text = policies.sandbox.replace('rm\\s+-rf', '|\n        rm\n          -rf')
  assert.deepEqual(tokens(text).slice(-2), ['regexp rm', 'regexp -rf'])
})

test('semantic tokens: a range has its own alone, CRLF and JSON work', () => {
  const range = { start: { line: 1, character: 0 }, end: { line: 1, character: 40 } }
  assert.deepEqual(tokens(policies.sandbox, '/w/p.yaml', range), ['keyword observe'])
  assert.ok(tokens(policies.sandbox.replaceAll('\n', '\r\n')).includes('regexp rm\\s+-rf'))
  const json =
    '{"name": "t", "enforcement_mode": "observe", "rules": [{"name": "a", "action": "deny", "match": {"command_pattern": "x"}}]}'
  assert.deepEqual(tokens(json), [
    'keyword "observe"',
    'function "a"',
    'enumMember "deny"',
    'property "command_pattern"',
    'regexp "x"',
  ])
})

test('semantic tokens: test files, and null for another kind of document', () => {
  const cases = 'policy: p.yaml\ncases:\n  - call: {tool: bash}\n    expect: {verdict: deny, rule: a, mode: observe}\n'
  assert.deepEqual(tokens(cases, '/w/p.test.yaml'), ['enumMember deny', 'function a', 'keyword observe'])
  assert.equal(provideSemanticTokens(opened('/w/c.yaml', 'services: {}\n').document), null)
})
