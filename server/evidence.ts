import { dirname, resolve } from 'node:path'
import { evidenceOf, nothingObserved } from '../analysis/readiness/gather.ts'
import { type Evidence, type Readiness, readinessOf } from '../analysis/readiness/readiness.ts'
import { type ReplaySums, triedByReplay } from '../analysis/readiness/replayed.ts'
import { readinessLines, readinessMarkdown } from '../analysis/readiness/report.ts'
import type { PolicyEvidence } from '../audit/evidence.ts'
import type { Documents, OpenDocument } from './documents.ts'
import type { ReadinessAnswer } from './protocol/evidence.ts'
import { casesOf, runCases } from './tests.ts'

/** What the log and a replay know of a policy; null where they cannot be asked now. */
export interface Known {
  readonly log: PolicyEvidence | null
  readonly replay: ReplaySums | null
  readonly candidates: Evidence['candidates']
}

/** Whether a policy can be enforced, from what is known and from its tests; null for what is no policy. */
export function readinessFor(
  document: OpenDocument,
  around: Iterable<OpenDocument>,
  documents: Documents,
  { log, replay, candidates }: Known,
): Readiness | null {
  if (document.policy === null) return null
  const evidence = log ?? nothingObserved
  return readinessOf(
    evidenceOf({
      document: document.policy,
      log: evidence,
      ...(replay === null ? {} : { replayed: triedByReplay(replay, evidence, document.policy) }),
      tests: testsAbout(document, around, documents),
      candidates,
    }),
  )
}

/** The report of readiness as the client shows it. */
export function readinessAnswer(name: string, readiness: Readiness): ReadinessAnswer {
  return {
    ready: readiness.state === 'ready',
    lines: readinessLines(name, readiness),
    markdown: readinessMarkdown(name, readiness),
  }
}

/** Runs the policy's own cases, and those of every test file that names it. */
function testsAbout(document: OpenDocument, around: Iterable<OpenDocument>, documents: Documents): Evidence['tests'] {
  const files = [...around].filter(
    ({ tests, path }) =>
      tests?.policies.some((policy) => resolve(dirname(path), policy) === document.path) && path !== document.path,
  )
  let run = 0
  const failing: { label: string; message: string }[] = []
  for (const each of [document, ...files]) {
    const cases = casesOf(each)
    const labels = new Map(cases.map(({ id, label }) => [id, label]))
    for (const { id, outcome, message, summary } of runCases(each, documents, cases)) {
      run++
      if (outcome !== 'passed') failing.push({ label: labels.get(id) ?? id, message: message ?? summary })
    }
  }
  return { run, failing }
}
