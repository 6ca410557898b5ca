import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readHookCommand } from '../../../gate/hook-command.ts'

const lines: readonly (readonly string[])[] = [
  ['claude'],
  ['claude', '--policy', '/p/a.yaml', '--policy', '/p/b.yaml', '--audit', '/p/audit.db'],
  ['--enforcement-mode', 'observe', 'claude', '--agent', 'reviewer'],
  ['claude', '--audit', '/first.db', '--audit', '/second.db'],
  ['claude', '--environment', 'prod', '--principal', 'me', '--store-arguments', 'none', '--tally', '/t'],
  ['claude', '--tool-name', 'mcp__x__y=read_file', '--tool-name', 'Bash=shell'],
  ['claude', '--enforcement-mode', 'perhaps'],
  ['nobody', '--policy', '/p/a.yaml'],
  [],
]

/** The same line with each option and its value in one word. */
function joined(words: readonly string[]): string[] {
  return words.flatMap((word, at) => {
    if (word.startsWith('--')) return [`${word}=${words[at + 1]}`]
    return words[at - 1]?.startsWith('--') ? [] : [word]
  })
}

for (const words of lines) {
  test(`an option says the same with its value apart: ${words.join(' ')}`, () => {
    assert.deepEqual(readHookCommand(words), readHookCommand(joined(words)))
  })
}

const wrong: readonly (readonly string[])[] = [
  ['claude', '--policy'],
  ['claude', '--policy', '--audit', '/a'],
  ['claude', '--polcy', '/p'],
  ['claude', '-p', '/p'],
  ['claude', '--constructor', 'x'],
]
for (const words of wrong) {
  test(`is wrong, and says so: ${words.join(' ')}`, () => {
    assert.equal(readHookCommand(words).problem?.code, 'wrong-usage')
  })
}
