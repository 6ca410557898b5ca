import assert from 'node:assert/strict'
import { test } from 'node:test'
import { capfenceEvent } from '../../../audit/readers/capfence.ts'
import { edictumEvent } from '../../../audit/readers/edictum.ts'
import type { ForeignEvent, Members } from '../../../audit/readers/foreign-event.ts'
import { orcaEvent } from '../../../audit/readers/orca.ts'
import { isSafeclawPage, safeclawPageEvent } from '../../../audit/readers/safeclaw-page.ts'

const shown = ({ verdict, effect, applied, dry_run, shadow_decision }: ForeignEvent) =>
  [verdict, effect, applied, dry_run ? `shadow ${shadow_decision}` : 'live'].join(' · ')

const orca = (verdict: string, reason: string) =>
  orcaEvent(
    { verdict, reason, surface: 'mcp', tool_name: 'shell.exec', args_summary: '{"a":"[shadow] would deny"}' },
    1,
  )

const capfence = (policy_decision: string, reason: string, observe_mode: boolean) =>
  capfenceEvent(
    {
      decision: policy_decision === 'allow' || observe_mode ? 'pass' : 'fail',
      policy_decision,
      reason,
      timestamp: 1790000000.5,
      metadata_json: JSON.stringify({ observe_mode }),
    },
    1,
  )

const edictum = (action: string, more: Members = {}) => edictumEvent({ tool_name: 'Bash', action, ...more }, 1)
const observed = { contracts_evaluated: [{ name: 'r', passed: false, observed: true, message: 'm' }] }
const enforced = { contracts_evaluated: [{ name: 'r', passed: false, message: 'm' }] }

const page = (mode: string, verdict: string) => {
  const entry = {
    index: 0,
    timestamp: '2026-01-31T12:00:00Z',
    mode,
    action: { type: 'file_read', path: '/etc/passwd', agent: 'bot' },
    rule: 'no-etc',
    verdict,
    reason: 'Matched rule: no-etc',
    previousHash: 'GENESIS',
    hash: 'ab',
  }
  assert.ok(isSafeclawPage(entry))
  return safeclawPageEvent(entry, 1)
}

/** What each system's words come to on the common scale. */
const table: readonly [event: ForeignEvent, words: string][] = [
  [orca('allow', ''), 'allow · allow · proceed · live'],
  [orca('audit', 'looked at'), 'audit · allow · proceed · live'],
  [orca('observe', ''), 'observe · allow · proceed · live'],
  [orca('deny', '[shadow] would deny — quoted'), 'deny · deny · block · live'],
  [orca('sanitize', 'secrets'), 'sanitize · redact · sanitize · live'],
  [orca('pending_approval', ''), 'pending_approval · require_approval · hold · live'],
  [orca('audit', '[shadow] would deny — no'), 'deny · deny · proceed · shadow deny'],
  [orca('audit', '[shadow] would sanitize — no'), 'sanitize · redact · proceed · shadow sanitize'],
  [orca('audit', 'a [shadow] would deny — no'), 'audit · allow · proceed · live'],
  [orca('shrug', ''), 'shrug · error · proceed · live'],
  [capfence('allow', 'policy_allow', false), 'allow · allow · proceed · live'],
  [capfence('allow', 'policy_warn', false), 'warn · warn · proceed · shadow warn'],
  [capfence('deny', 'policy_deny', false), 'deny · deny · block · live'],
  [capfence('require_approval', 'approval_required:1', false), 'require_approval · require_approval · hold · live'],
  [capfence('deny', 'observed: would_have_blocked_due_to_policy_deny', true), 'deny · deny · proceed · shadow deny'],
  [capfence('allow', 'observed: would_have_blocked_due_to_policy_allow', true), 'allow · allow · proceed · live'],
  [capfence('allow', 'observed: would_have_blocked_due_to_policy_warn', true), 'warn · warn · proceed · shadow warn'],
  [page('enforce', 'ALLOW'), 'ALLOW · allow · proceed · live'],
  [page('enforce', 'DENY'), 'DENY · deny · block · live'],
  [page('enforce', 'REQUIRE_APPROVAL'), 'REQUIRE_APPROVAL · require_approval · hold · live'],
  [page('simulate', 'ALLOW'), 'ALLOW · allow · proceed · live'],
  [page('simulate', 'DENY'), 'DENY · deny · proceed · shadow DENY'],
  [page('simulation', 'REQUIRE_APPROVAL'), 'REQUIRE_APPROVAL · require_approval · proceed · shadow REQUIRE_APPROVAL'],
  [edictum('call_allowed'), 'call_allowed · allow · proceed · live'],
  [edictum('call_blocked'), 'call_denied · deny · block · live'],
  [edictum('call_would_block'), 'call_would_deny · deny · proceed · shadow deny'],
  [edictum('call_asked'), 'call_approval_requested · require_approval · hold · live'],
  [edictum('call_executed', observed), 'call_executed · allow · proceed · live'],
  [edictum('call_executed', enforced), 'call_executed · warn · proceed · live'],
]
for (const [event, words] of table) {
  test(`${event.source}: ${words} (${event.reason ?? ''})`, () => assert.equal(shown(event), words))
}

test('a summary of arguments is never taken for the arguments that were judged', () => {
  const { args, args_state, redacted_paths } = orca('deny', '')
  assert.deepEqual([args, args_state, redacted_paths], [{ a: '[shadow] would deny' }, 'cut', ['']])
  assert.equal(orcaEvent({ verdict: 'deny', surface: 'mcp', args_summary: '{"a": "cut of' }, 1).args, '{"a": "cut of')
})

test('words in a place of another type stop nothing', () => {
  const odd: Members = { tool_name: 7, action: 'call_denied', contracts_evaluated: 'none', principal: [], timestamp: 3 }
  assert.deepEqual([edictumEvent(odd, 1).effect, edictumEvent(odd, 1).time], ['deny', ''])
  assert.equal(capfenceEvent({ decision: 'pass', timestamp: 'now', metadata_json: '{' }, 1).time, '')
})
