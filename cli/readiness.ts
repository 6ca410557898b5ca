import { basename, resolve } from 'node:path'
import { agreementFrom } from '../analysis/candidates/agreement.ts'
import type { PolicyDocument } from '../analysis/policyDocument.ts'
import { evidenceOf, nothingObserved, type Sources, testsOf } from '../analysis/readiness/gather.ts'
import { type Demands, type Evidence, type Readiness, readinessOf } from '../analysis/readiness/readiness.ts'
import { triedByReplay } from '../analysis/readiness/replayed.ts'
import { readOwnLog } from '../analysis/replay/ownLog.ts'
import { finish, Replay } from '../analysis/replay/replay.ts'
import type { ReplayReport } from '../analysis/replay/report.ts'
import { replayedTexts } from '../analysis/replay/texts.ts'
import { testFilesAbout } from '../analysis/tests/about.ts'
import { type FileRun, runFile } from '../analysis/tests/runFile.ts'
import { agreementOf } from '../audit/agreement.ts'
import { policyEvidence } from '../audit/evidence.ts'
import type { Reader } from '../audit/reader.ts'
import type { Window } from '../audit/rule-counts.ts'
import { candidateOf } from '../gate/alongside.ts'
import type { ToolNamesByDialect } from '../gate/call-settings.ts'
import type { GatePlace } from '../gate/place.ts'
import { filesNamedBy, readQuietly } from './files.ts'
import { logOf, openLog } from './log.ts'

/** What readiness is asked about, and how much evidence is demanded. */
export interface ReadinessQuestion {
  readonly document: PolicyDocument
  readonly audit: string | undefined
  readonly window: Window
  readonly demands: Demands
  readonly toolNames: ToolNamesByDialect
}

/** The readiness of a policy as its text stands on disk; a log that cannot be read is said on stderr and counts as empty. */
export async function readinessFor(question: ReadinessQuestion): Promise<Readiness> {
  const { document, audit, demands } = question
  const file = resolve(document.path)
  const tests = testsOf(testsAbout(file, document.text))
  const place = logOf(audit)
  const known = await knownOf(place, file, question)
  return readinessOf(evidenceOf({ document, ...known, tests }), demands)
}

type Known = Pick<Sources, 'log' | 'replayed' | 'candidates'>

const nothingKnown: Known = { log: nothingObserved, candidates: [] }

/** What the log knows: the policy's own rows, all calls judged by the text as it stands, reviews, its candidate. */
async function knownOf(place: GatePlace, file: string, question: ReadinessQuestion): Promise<Known> {
  const { document, window } = question
  const reader = await openLog(place)
  if (reader === null) return nothingKnown
  try {
    const log = policyEvidence(reader, file, window)
    if (!log.ok) {
      process.stderr.write(`rehearsal: ${log.error.message}\n`)
      return nothingKnown
    }
    const replay = replayIn(reader, question)
    return {
      log: log.value,
      ...(replay === null ? {} : { replayed: triedByReplay(replay, log.value, document) }),
      candidates: candidatesIn(reader, place, file),
    }
  } finally {
    reader.close()
  }
}

function replayIn(reader: Reader, { document, window, toolNames }: ReadinessQuestion): ReplayReport | null {
  const { path, text } = document
  const source = finish(readOwnLog(reader, window, toolNames))
  const [policy] = replayedTexts([{ path: resolve(path), text }], filesNamedBy).texts
  if (!source.ok || policy === undefined) return null
  const engine = new Replay(source.value)
  return engine.report(finish(engine.judge(policy)))
}

function candidatesIn(reader: Reader, place: GatePlace, file: string): Evidence['candidates'] {
  const candidate = candidateOf(place, file)
  if (candidate === null) return []
  const rows = agreementOf(reader, file, candidate.file, { since: candidate.since })
  if (!rows.ok) return []
  const { calls, agreeing } = agreementFrom(rows.value, () => null)
  return [{ name: 'The candidate observed alongside', calls, disagreements: calls - agreeing }]
}

/** Runs of the policy's own comments, and of the test files beside it that name it. */
function testsAbout(file: string, text: string): FileRun[] {
  const about = testFilesAbout(file, readQuietly)
  const run = (path: string, text: string) => runFile(path, text, readQuietly, { namedBy: filesNamedBy })
  return [run(file, text), ...about.map(({ path, text }) => ({ ...run(path, text), file: basename(path) }))]
}
