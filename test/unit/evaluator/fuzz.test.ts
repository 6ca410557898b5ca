import { test } from 'node:test'
import fc from 'fast-check'
import { dialects } from '../../../evaluator/registry.ts'
import { holdsFor, triedFor } from '../../fuzz/tried.ts'

/** Milliseconds that one dialect is tried for; `node test/fuzz/main.ts` tries longer. */
const budget = 2_500
/** Milliseconds after which something hangs. */
const patience = 60_000

for (const dialect of dialects) {
  test(`${dialect.name}: no document and no call makes loading, judging or explaining throw or hang`, {
    timeout: patience,
  }, async () => {
    const tried = await triedFor(dialect)
    fc.assert(
      fc.property(tried, (one) => holdsFor(dialect, one)),
      { numRuns: 20_000, interruptAfterTimeLimit: budget },
    )
  })
}
