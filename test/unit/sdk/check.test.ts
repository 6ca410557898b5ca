import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import * as sdk from '../../../gate/sdk/index.ts'
import type * as api from '../../../gate/sdk/public.d.ts'
import { contracts, makePlace, policyText } from './place.ts'

const place = makePlace()
after(() => place.remove())
const enforcing = place.write('enforce.policy.yaml', policyText('enforce'))
const observing = place.write('observe.yaml', policyText('observe'))

/** What is exported is what the types say. */
const typed: typeof api = sdk

const blocked = 'Blocked by team (no-delete): nothing is deleted'
const table: readonly [string, api.GateOptions, api.ToolCall, Partial<api.CheckResult>][] = [
  ['allowed', {}, { tool: 'list' }, { allowed: true, applied: 'proceed', effect: 'allow' }],
  ['denied', {}, { tool: 'delete' }, { allowed: false, applied: 'block', effect: 'deny', reason: blocked }],
  ['held', {}, { tool: 'mail' }, { allowed: false, applied: 'hold', effect: 'require_approval' }],
  [
    'only observed',
    { policies: [observing] },
    { tool: 'delete' },
    { allowed: true, applied: 'proceed', effect: 'deny', reason: 'nothing is deleted' },
  ],
  ['observed by the gate', { enforcementMode: 'observe' }, { tool: 'delete' }, { allowed: true, effect: 'deny' }],
  ['switched off', { enforcementMode: 'disabled' }, { tool: 'delete' }, { allowed: true, decision: null }],
  [
    'enforced by the gate',
    { policies: [observing], enforcementMode: 'enforce' },
    { tool: 'delete' },
    { allowed: false },
  ],
  ["an agent's override", { agentId: 'bot' }, { tool: 'delete' }, { allowed: true, effect: 'deny' }],
  ["an agent's override in one call", {}, { tool: 'delete', agentId: 'bot' }, { allowed: true, effect: 'deny' }],
  [
    'sanitised',
    {},
    { tool: 'read', output: 'a SECRET1' },
    { allowed: true, applied: 'sanitize', output: 'a [REDACTED]' },
  ],
  ['not to be judged', {}, { tool: 'list', args: { n: 1n } }, { allowed: false, applied: 'block', effect: 'error' }],
  ['not to be judged, observed', { policies: [observing] }, { tool: 'list', args: { n: 1n } }, { allowed: true }],
  ['a policy that never was', { policies: ['none.yaml'] }, { tool: 'delete' }, { allowed: true, decision: null }],
]
for (const [name, options, call, expected] of table) {
  test(`a call is judged: ${name}`, async () => {
    const gate = await place.open({ policies: [enforcing], ...options })
    const result = gate.check(call)
    assert.deepEqual({ ...result, ...expected }, result)
    assert.equal(await gate.close(), true)
  })
}

test('a mode that is none is a RangeError', async () => {
  for (const mode of ['Enforce', '', 'audit', null]) {
    await assert.rejects(typed.openGate({ enforcementMode: mode as api.EnforcementMode }), RangeError)
  }
})

test('policies that are no list are a TypeError', async () => {
  const odd = { policies: enforcing } as unknown as api.GateOptions
  await assert.rejects(
    typed.openGate(odd),
    (error) => error instanceof TypeError && /list of files/.test(error.message),
  )
})

test('what is no call is a doubt: let through while nothing enforces, else blocked', async () => {
  for (const [file, allowed] of [
    [observing, true],
    [enforcing, false],
  ] as const) {
    const gate = await place.open({ policies: [file] })
    for (const odd of [undefined, null, 3, 'delete', {}, { tool: 7 }, []]) {
      const result = gate.check(odd as unknown as api.ToolCall)
      assert.equal(result.allowed, allowed)
      assert.match(result.reason ?? '', /is no call/)
    }
    await gate.close()
  }
})

test('arguments that cannot be stored as asked are a RangeError', async () => {
  await assert.rejects(typed.openGate({ storeArguments: 'plain' as 'none' }), RangeError)
})

test('environment, principal and tool names hold for every call that says nothing else', async () => {
  const own = makePlace()
  after(() => own.remove())
  const policy = own.write('team.yaml', contracts('team', 'no-keys', '.pem').replace('tool: read', 'tool: read_file'))
  const gate = await own.open({
    policies: [policy],
    environment: 'staging',
    principal: { user_id: 'ann' },
    toolNames: { edictum: { read: 'read_file' } },
    storeArguments: 'none',
  })
  assert.equal(gate.check({ tool: 'read', args: { path: 'customer-4711.pem' } }).allowed, false)
  gate.check({ tool: 'read', environment: 'test', principal: null })
  await gate.close()
  const rows = own.rows().filter(({ kind }) => kind === 'decision')
  assert.deepEqual(
    rows.map(({ tool, args, args_state, context }) => ({ tool, args, args_state, context: JSON.parse(context) })),
    [
      {
        tool: 'read_file',
        args: null,
        args_state: 'none',
        context: { environment: 'staging', principal: { user_id: 'ann' } },
      },
      { tool: 'read_file', args: null, args_state: 'none', context: { environment: 'test', principal: null } },
    ],
  )
})

test('policies are found in the project, and a flip counts for the next call', async () => {
  const own = makePlace()
  after(() => own.remove())
  own.write('team.policy.yaml', policyText('observe'))
  const gate = await own.open()
  assert.equal(gate.check({ tool: 'delete' }).allowed, true)
  own.write('team.policy.yaml', policyText('enforce'))
  assert.equal(gate.check({ tool: 'delete' }).allowed, false)
  await gate.close()
  const kinds = own.rows().map(({ kind, source, dry_run: dry }) => [kind, source, dry])
  assert.deepEqual(kinds, [
    ['session_start', 'sdk', null],
    ['decision', 'sdk', 1],
    ['policy_changed', 'sdk', null],
    ['decision', 'sdk', 0],
  ])
})

test('documents are composed, and the report names the contracts that are only observed', async () => {
  const base = place.write('base.yaml', contracts('base', 'no-env', '.env'))
  const next = place.write('next.yaml', contracts('next', 'no-keys', '.pem', 'observe_alongside: true\n'))
  const gate = await place.open({ policies: [base, next] })
  assert.equal(gate.check({ tool: 'read', args: { path: '.env' } }).allowed, false)
  assert.equal(gate.check({ tool: 'read', args: { path: 'a.pem' } }).allowed, true)
  assert.deepEqual(gate.composition(), [
    { policy: 'base', files: [base, next], overridden: [], observed: [{ id: 'no-keys', enforced: '', source: next }] },
  ])
  await gate.close()
})

test('a policy alongside stops nothing, is recorded, and is in the report', async () => {
  const stricter = place.write('stricter.yaml', policyText('enforce').replace('tool_name: mail', 'tool_name: list'))
  const gate = await place.open({ policies: [enforcing], observeAlongside: [stricter] })
  const result = gate.check({ tool: 'list', callId: 'beside' })
  assert.equal(result.allowed, true)
  assert.deepEqual(
    result.observed.map(({ effect, mode, applied, dryRun }) => ({ effect, mode, applied, dryRun })),
    [{ effect: 'require_approval', mode: 'observe', applied: 'proceed', dryRun: true }],
  )
  const [, report] = gate.composition()
  assert.deepEqual(report?.observed[0], { id: 'no-delete', enforced: enforcing, source: stricter })
  await gate.close()
  const rows = place.rows().filter(({ call_id: id }) => id === 'beside')
  assert.deepEqual(
    rows.map(({ policy_file: file, dry_run: dry }) => [file, dry]),
    [
      [enforcing, 0],
      [stricter, 1],
    ],
  )
})

test('an edictum document alongside is composed as its engine composes: candidates of what is allowed', async () => {
  const own = makePlace()
  after(() => own.remove())
  const base = own.write('base.yaml', contracts('base', 'no-env', '.env'))
  const next = own.write('next.yaml', contracts('next', 'no-env', '.pem'))
  const gate = await own.open({ policies: [base], observeAlongside: [next] })
  const check = (path: string, callId: string) => gate.check({ tool: 'read', args: { path }, callId })
  const denied = check('.env.pem', 'denied')
  assert.deepEqual([denied.allowed, denied.observed], [false, []], 'a call that is denied asks no candidate')
  const tried = check('a.pem', 'tried')
  assert.deepEqual([tried.allowed, tried.effect], [true, 'allow'])
  const said = tried.observed.map(({ policy, effect, rule, mode, applied }) => ({
    policy,
    effect,
    rule,
    mode,
    applied,
  }))
  assert.deepEqual(said, [
    { policy: 'base', effect: 'deny', rule: 'no-env:candidate', mode: 'observe', applied: 'proceed' },
  ])
  assert.deepEqual(check('a.txt', 'free').observed, [])
  assert.deepEqual(gate.composition(), [
    { policy: 'base', files: [base, next], overridden: [], observed: [{ id: 'no-env', enforced: base, source: next }] },
  ])
  await gate.close()
  const rows = own.rows().filter(({ kind }) => kind === 'decision')
  assert.deepEqual(
    rows.map(({ call_id, policy_file, rule, dry_run }) => [call_id, policy_file, rule, dry_run]),
    [
      ['denied', base, 'no-env', 0],
      ['tried', base, null, 0],
      ['tried', next, 'no-env:candidate', 1],
      ['free', base, null, 0],
    ],
  )
})

test('outputs and modes of a composition alongside: nothing of it is applied, whatever the gate is told', async () => {
  const post = (name: string, effect: string) => `apiVersion: edictum/v1
kind: ContractBundle
metadata:
  name: ${name}
defaults:
  mode: enforce
contracts:
  - id: no-keys
    type: post
    tool: read
    when:
      output.text:
        contains: SECRET
    then:
      effect: ${effect}
      message: "a key"
`
  const own = makePlace()
  after(() => own.remove())
  const base = own.write('base.yaml', contracts('base', 'no-env', '.env').replace('tool: read', 'tool: other'))
  const next = own.write('next.yaml', post('next', 'warn'))
  for (const enforcementMode of [undefined, 'enforce', 'observe'] as const) {
    const mode = enforcementMode === undefined ? {} : { enforcementMode }
    const gate = await own.open({ policies: [base], observeAlongside: [next], ...mode })
    const result = gate.check({ tool: 'read', args: {}, output: 'SECRET1' })
    assert.deepEqual([result.allowed, result.applied, result.output], [true, 'proceed', undefined])
    assert.deepEqual(
      result.observed.map(({ rule, applied }) => [rule, applied]),
      [['no-keys:candidate', 'proceed']],
    )
    await gate.close()
  }
})
