import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { diagnosePolicy } from '../../../analysis/diagnose.ts'
import { fixesOf } from '../../../analysis/fixes.ts'
import { lintPolicy } from '../../../analysis/lints/index.ts'
import { readPolicyAs } from '../../../analysis/policyDocument.ts'
import { dialectNamed } from '../../../evaluator/registry.ts'
import { applyEdits } from '../../../evaluator/text.ts'
import { marked } from '../../support/marked.ts'

/** A policy with the finding's place marked, where there is to be one; a part of its message, and what the fix leaves. */
export type Row = readonly [fixture: string, words?: string, mended?: string]

/** A policy read as one of a dialect, with all that is told of it. */
export function found(dialect: string, text: string) {
  const read = dialectNamed(dialect)
  assert.ok(read, dialect)
  const document = readPolicyAs(read, 'policy.yaml', text)
  return { document, problems: [...diagnosePolicy(document), ...lintPolicy(document)] }
}

/** One test for each row: the finding stands at the mark and nowhere else, in these words, and its fix leaves what loads. */
export function trap(dialect: string, code: string, rows: readonly Row[]): void {
  describe(`${dialect}: ${code}`, () => {
    for (const [fixture, words = '', mended] of rows) {
      const { text, ranges } = marked(fixture)
      test(text.slice(-90), () => {
        const { document, problems } = found(dialect, text)
        const told = problems.filter((one) => one.code === code)
        assert.deepEqual(
          told.map(({ range }) => range),
          ranges,
          JSON.stringify(problems, null, 1),
        )
        for (const { message } of told) assert.ok(message.includes(words), message)
        if (mended === undefined) return
        const [fix] = told.flatMap((one) => fixesOf(document, one))
        assert.ok(fix, 'there is a fix')
        const after = applyEdits(text, fix.edits)
        assert.equal(after, mended)
        const left = found(dialect, after)
        assert.equal(left.document.model.refused, null)
        assert.ok(!left.problems.some((one) => one.code === code))
      })
    }
  })
}
