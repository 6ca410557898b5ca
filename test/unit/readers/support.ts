import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { TestContext } from 'node:test'
import type { ForeignEvent } from '../../../audit/readers/foreign-event.ts'
import { type ForeignLog, verifyForeign } from '../../../audit/readers/foreign-log.ts'
import { openForeignLog } from '../../../audit/readers/open.ts'
import type { ForeignVerification } from '../../../audit/readers/verification.ts'
import type { Result } from '../../../audit/result.ts'

/** Logs of the other systems, and the figures a correct reader reports of them; they stand beside the project, not in it. */
export const samples = path.join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'samples')
export const there = existsSync(path.join(samples, 'expected.json'))

/** The value of a result that must be one. */
export function value<T>(result: Result<T>): T {
  assert.ok(result.ok, result.ok ? '' : result.error.message)
  return result.value
}

/** A log of another system, closed after the test. */
export function openLog(test: TestContext, file: string): ForeignLog {
  const log = value(openForeignLog(file))
  assert.ok(log !== null, `${file} was taken for one of Rehearsal's own`)
  test.after(() => log.close())
  return log
}

/** A file in a folder that goes away with the test. */
export function writeLog(test: TestContext, name: string, content: string | Buffer): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'rehearsal-readers-'))
  test.after(() => rmSync(folder, { recursive: true, force: true }))
  const file = path.join(folder, name)
  writeFileSync(file, content)
  return file
}

export function eventsOf(log: ForeignLog): ForeignEvent[] {
  return [...log.entries()].flatMap(({ event }) => (event === null ? [] : [event]))
}

export function verified(log: ForeignLog): ForeignVerification {
  return value(verifyForeign(log))
}

/** How often each word comes, in the order of the words. */
export function tally(words: readonly (string | null | undefined)[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const word of words) counts[String(word)] = (counts[String(word)] ?? 0) + 1
  return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)))
}
