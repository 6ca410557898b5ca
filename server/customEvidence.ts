import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { CancellationToken } from 'vscode-languageserver'
import { TextDocument, type TextEdit } from 'vscode-languageserver-textdocument'
import { agreementFrom } from '../analysis/candidates/agreement.ts'
import type { Evidence } from '../analysis/readiness/readiness.ts'
import type { ReplaySums } from '../analysis/readiness/replayed.ts'
import { counted, outcomeInWords } from '../analysis/replay/print.ts'
import type { ReplayChange } from '../analysis/replay/report.ts'
import type { LoggedEvent } from '../audit/stored-event.ts'
import { candidateOf } from '../gate/alongside.ts'
import { handleCandidate } from './candidates.ts'
import type { Documents, OpenDocument } from './documents.ts'
import { letEventThrough, type TestFileAt, testCaseOf, uriOf } from './eventEdits.ts'
import { readinessAnswer, readinessFor } from './evidence.ts'
import { openAt } from './policies.ts'
import type {
  FileEdit,
  FileEditAnswer,
  LetThroughParams,
  MakeTestCaseParams,
  ReadinessAnswer,
} from './protocol/evidence.ts'
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
  readonly replayed: (
    document: OpenDocument,
    windowHours: number,
    token?: CancellationToken,
  ) => Promise<ReplaySums | null>
  /** How another text in the place of an open document would decide the recorded calls; null where that cannot be told. */
  readonly compared: (
    document: OpenDocument,
    text: string,
    token?: CancellationToken,
  ) => Promise<readonly ReplayChange[] | null>
}

const week = 7 * 24
const attempts = 15
/** Milliseconds. */
const pause = 100

/** Files as the editor has them, else as on disk. */
function fileIn(documents: Documents): TestFileAt {
  return (path) => {
    const open = openAt(path, documents.all())
    if (open !== undefined) return open.text
    try {
      return TextDocument.create(uriOf(path), 'yaml', 0, readFileSync(path, 'utf8'))
    } catch {
      return null
    }
  }
}

/** Whether a document can be enforced; null for what is no policy. */
export async function readinessOfDocument(
  parts: EvidenceParts,
  document: OpenDocument,
  windowHours = week,
  token?: CancellationToken,
): Promise<ReadinessAnswer | null> {
  const { documents, workspace, shadow, replayed } = parts
  if (document.policy === null) return null
  const [log, replay, around] = await Promise.all([
    shadow.policyEvidence(document.path, windowHours),
    replayed(document, windowHours, token),
    workspace.all(),
  ])
  const candidates = await candidatesOf(shadow, document.path)
  const readiness = readinessFor(document, around, documents, { log, replay, candidates })
  return readiness && readinessAnswer(basename(document.path), readiness)
}

/** How often the version observed alongside answers otherwise; nothing where there is none. */
async function candidatesOf({ place, followed }: Shadow, policyFile: string): Promise<Evidence['candidates']> {
  const candidate = place && candidateOf(place, policyFile)
  if (candidate === null) return []
  const rows = await followed?.agreement(policyFile, candidate.file, { since: candidate.since })
  if (!rows?.ok) return []
  const { calls, agreeing } = agreementFrom(rows.value, () => null)
  return [{ name: 'The candidate observed alongside', calls, disagreements: calls - agreeing }]
}

/** What else the edit changes among the recorded calls, in sentences. */
async function effectsOf(
  { compared }: EvidenceParts,
  document: OpenDocument,
  { edits }: FileEdit,
  token: CancellationToken | undefined,
) {
  const edited = TextDocument.applyEdits(document.text, [...edits] as TextEdit[])
  let changes = await compared(document, edited, token)
  // A document that was just opened is replayed a moment later.
  for (let attempt = 0; changes === null && attempt < attempts && !token?.isCancellationRequested; attempt++) {
    await setTimeout(pause)
    changes = await compared(document, edited, token)
  }
  if (changes === null) return ['What else it changes cannot be told: the recorded calls were not replayed yet.']
  if (changes.length === 0) return ['No recorded call is decided otherwise.']
  return changes.map(({ from, to, count }) => `${counted(count)}: ${outcomeInWords(from)} → ${outcomeInWords(to)}`)
}

type Handler = (params: never, token?: CancellationToken) => unknown

/** Answers the requests of `protocol/evidence.ts`. */
export function evidenceHandlers(parts: EvidenceParts): Record<string, Handler> {
  const { documentOf, shadow } = parts

  async function withEvent(
    { eventId, policyFile }: { readonly eventId: string; readonly policyFile: string },
    make: (document: OpenDocument, event: LoggedEvent) => FileEditAnswer | Promise<FileEditAnswer>,
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
    [protocol.readinessRequest]: async ({ uri, windowHours }: protocol.ReadinessParams, token?: CancellationToken) => {
      const document = await documentOf(uri)
      return document && readinessOfDocument(parts, document, windowHours, token)
    },
    [protocol.candidateRequest]: async (params: protocol.CandidateParams) => {
      const document = await documentOf(params.uri)
      return document && handleCandidate(document, params, shadow)
    },
    [protocol.letThroughRequest]: (params: LetThroughParams, token?: CancellationToken) =>
      withEvent(params, async (document, event) => {
        const edit = letEventThrough(document, event, params.way)
        return 'edits' in edit ? { ...edit, effects: await effectsOf(parts, document, edit, token) } : edit
      }),
    [protocol.makeTestCaseRequest]: (params: MakeTestCaseParams) =>
      withEvent(params, (document, event) => testCaseOf(document, event, fileIn(parts.documents), params.expect)),
  }
}
