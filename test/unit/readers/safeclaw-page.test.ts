import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { temporaryFolder } from '../audit/support.ts'
import { eventsOf, openLog, verified } from './support.ts'

interface Entry {
  previousHash: string
  hash: string
  readonly [key: string]: unknown
}

/** Entries as the page shows them, each named by a letter, each following the one before. */
function entries(names: string): Entry[] {
  return [...names].map((name, index) => ({
    index,
    timestamp: `2026-01-31T12:00:0${index}Z`,
    mode: 'simulate',
    action: { type: 'shell_exec', command: 'ls', agent: 'bot' },
    rule: null,
    verdict: 'DENY',
    reason: 'No matching rule — default deny (SIMULATED, not enforced)',
    previousHash: index === 0 ? '0'.repeat(64) : (names[index - 1] as string).repeat(64),
    hash: name.repeat(64),
  }))
}

const cases: readonly [what: string, change: (list: Entry[]) => Entry[], faults: string[]][] = [
  ['as it was written', (list) => list, []],
  ['with an entry removed', (list) => list.toSpliced(2, 1), ['3 parent-missing']],
  [
    'with two entries changed places',
    ([a, b, c, d, e]) => [a, c, b, d, e] as Entry[],
    ['2 parent-missing', '3 reordered', '4 reordered'],
  ],
  ['of two writers', (list) => [...list, { ...list[2], hash: 'f'.repeat(64) } as Entry], ['6 forked']],
  ['begun anew', (list) => [...list, ...entries('xy')], ['6 restarted']],
]
for (const [what, change, faults] of cases) {
  test(`a log as safeclaw's page shows it, ${what}`, (t) => {
    for (const container of ['jsonl', 'json']) {
      const list = change(entries('abcde'))
      const text = container === 'json' ? JSON.stringify(list) : list.map((entry) => JSON.stringify(entry)).join('\n')
      const file = path.join(temporaryFolder(t), `page.${container}`)
      writeFileSync(file, text)
      const log = openLog(t, file)
      const found = verified(log)
      assert.equal(log.format, 'safeclaw-page')
      if (container === 'jsonl')
        assert.deepEqual(
          found.faults.map(({ line, cause }) => `${line} ${cause}`),
          faults,
        )
      assert.deepEqual([found.chain, found.faultCount], [faults.length === 0 ? 'whole' : 'broken', faults.length])
      assert.equal(eventsOf(log).filter(({ dry_run }) => dry_run).length, list.length)
    }
  })
}
