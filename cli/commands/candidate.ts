import { readFileSync, writeFileSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import type { Command } from 'commander'
import {
  type Agreement,
  agreementFrom,
  agreementLines,
  agreementMarkdown,
} from '../../analysis/candidates/agreement.ts'
import { readPolicyDocument } from '../../analysis/policyDocument.ts'
import { exampleOf } from '../../analysis/readiness/gather.ts'
import { agreementOf } from '../../audit/agreement.ts'
import { findEvent } from '../../audit/query.ts'
import { type CandidateFault, candidateOf, observeAlongside, withdrawCandidate } from '../../gate/alongside.ts'
import type { GatePlace } from '../../gate/place.ts'
import { exitWith, filesNamedBy, readNamedFile } from '../files.ts'
import { logAbout, openLog } from '../log.ts'
import { auditOption, formatOption } from '../options.ts'

interface Named {
  readonly audit?: string
}

export function register(program: Command): void {
  const candidate = program
    .command('candidate')
    .description('observe a version of a policy alongside the live one, compare the two, and promote it')
  candidate
    .command('observe')
    .description('judge every call by this version too, from now on; what happens to calls stays as it is')
    .argument('<policy>', 'the live policy')
    .argument('<version>', 'the file with the version')
    .addOption(auditOption())
    .action((policy, version, options) => tell(observe(policy, version, options)))
  candidate
    .command('show')
    .description(
      'how the candidate and the live policy compare on the calls that both judged; exit 1 where they differ',
    )
    .argument('<policy>', 'the live policy')
    .addOption(formatOption(['text', 'json', 'markdown']))
    .addOption(auditOption())
    .action(show)
  candidate
    .command('promote')
    .description("write the candidate's text into the live policy, and end its observation")
    .argument('<policy>', 'the live policy')
    .addOption(auditOption())
    .action((policy, options) => tell(promote(policy, options)))
  candidate
    .command('withdraw')
    .description('end the observation; its events stay in the log')
    .argument('<policy>', 'the live policy')
    .addOption(auditOption())
    .action((policy, options) => tell(withdraw(policy, options)))
}

function observe(policy: string, version: string, options: Named): CandidateFault | string | null {
  const [live, text] = [readNamedFile(policy), readNamedFile(version)]
  if (live === null || text === null) return null
  const why = unfit(policy, live, version, text)
  const kept = why ?? observeAlongside(logAbout(policy, options.audit), resolve(policy), text, Date.now())
  if (typeof kept === 'string') return { message: kept }
  return 'message' in kept ? kept : `${version} is observed alongside ${policy}: its events name ${kept.file}.`
}

/** Why a version cannot stand beside a policy; null when it can. */
function unfit(policy: string, live: string, version: string, text: string): string | null {
  const [before, after] = [
    readPolicyDocument(policy, live, { named: filesNamedBy(policy) }),
    readPolicyDocument(version, text, { named: filesNamedBy(version) }),
  ]
  if (before === null) return `${policy} is not a policy of any system that Rehearsal reads`
  if (after === null) return `${version} is not a policy of any system that Rehearsal reads`
  if (before.dialect.name !== after.dialect.name) {
    return `${version} is ${after.dialect.name}, but ${policy} is ${before.dialect.name}; both must be of one dialect`
  }
  return after.model.refused === null ? null : `the engine refuses ${version}: ${after.model.refused.message}`
}

async function show(policy: string, options: Named & { format: string }): Promise<void> {
  const place = logAbout(policy, options.audit)
  const agreement = await agreementFor(place, policy)
  if (agreement === null) return
  const name = basename(policy)
  if (options.format === 'json') process.stdout.write(`${JSON.stringify(agreement, null, 2)}\n`)
  else if (options.format === 'markdown') process.stdout.write(`${agreementMarkdown(name, agreement)}\n`)
  else process.stdout.write(`${agreementLines(name, agreement).join('\n')}\n`)
  if (agreement.agreeing < agreement.calls) exitWith(1)
}

async function agreementFor(place: GatePlace, policy: string): Promise<Agreement | null> {
  const candidate = candidateOf(place, resolve(policy))
  if (candidate === null) {
    complain(`no version is observed alongside ${policy}; \`rehearsal candidate observe\` begins`)
    return null
  }
  const reader = await openLog(place)
  if (reader === null) return null
  try {
    const rows = agreementOf(reader, candidate.policyFile, candidate.file, { since: candidate.since })
    if (!rows.ok) {
      complain(rows.error.message)
      return null
    }
    return agreementFrom(rows.value, (id) => {
      const event = findEvent(reader, id)
      return event.ok && event.value !== null ? exampleOf(event.value).call : null
    })
  } finally {
    reader.close()
  }
}

function promote(policy: string, options: Named): CandidateFault | string {
  const place = logAbout(policy, options.audit)
  const candidate = candidateOf(place, resolve(policy))
  if (candidate === null) return { message: `no version is observed alongside ${policy}` }
  try {
    writeFileSync(policy, readFileSync(candidate.file, 'utf8'))
  } catch (error) {
    return { message: `${policy} could not be written: ${error instanceof Error ? error.message : error}` }
  }
  withdrawCandidate(place, resolve(policy))
  return `${policy} is now what was observed alongside it since ${candidate.since}.`
}

function withdraw(policy: string, options: Named): CandidateFault | string {
  const ended = withdrawCandidate(logAbout(policy, options.audit), resolve(policy))
  if (!ended) return { message: `no version is observed alongside ${policy}` }
  return `Nothing is observed alongside ${policy} any more; its events stay in the log.`
}

/** Prints what was done, or why it was not. */
function tell(outcome: CandidateFault | string | null): void {
  if (typeof outcome === 'string') process.stdout.write(`${outcome}\n`)
  else if (outcome !== null) complain(outcome.message)
}

function complain(message: string): void {
  process.stderr.write(`rehearsal: ${message}\n`)
  exitWith(1)
}
