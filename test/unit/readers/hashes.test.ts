import assert from 'node:assert/strict'
import { test } from 'node:test'
import { agentAssemblyHash, hexOf } from '../../../audit/readers/agent-assembly-hash.ts'
import { capfenceHash } from '../../../audit/readers/capfence.ts'
import type { Members } from '../../../audit/readers/foreign-event.ts'
import { parseJson } from '../../../evaluator/json/parse.ts'
import { eventsOf, openLog, tally, verified, writeLog } from './support.ts'

/** The expected hashes were computed in Python, with its own `json` and `struct`. */
const capfenceRow =
  '{"id":7,"agent_id":"ana","task_context":"write é","risk_category":"low","decision":"fail","risk_score":1e-07,"threshold":0.0,"payload_hash":"","reason":"policy_deny","latency_ms":0,"timestamp":1790000000.0,"prev_hash":"ab","entry_hash":"","signature":null,"actor":"ana","action":"write","resource":"fs","environment":"production","capability":"fs.write","approval_state":"none","policy_decision":"deny","execution_result":"blocked","metadata_json":METADATA}'
const capfenceTable: readonly [name: string, metadata: string, hash: string][] = [
  [
    'canonical metadata: nineteen fields',
    '{"latency_ms":0,"observe_mode":false,"required_capability":"fs.write"}',
    '47168a3ef2f835b439b7257ed069226741d0b5387435e9bb4aa79268105aa90c',
  ],
  ['spaced metadata: ten', '{"latency_ms": 0}', '46e5bebe4e97b53d3ef0698898b2ac52f2978b46c52e139e1060b3558c7c4678'],
  ['no metadata: ten', '', '46e5bebe4e97b53d3ef0698898b2ac52f2978b46c52e139e1060b3558c7c4678'],
  ['metadata that is no JSON: ten', '{', '46e5bebe4e97b53d3ef0698898b2ac52f2978b46c52e139e1060b3558c7c4678'],
]
for (const [name, metadata, hash] of capfenceTable) {
  test(`capfence, ${name}`, () => {
    assert.equal(capfenceHash(parseJson(capfenceRow.replace('METADATA', JSON.stringify(metadata))) as Members), hash)
  })
}

const zeros = (count: number) => JSON.stringify(Array(count).fill(0))

test('Agent Assembly: every field that enters the hash', () => {
  const entry = parseJson(
    `{"seq":3,"timestamp_ns":1780300801497968792,"event_type":"CredentialLeakBlocked","agent_id":${JSON.stringify([...Array(16).keys()])},"session_id":${zeros(16)},"payload":${JSON.stringify('{"decision":4,"verdict":"scrub","reason":"é"}')},"previous_hash":${JSON.stringify(Array(32).fill(7))},"entry_hash":[],"team_id":"shop","delegation_reason":"asked","depth":1,"org_id":"corp","credential_findings":[{"kind":"AwsAccessKey","offset":29,"matched":"[REDACTED:AwsAccessKey]"}],"redacted_payload":${JSON.stringify('{"a":"[REDACTED]"}')},"policy_doc_id":"sha256:ab"}`,
  ) as Members
  assert.equal(agentAssemblyHash(entry), 'fd8757ff96df7923c3f20d8598469bba34f17997116f64981b06c9a2f855433f')
  for (const odd of [{ event_type: 'Unheard' }, { seq: -1 }, { timestamp_ns: 'now' }, { payload: {} }]) {
    assert.equal(agentAssemblyHash({ ...entry, ...odd } as Members), null)
  }
  assert.equal(hexOf('no list'), '')
})

/** `count` chained entries whose numbers begin at `first`; the odd ones shadow events. */
function agentAssemblyLines(count: number, first = 0): string[] {
  let previous: number[] = Array(32).fill(0)
  return Array.from({ length: count }, (_, index) => {
    const shadow = index % 2 === 1 ? { dry_run: true, shadow_decision: 'pending', shadow_reason: '' } : {}
    const payload = JSON.stringify({ agent_id_claimed: 'ana', decision: 1, verdict: 'allow', ...shadow })
    const text = (own: readonly number[]) =>
      `{"seq":${first + index},"timestamp_ns":1780300801497968792,"event_type":"ToolCallIntercepted","agent_id":${zeros(16)},"session_id":${zeros(16)},"payload":${JSON.stringify(payload)},"previous_hash":${JSON.stringify(previous)},"entry_hash":${JSON.stringify(own)}}`
    const own = [...Buffer.from(agentAssemblyHash(parseJson(text([])) as Members) ?? '', 'hex')]
    const line = text(own)
    previous = own
    return line
  })
}

const five = agentAssemblyLines(5)
const agentAssemblyTable: readonly [
  name: string,
  lines: readonly string[],
  own: string[],
  causes: readonly string[],
][] = [
  ['intact', five, [], []],
  ['cut from the end', five.slice(0, 3), [], []],
  [
    'an entry edited',
    five.with(2, (five[2] as string).replace('ana', 'bob')),
    ['hash chain broken at entry 2'],
    ['edited'],
  ],
  ['an entry removed', five.toSpliced(2, 1), ['hash chain broken at entry 2'], ['parent-missing']],
  ['the first removed', five.slice(1), ['hash chain broken at entry 0'], ['parent-missing']],
  [
    'two services',
    [five[0], ...agentAssemblyLines(2, 9), five[1]] as string[],
    ['hash chain broken at entry 1'],
    ['restarted', 'other-chain'],
  ],
]
for (const [name, lines, own, causes] of agentAssemblyTable) {
  test(`Agent Assembly, ${name}`, (t) => {
    const found = verified(openLog(t, writeLog(t, 'log.jsonl', lines.join('\n'))))
    assert.deepEqual(found.ownVerdict, own)
    assert.deepEqual(
      found.faults.map(({ cause }) => cause),
      causes,
    )
  })
}

test('Agent Assembly: a shadow event keeps its own word, and asks for approval on the common scale', (t) => {
  const events = eventsOf(openLog(t, writeLog(t, 'log.jsonl', five.join('\n'))))
  assert.deepEqual(tally(events.map(({ dry_run }) => String(dry_run))), { false: 3, true: 2 })
  const [, shadow] = events
  assert.deepEqual(
    [shadow?.shadow_decision, shadow?.effect, shadow?.applied, shadow?.reason],
    ['pending', 'require_approval', 'proceed', null],
  )
})
