import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { agentSettings, claudeSettings } from '../../../gate/settings/agents.ts'
import { installedHooks, withHooks, withoutHooks } from '../../../gate/settings/hooks.ts'
import { shellLine, shellWords } from '../../../gate/settings/shell-words.ts'

const command = "node '/opt/a b/cli.cjs' hook claude --policy /p.yaml --audit /a.db"
const other = "node '/opt/a b/cli.cjs' hook claude --policy /q.yaml --audit /a.db"

const layouts: Record<string, string> = {
  'no file': '',
  'an empty map': '{}\n',
  'a map over two lines': '{\n}\n',
  'two spaces': '{\n  "model": "x"\n}\n',
  'four spaces, CRLF': '{\r\n    "model": "x",\r\n    "env": { "A": "b" }\r\n}\r\n',
  'tabs, comments, a hook of their own':
    '{\n\t"a": 1, // c\n\t"hooks": {\n\t\t"PreToolUse": [\n\t\t\t{ "matcher": "Bash", "hooks": [{ "type": "command", "command": "x" }] }\n\t\t]\n\t}\n}\n',
  'one line': '{"a":1}',
  'a comment behind the last value': '{\n  "a": 1, // one, two\n  "b": 2 /* two */ // , 2\n  // "c": 3\n}\n',
  'a comment behind the last comma': '{\n  "a": [\n    1, // one\n  ], // list\n}\n',
  'a comment alone': '{\n  // nothing yet\n}\n',
  'a byte order mark': '\ufeff{\r\n  "a": 1\r\n}\r\n',
  'trailing commas': '{\n  "a": [\n    1,\n  ],\n}\n',
  'hooks of other events': '{\n  "hooks": {\n    "Stop": [{"hooks":[{"type":"command","command":"y"}]}]\n  }\n}\n',
}

for (const agent of agentSettings) {
  const [ours, others] = [command, other].map((line) => line.replace('hook claude', `hook ${agent.word}`)) as [
    string,
    string,
  ]
  for (const [layout, before] of Object.entries(layouts)) {
    test(`hooks of ${agent.product} come and go and leave all else as it was: ${layout}`, () => {
      const installed = withHooks(agent, before, ours) as string
      assert.equal(installedHooks(agent, installed).length, agent.events.length)
      assert.equal(withHooks(agent, installed, ours), installed)
      const changed = withHooks(agent, installed, others) as string
      assert.deepEqual(new Set(installedHooks(agent, changed).map((hook) => hook.command)), new Set([others]))
      const removed = withoutHooks(agent, installed)
      assert.equal(removed, layout === 'a map over two lines' ? '{}\n' : before)
    })
  }
}

test('what a comment is about stays in front of it', () => {
  const installed = withHooks(claudeSettings, '{\n  "a": 1 // one\n}\n', command) as string
  assert.match(installed, /^\{\n {2}"a": 1, \/\/ one\n {2}"hooks": \{\n/)
})

const edits: readonly (readonly [what: string, edit: (text: string) => string, left: string])[] = [
  [
    'a key in front, with a comment',
    (text) => text.replace('"a": 1,', '"a": 1, // one\n  "b": 2, // two, too'),
    '{\n  "a": 1, // one\n  "b": 2 // two, too\n}\n',
  ],
  [
    'a key behind, with a comment',
    (text) => text.replace(/\n\}\n$/, ', // ours\n  // my own\n  "b": 2\n}\n'),
    '{\n  "a": 1,\n  // ours\n  // my own\n  "b": 2\n}\n',
  ],
  ['a comment behind ours on its line', (text) => text.replace(/\n\}\n$/, ' // ours\n}\n'), '{\n  "a": 1 // ours\n}\n'],
  [
    'a comment in front, all else on one line',
    (text) => text.replace('"a": 1,', '"a": 1, // one').replace(/\n\}\n$/, '}\n'),
    '{\n  "a": 1}\n',
  ],
  [
    'a hook of their own behind ours',
    (text) => text.replace(/(\n {4}\],\n {4}"PostToolUse")/, ',\n      {"hooks": []}$1'),
    '{\n  "a": 1,\n  "hooks": {\n    "PreToolUse": [\n      {"hooks": []}\n    ]\n  }\n}\n',
  ],
]
for (const [what, edit, left] of edits) {
  test(`what was added since stays when the hooks go: ${what}`, () => {
    const edited = edit(withHooks(claudeSettings, '{\n  "a": 1\n}\n', command) as string)
    assert.equal(installedHooks(claudeSettings, edited).length, claudeSettings.events.length)
    assert.equal(withoutHooks(claudeSettings, edited), left)
  })
}

test('of a key that stands twice the last one counts, as for the agents', () => {
  const twice = '{"hooks": {"Stop": []}, "hooks": {"Stop": [1]}}'
  const installed = withHooks(claudeSettings, twice, command) as string
  assert.equal(JSON.parse(installed).hooks.PreToolUse.length, 1)
  assert.equal(withoutHooks(claudeSettings, installed), twice)
})

test('any settings come back byte for byte', () => {
  const name = fc.string({ minLength: 1, maxLength: 8 }).filter((key) => key !== 'hooks' && key !== '__proto__')
  const maps = fc.dictionary(name, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 5 })
  fc.assert(
    fc.property(maps, fc.constantFrom(undefined, 2, 4, '\t'), (settings, indent) => {
      const before = `${JSON.stringify(settings, null, indent)}\n`
      const installed = withHooks(claudeSettings, before, command)
      assert.notEqual(installed, null)
      const { hooks: _, ...rest } = JSON.parse(installed as string)
      assert.deepEqual(rest, JSON.parse(before))
      assert.equal(withoutHooks(claudeSettings, installed as string), before)
    }),
    { numRuns: 200 },
  )
})

for (const text of ['[]', '{"hooks": 3}', '{"hooks": {"PreToolUse": "x"}}', '{', 'null']) {
  test(`settings that Claude Code could not read are left alone: ${text}`, () => {
    assert.equal(withHooks(claudeSettings, text, command), null)
  })
}

test('a shell line gives back its words', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ minLength: 1 })), (words) => {
      assert.deepEqual(shellWords(shellLine(words)), words)
    }),
  )
  assert.deepEqual(shellWords(String.raw`"C:\\Program Files\\node.exe" a\ b`), ['C:\\Program Files\\node.exe', 'a b'])
})
