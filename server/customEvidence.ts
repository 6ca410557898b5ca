import { basename } from 'node:path'
import type { ReplaySums } from '../analysis/readiness/replayed.ts'
import { handleCandidate } from './candidates.ts'
import type { Documents, OpenDocument } from './documents.ts'
import { letEventThrough, testCaseOf, uriOf } from './eventEdits.ts'
import { readinessAnswer, readinessFor } from './evidence.ts'
import type { FileEditAnswer, LetThroughParams, MakeTestCaseParams, ReadinessAnswer } from './protocol/evidence.ts'
import * as protocol from './protocol/evidence.ts'
import type { Shadow } from './shadow.ts'
import type { Workspace } from './workspace.ts'

/** What the requests about evidence are answered from. */
export interface EvidenceParts {
  readonly documentOf: (uri: string) => Promise<OpenDocument | null>
  readonly documents: Documents
  readonly workspace: Workspace
  readonly shadow: Shadow
  /** The window's calls judged by the text in the editor; null where that cannot be told now. */
  readonly replayed: (document: OpenDocument, windowHours: number) => Promise<ReplaySums | null>
}

const week = 7 * 24

/** Whether a document can be enforced; null for what is no policy. */
export async function readinessOfDocument(
  parts: EvidenceParts,
  document: OpenDocument,
  windowHours = week,
): Promise<ReadinessAnswer | null> {
  const { documents, workspace, shadow, replayed } = parts
  if (document.policy === null) return null
  const [log, replay, around] = await Promise.all([
    shadow.policyEvidence(document.path, windowHours),
    replayed(document, windowHours),
    workspace.all(),
  ])
  const readiness = readinessFor(document, around, documents, { log, replay })
  return readiness && readinessAnswer(basename(document.path), readiness)
}

/** Answers the requests of `protocol/evidence.ts`. */
export function evidenceHandlers(parts: EvidenceParts): Record<string, (params: never) => unknown> {
  const { documentOf, shadow } = parts

  async function withEvent(
    { eventId, policyFile }: { readonly eventId: string; readonly policyFile: string },
    make: (document: OpenDocument, event: NonNullable<Awaited<ReturnType<Shadow['event']>>>) => FileEditAnswer,
  ): Promise<FileEditAnswer> {
    const event = await shadow.event(eventId)
    if (event === null) return { code: 'no-event', message: 'This event is no longer in the log.' }
    // A composition is known by all of its files; the edit goes into the one that the row names first.
    const [file = policyFile] = policyFile.split('\n')
    const document = await documentOf(uriOf(file))
    if (document === null) return { code: 'not-a-policy', message: `${basename(file)} cannot be read as a policy.` }
    return make(document, event)
  }

  return {
    [protocol.readinessRequest]: async ({ uri, windowHours }: protocol.ReadinessParams) => {
      const document = await documentOf(uri)
      return document && readinessOfDocument(parts, document, windowHours)
    },
    [protocol.candidateRequest]: async (params: protocol.CandidateParams) => {
      const document = await documentOf(params.uri)
      return document && handleCandidate(document, params, shadow)
    },
    [protocol.letThroughRequest]: (params: LetThroughParams) =>
      withEvent(params, (document, event) => letEventThrough(document, event, params.way)),
    [protocol.makeTestCaseRequest]: (params: MakeTestCaseParams) =>
      withEvent(params, (document, event) => testCaseOf(document, event, params.expect)),
  }
}
