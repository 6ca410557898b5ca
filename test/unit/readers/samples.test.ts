import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import type { ForeignEvent } from '../../../audit/readers/foreign-event.ts'
import type { ForeignVerification } from '../../../audit/readers/verification.ts'
import { eventsOf, openLog, samples, tally, there, verified } from './support.ts'

const expectedFile = path.join(samples, 'expected.json')
/** Figures of every sample, counted apart from these readers. */
const expected = there ? JSON.parse(readFileSync(expectedFile, 'utf8')) : {}

// biome-ignore lint/suspicious/noExplicitAny: the systems' own entries are read where their shape is known
type Own = any
type Figures = (
  events: readonly ForeignEvent[],
  verification: ForeignVerification,
  name: string,
) => Record<string, unknown>

const figures: Readonly<Record<string, Figures>> = {
  edictum: edictumFigures,
  'agent-assembly': agentAssemblyFigures,
  'agent-assembly-list': listFigures,
  safeclaw: safeclawFigures,
  capfence: capfenceFigures,
  orca: orcaFigures,
}

test('the samples are all held against their figures', { skip: !there }, () => {
  assert.equal(Object.keys(expected).length, 21)
})

for (const name of Object.keys(expected)) {
  test(`${name}: the figures that a correct reader reports`, (t) => {
    const log = openLog(t, path.join(samples, name))
    const verification = verified(log)
    assert.equal(verification.oddCount, 0)
    const found = figures[log.format]?.(eventsOf(log), verification, name)
    assert.deepEqual(found, expected[name])
  })
}

function own(event: ForeignEvent | undefined): Own {
  return event?.native
}

function edictumFigures(events: readonly ForeignEvent[], { chain }: ForeignVerification): Record<string, unknown> {
  const isCandidate = ({ rule }: ForeignEvent) => rule?.endsWith(':candidate') === true
  const shadow = events.filter(({ dry_run }) => dry_run)
  const calls = Map.groupBy(events, ({ call_id }) => call_id)
  const shadowCalls = [...calls.values()].filter((lines) => lines.some(({ dry_run }) => dry_run))
  const allowed = events.filter(({ verdict }) => verdict === 'call_allowed')
  const really = (lines: readonly ForeignEvent[]) =>
    lines.some((line) => line.verdict === 'call_allowed' && !isCandidate(line))
  const findings = events.flatMap(({ detail }) => (detail as Own)?.findings ?? [])
  return {
    lines: events.length,
    calls: calls.size,
    actions_on_disk: tally(events.map((event) => own(event).action)),
    actions_normalised: tally(events.map(({ verdict }) => verdict)),
    final_action_per_call: tally([...calls.values()].map((lines) => lines.at(-1)?.verdict)),
    real_call_allowed: allowed.filter((event) => !isCandidate(event)).length,
    candidate_call_allowed: allowed.filter(isCandidate).length,
    shadow_events: shadow.length,
    shadow_by_name: tally(shadow.map(({ rule }) => rule)),
    shadow_calls: shadowCalls.length,
    shadow_calls_without_real_allowed: shadowCalls.filter((lines) => !really(lines)).length,
    candidate_would_deny: shadow.filter(isCandidate).length,
    denied_by_name: tally(events.filter(({ verdict }) => verdict === 'call_denied').map(({ rule }) => rule)),
    post_findings_observed: tally(findings.filter(({ observed }: Own) => observed).map(({ name }: Own) => name)),
    post_findings_enforced: tally(findings.filter(({ observed }: Own) => !observed).map(({ name }: Own) => name)),
    policy_error_events: events.filter(({ detail }) => (detail as Own)?.policy_error === true).length,
    policy_versions: tally(events.map(({ policy_digest }) => policy_digest?.slice(0, 12))),
    sessions: tally(events.map(({ session }) => session)),
    truncated_lines: events.filter(({ args_state }) => args_state === 'cut').map(({ seq }) => seq),
    chain,
  }
}

function agentAssemblyFigures(events: readonly ForeignEvent[], found: ForeignVerification): Record<string, unknown> {
  const indexes = (wanted: (event: ForeignEvent) => boolean) =>
    events.flatMap((event, index) => (wanted(event) ? [index] : []))
  const broken = (edited: boolean) =>
    found.faults.filter(({ cause }) => (cause === 'edited') === edited).map(({ line }) => line - 1)
  const list = (places: readonly number[]) => `[${places.join(', ')}]`
  return {
    entries: found.entries,
    by_decision: tally(events.map(decisionOf)),
    event_types: tally(events.map((event) => own(event).event_type)),
    shadow_events: events.filter(({ dry_run }) => dry_run).length,
    entries_with_findings: indexes((event) => own(event).credential_findings !== undefined),
    entries_with_redacted_payload: indexes((event) => own(event).redacted_payload !== undefined),
    agents: tally(events.map(({ agent }) => (agent === undefined || /^[0-9a-f]{32}$/.test(agent) ? 'None' : agent))),
    seq_gaps: indexes((event) => {
      const above = events[events.indexOf(event) - 1]
      return own(event).seq !== (above === undefined ? -1 : own(above).seq) + 1
    }),
    chain: `${found.entries} bad hash ${list(broken(true))} bad link ${list(broken(false))} (0-based index)`,
  }
}

function decisionOf(event: ForeignEvent): string {
  const { verdict, effect, dry_run } = event
  if (verdict === undefined) return own(event).event_type === 'GovernanceMutation' ? 'mutation' : 'sdk-report'
  return dry_run ? `shadow_${verdict}` : String(effect)
}

function listFigures(events: readonly ForeignEvent[], { chain }: ForeignVerification): Record<string, unknown> {
  assert.equal(chain, 'none')
  const shadow = events.filter(({ dry_run }) => dry_run)
  return {
    rows: events.length,
    first_seq: own(events[0]).seq,
    last_seq: own(events.at(-1)).seq,
    by_decision: tally(events.map(({ dry_run, verdict }) => (dry_run ? `shadow_${verdict}` : verdict))),
    shadow_events: shadow.length,
    chain: 'hashes are not part of this shape',
  }
}

function safeclawFigures(events: readonly ForeignEvent[], found: ForeignVerification): Record<string, unknown> {
  const lines = found.faults.map(({ line }) => line)
  const forkAt = /both follow line (\d+)/
  return {
    entries: found.entries,
    outcome: tally(events.map(({ verdict }) => verdict)),
    source: tally(events.map((event) => own(event).source)),
    with_risk_signals: events.filter((event) => own(event).riskSignals.length > 0).length,
    shadow_events: events.filter(({ dry_run }) => dry_run).length,
    chain: found.chain === 'whole' ? 'valid' : `broken at line(s) [${lines.join(', ')}] (1-based)`,
    lines_whose_parent_is_no_line_of_the_file: found.faults
      .filter(({ cause }) => cause === 'parent-missing')
      .map(({ line }) => line),
    parents_with_two_children: found.faults.flatMap(({ message }) => {
      const parent = forkAt.exec(message)?.[1]
      return parent === undefined ? [] : [Number(parent)]
    }),
  }
}

function capfenceFigures(
  events: readonly ForeignEvent[],
  found: ForeignVerification,
  name: string,
): Record<string, unknown> {
  const column = (key: string) => {
    const words = events.map((event) => own(event)[key])
    return words.every((word) => word === undefined) ? {} : { [key]: tally(words) }
  }
  return {
    rows: found.entries,
    decision: tally(events.map((event) => own(event).decision)),
    reasons: tally(events.map(({ reason }) => reason?.replace(/would_have_blocked_due_to_|(?<=\w):\S.*/g, ''))),
    ...column('policy_decision'),
    ...column('approval_state'),
    ...column('execution_result'),
    observe_rows: events.filter((event) => /"observe_mode":\s*true/.test(own(event).metadata_json)).length,
    shadow_events_that_would_have_blocked: events.filter(({ dry_run, effect }) => dry_run && effect !== 'warn').length,
    chain: capfenceChain(found, name.endsWith('.db')),
  }
}

/** Of a database both orders are walked; an export has only the one it is written in. */
function capfenceChain({ chain, faults, ownVerdict }: ForeignVerification, database: boolean): string {
  assert.equal(faults.length, ownVerdict.length)
  if (chain === 'whole') return database ? 'valid in id and in time order' : 'valid'
  assert.match(ownVerdict[0] ?? '', new RegExp(`^Entry ${faults[0]?.line} .*entry_hash mismatch`))
  assert.deepEqual([faults.length, faults[0]?.cause], [1, 'edited'])
  return `broken at id ${faults[0]?.line} (entry_hash only; same in id and time order)`
}

function orcaFigures(events: readonly ForeignEvent[], { chain }: ForeignVerification): Record<string, unknown> {
  const shadow = events.filter(({ dry_run }) => dry_run)
  return {
    rows: events.length,
    verdict: tally(events.map((event) => own(event).verdict)),
    shadow_events: shadow.length,
    shadow_by_verdict: tally(shadow.map(({ shadow_decision }) => shadow_decision)),
    plain_audit: events.filter(({ verdict }) => verdict === 'audit').length,
    policy: tally(events.map(({ policy }) => policy ?? '')),
    surface: tally(events.map(({ surface }) => surface)),
    rows_without_label: events.filter(({ rule }) => rule === null).length,
    shadow_text_outside_reason: events.filter(
      (event) => !event.dry_run && JSON.stringify(event.native).includes('[shadow] would'),
    ).length,
    chain,
  }
}
