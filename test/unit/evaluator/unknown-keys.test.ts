import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dialects } from '../../../evaluator/registry.ts'

/** Milliseconds after which something hangs. */
const timeout = 60_000

for (const dialect of dialects) {
  test(`${dialect.name}: a document of keys that nobody knows, each told of, is read in one go`, { timeout }, () => {
    const text = Array.from({ length: 60_000 }, (_, i) => `k${i}: v`).join('\n')
    const { refused, problems } = dialect.load({ path: 'p.yaml', text }, [])
    assert.ok(refused)
    assert.ok(problems.length > 0)
  })
}
