import { readdirSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import type { PolicyDocument } from '../analysis/policyDocument.ts'
import { evidenceOf, noMarks, nothingObserved, testsOf } from '../analysis/readiness/gather.ts'
import { type Demands, type Readiness, readinessOf } from '../analysis/readiness/readiness.ts'
import { type FileRun, runFile } from '../analysis/tests/runFile.ts'
import { isTestFilePath, readTestFile } from '../analysis/tests/testFile.ts'
import { type PolicyEvidence, policyEvidence } from '../audit/evidence.ts'
import type { Window } from '../audit/rule-counts.ts'
import { readQuietly } from './files.ts'
import { logOf, openLog } from './log.ts'

/** What readiness is asked about, and how much evidence is demanded. */
export interface ReadinessQuestion {
  readonly document: PolicyDocument
  readonly audit: string | undefined
  readonly window: Window
  readonly demands: Demands
}

/** The readiness of a policy as its text stands on disk; a log that cannot be read is said on stderr and counts as empty. */
export async function readinessFor({ document, audit, window, demands }: ReadinessQuestion): Promise<Readiness> {
  const file = resolve(document.path)
  const log = await evidenceIn(audit, file, window)
  const tests = testsOf(testsAbout(file, document.text))
  return readinessOf(evidenceOf({ document, log, reviews: noMarks, tests, candidates: [] }), demands)
}

async function evidenceIn(audit: string | undefined, file: string, window: Window): Promise<PolicyEvidence> {
  const reader = await openLog(logOf(audit))
  if (reader === null) return nothingObserved
  const found = policyEvidence(reader, file, window)
  reader.close()
  if (found.ok) return found.value
  process.stderr.write(`rehearsal: ${found.error.message}\n`)
  return nothingObserved
}

/** Runs of the policy's own comments, and of the test files beside it that name it. */
function testsAbout(file: string, text: string): FileRun[] {
  const folder = dirname(file)
  const beside = namesIn(folder)
    .filter(isTestFilePath)
    .map((name) => join(folder, name))
  const about = beside.flatMap((path) => {
    const content = readQuietly(path)
    const named = content === null ? [] : (readTestFile(content)?.policies ?? [])
    return content !== null && named.some((policy) => resolve(folder, policy) === file) ? [{ path, content }] : []
  })
  return [
    runFile(file, text, readQuietly),
    ...about.map(({ path, content }) => ({ ...runFile(path, content, readQuietly), file: basename(path) })),
  ]
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort()
  } catch {
    return []
  }
}
