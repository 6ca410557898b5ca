import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkText } from '../../../analysis/checkFile.ts'
import { marked } from '../../support/marked.ts'

const policy = `name: p
rules:
  - {name: no-removal, action: deny, match: {tool_name: bash, command_pattern: rm}}
`
const read = (path: string) => (path.endsWith('/p.yaml') ? policy : null)

/** Place, title and new text of what is said of tests that name an agent's tool. */
function said(path: string, text: string) {
  const { problems } = checkText(path, text, { readText: read })
  return problems
    .filter(({ code }) => code === 'test-agents-tool')
    .map(({ range, fixes = [] }) => ({ range, fixes: fixes.map(({ title, edits }) => [title, edits[0]?.newText]) }))
}

const change = [['Change to `bash`', 'bash']]
const rows: [what: string, path: string, fixture: string, fixes: unknown][] = [
  ['a test comment', '/w/p.yaml', `${policy}# test: «Bash» {command: rm -rf /} => deny\n`, change],
  [
    'a case of a test file',
    '/w/a.test.yaml',
    'policy: p.yaml\ncases:\n  - {call: {tool: «Bash», args: {command: rm -rf /}}, expect: deny}\n',
    change,
  ],
  [
    'a case of a test file in quotes',
    '/w/a.test.yaml',
    'policy: p.yaml\ncases:\n  - expect: deny\n    call:\n      args: {command: rm -rf /}\n      tool: "«Bash»"\n',
    change,
  ],
]

for (const [what, path, fixture, fixes] of rows) {
  test(`${what} names the tool as the agent does`, () => {
    const { text, ranges } = marked(fixture)
    assert.deepEqual(said(path, text), [{ range: ranges[0], fixes }])
  })
}

test('nothing is said where the agent’s name is answered as the policy’s own is', () => {
  const text = 'policy: p.yaml\ncases:\n  - {call: {tool: Bash, args: {command: ls}}, expect: allow}\n'
  assert.deepEqual(said('/w/a.test.yaml', text), [])
})
