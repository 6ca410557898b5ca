import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { agreementFrom, agreementLines, agreementMarkdown } from '../analysis/candidates/agreement.ts'
import { exampleOf } from '../analysis/readiness/gather.ts'
import type { Refusal } from '../evaluator/dialect.ts'
import { type Candidate, candidateOf, observeAlongside, withdrawCandidate } from '../gate/alongside.ts'
import type { GatePlace } from '../gate/place.ts'
import type { OpenDocument } from './documents.ts'
import type { CandidateAnswer, CandidateParams } from './protocol/evidence.ts'
import type { Shadow } from './shadow.ts'

/** Does what was asked about the version that is observed alongside the policy in the editor. */
export async function handleCandidate(
  document: OpenDocument,
  { action }: CandidateParams,
  shadow: Shadow,
): Promise<CandidateAnswer | Refusal> {
  const { place } = shadow
  if (place === null) return refuse('no-log', 'No folder is open, so there is no log that could hold its events.')
  if (action === 'observe') return observe(document, place)
  const candidate = candidateOf(place, document.path)
  if (candidate === null) {
    return refuse('no-candidate', `No version is observed alongside ${basename(document.path)}.`)
  }
  if (action === 'show') return show(document, candidate, shadow)
  if (action === 'promote') return promote(document, candidate)
  withdrawCandidate(place, document.path)
  return { message: `Nothing is observed alongside ${basename(document.path)} any more; its events stay in the log.` }
}

function observe({ policy, path, text }: OpenDocument, place: GatePlace): CandidateAnswer | Refusal {
  const name = basename(path)
  if (policy === null) return refuse('not-a-policy', `${name} cannot be read as a policy.`)
  const { refused } = policy.model
  if (refused !== null) return refuse('refused', `The engine refuses this text: ${refused.message}`)
  const kept = observeAlongside(place, path, text.getText(), Date.now())
  if ('message' in kept) return refuse('not-kept', kept.message)
  return { message: `This version of ${name} is observed alongside the saved one from the next call on.` }
}

async function show(document: OpenDocument, candidate: Candidate, shadow: Shadow): Promise<CandidateAnswer | Refusal> {
  const rows = await shadow.followed?.agreement(document.path, candidate.file, { since: candidate.since })
  if (!rows?.ok) return refuse('no-log', rows?.error.message ?? 'There is no log yet.')
  const calls = new Map<string, string>()
  for (const id of rows.value.flatMap(({ examples }) => examples).slice(0, 60)) {
    const event = await shadow.event(id)
    if (event !== null) calls.set(id, exampleOf(event).call)
  }
  const agreement = agreementFrom(rows.value, (id) => calls.get(id) ?? null)
  const name = basename(document.path)
  const [message = ''] = agreementLines(name, agreement)
  return { message, markdown: agreementMarkdown(name, agreement) }
}

/** Replaces the whole text; withdrawn once the client has saved it. */
function promote({ uri, text, path }: OpenDocument, { file, since }: Candidate): CandidateAnswer | Refusal {
  try {
    const newText = readFileSync(file, 'utf8')
    const whole = { start: { line: 0, character: 0 }, end: text.positionAt(text.getText().length) }
    const summary = `Makes ${basename(path)} what was observed alongside it since ${since.slice(0, 10)}.`
    const edit = { uri, version: text.version, edits: [{ range: whole, newText }], summary, effects: [] }
    return { message: summary, edit }
  } catch (error) {
    return refuse('not-kept', `The candidate cannot be read (${error instanceof Error ? error.message : error}).`)
  }
}

function refuse(code: string, message: string): Refusal {
  return { code, message }
}
